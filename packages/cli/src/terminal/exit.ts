import { isAbort, isLvlmError } from "@lvlm-interpret/core";

/** What the program ends with; `lvlm-interpret --help` lists them. */
export const exitCodes = {
	/** Done. */
	ok: 0,
	/** Something failed while running. */
	failed: 1,
	/** Wrong usage or bad input: an option, a file, an image, a model that cannot be used. */
	badInput: 2,
	/** The model does not fit into free memory. */
	outOfMemory: 3,
	/** Interrupted: Ctrl-C, or a closed pipe. */
	interrupted: 130,
} as const;

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
	if (isAbort(error)) return exitCodes.interrupted;
	if (isLvlmError(error, "out-of-memory")) return exitCodes.outOfMemory;
	if (isLvlmError(error, "download-failed")) {
		const isInput = ["unauthorized", "gated", "not-found", "offline"].includes(error.fields.reason);
		return isInput ? exitCodes.badInput : exitCodes.failed;
	}
	if (isLvlmError(error, "session-failed", "session-disposed", "non-finite")) return exitCodes.failed;
	return isLvlmError(error) ? exitCodes.badInput : exitCodes.failed;
}

/** The error as one paragraph for a person, with its code; the causes below it. */
export function describeError(error: unknown): string {
	if (isAbort(error)) return "Interrupted.\n";
	const lines = [
		isLvlmError(error) ? `${error.message} [${error.code}]` : error instanceof Error ? error.message : String(error),
	];
	let cause = error instanceof Error ? error.cause : undefined;
	while (cause instanceof Error) {
		lines.push(`  because: ${cause.message}`);
		cause = cause.cause;
	}
	return `Error: ${lines.join("\n")}\n`;
}

/** The error as data, for `--json`. */
export function errorAsJson(error: unknown): object {
	if (isLvlmError(error))
		return { error: { code: error.code, message: error.message, fields: error.fields, hint: error.hint } };
	return { error: { code: "failed", message: error instanceof Error ? error.message : String(error) } };
}
