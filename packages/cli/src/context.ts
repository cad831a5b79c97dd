import type { ProgressLine } from "./terminal/progress-line.js";
import type { Terminal } from "./terminal/terminal.js";

/** What every command is given. */
export interface CommandContext {
	readonly terminal: Terminal;
	readonly line: ProgressLine;
	/** Aborted by the first Ctrl-C. */
	readonly signal: AbortSignal;
	/** Says that the work was cut short, though what came is kept: the exit code will tell. */
	interrupted(): void;
}
