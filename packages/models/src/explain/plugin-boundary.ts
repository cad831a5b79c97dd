import { isAbort, isLvlmError, LvlmError } from "@lvlm-interpret/core";

/** An error of a plugin, wrapped once; ours and aborts pass as they are. */
export async function atBoundary<T>(id: string, step: string, work: () => T | Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		if (isLvlmError(cause) || isAbort(cause)) throw cause;
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new LvlmError(
			"session-failed",
			`The explainer "${id}" failed while ${step}: ${reason}.`,
			{ backend: id, session: step },
			{ cause },
		);
	}
}
