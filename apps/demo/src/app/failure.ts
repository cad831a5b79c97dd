/** What a person is told of an error: what happened, and what can be done. */
export interface Failure {
	readonly message: string;
	readonly hint?: string;
}

export function failureOf(error: unknown): Failure {
	const message = error instanceof Error ? error.message : String(error);
	const hint = (error as { readonly hint?: unknown } | null)?.hint;
	return typeof hint === "string" ? { message, hint } : { message };
}
