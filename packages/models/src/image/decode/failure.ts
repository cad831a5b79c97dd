import { LvlmError } from "@lvlm-interpret/core";

/** The "invalid-image" error, with a hint of what to do. */
export function invalidImage(reason: string, hint: string, cause?: unknown): LvlmError<"invalid-image"> {
	return new LvlmError(
		"invalid-image",
		`The image cannot be read: ${reason}.`,
		{ reason },
		cause === undefined ? { hint } : { hint, cause },
	);
}
