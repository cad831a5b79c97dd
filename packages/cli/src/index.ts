/**
 * The command line `lvlm-interpret`, callable from a program.
 *
 * @example
 * ```ts
 * import { main } from "@lvlm-interpret/cli";
 *
 * let printed = "";
 * const terminal = { out: (text: string) => void (printed += text), err: () => {}, isInteractive: false, columns: 80 };
 * const code = await main(["devices", "--json"], terminal, new AbortController().signal);
 * console.log(code, JSON.parse(printed));
 * ```
 */

export type { CommandContext } from "./context.js";
export { createProgram, main } from "./main.js";
export { exitCodes } from "./terminal/exit.js";
export type { ProgressLine } from "./terminal/progress-line.js";
export type { Terminal } from "./terminal/terminal.js";
export { processTerminal } from "./terminal/terminal.js";
