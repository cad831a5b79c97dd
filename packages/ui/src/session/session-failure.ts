import { isAbort, isLvlmError } from "@lvlm-interpret/core";
import { formatBytes } from "../controls/amounts.js";

/**
 * Why a session did not open or was not saved, in words for the person who wanted it.
 *
 * @returns Undefined where it was called off: nothing went wrong.
 */
export function sessionFailure(error: unknown): string | undefined {
	if (isAbort(error)) return undefined;
	if (isLvlmError(error, "limit-exceeded")) {
		const { limit, allowed, actual } = error.fields;
		if (limit === "ratio")
			return "It unpacks to far more than a session does. It may have been made to fill the memory, and is not opened.";
		if (limit.endsWith("ytes")) return `It has ${formatBytes(actual)}; at most ${formatBytes(allowed)} are opened.`;
		return `It has ${actual} parts; at most ${allowed} are opened.`;
	}
	return error instanceof Error ? error.message : String(error);
}
