/** An abort of the caller's, after which a program may still give what came until then. */
export function isAbort(error: unknown): boolean {
	return error instanceof Error && error.name === "AbortError";
}
