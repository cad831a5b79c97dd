import { Command, CommanderError } from "commander";
import { addAskCommand } from "./commands/ask.js";
import { addConvertCommand } from "./commands/convert.js";
import { addDevicesCommand } from "./commands/devices.js";
import { addEvaluateCommand } from "./commands/evaluate.js";
import { addExplainCommand } from "./commands/explain.js";
import { addInspectCommand } from "./commands/inspect.js";
import type { CommandContext } from "./context.js";
import { describeError, errorAsJson, exitCodeOf, exitCodes } from "./terminal/exit.js";
import { progressLine } from "./terminal/progress-line.js";
import type { Terminal } from "./terminal/terminal.js";
import { version } from "./version.js";

/** The program with all its commands; nothing runs until it is parsed. */
export function createProgram(context: CommandContext): Command {
	const { terminal } = context;
	const program = new Command("lvlm-interpret")
		.description("Ask a vision-language model about an image, and see why it answered.")
		.version(version)
		.showHelpAfterError("(--help shows how it is used)")
		.configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
		.addHelpText(
			"after",
			`
Direction is named once everywhere: FROM looks at TO (FROM = the query, TO = the key looked at).

Exit codes: 0 done; 1 failed while running; 2 wrong usage or bad input; 3 the model does not fit into memory;
130 interrupted: by Ctrl-C, or as nothing reads the output any more (what was written or answered until then stays).`,
		)
		.exitOverride();
	addAskCommand(program, context);
	addExplainCommand(program, context);
	addEvaluateCommand(program, context);
	addConvertCommand(program, context);
	addInspectCommand(program, context);
	addDevicesCommand(program, context);
	for (const command of program.commands)
		command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
	return program;
}

/**
 * Runs the command line.
 *
 * @param argv  Arguments after the program's name.
 * @param signal  Interrupts the work; what came until then is kept.
 * @returns The exit code; see `exitCodes`. Errors are written to `terminal`, never thrown.
 */
export async function main(argv: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
	const line = progressLine(terminal);
	let wasInterrupted = false;
	const interrupted = (): void => {
		wasInterrupted = true;
	};
	const context: CommandContext = { terminal, line, signal, interrupted };
	try {
		await createProgram(context).parseAsync([...argv], { from: "user" });
		return wasInterrupted ? exitCodes.interrupted : exitCodes.ok;
	} catch (error) {
		line.clear();
		if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput;
		if (argv.includes("--json")) terminal.out(`${JSON.stringify(errorAsJson(error), null, 2)}\n`);
		terminal.err(describeError(error));
		return exitCodeOf(error);
	}
}
