/** Why a download did not come about. "changed": the content changed meanwhile; "damaged": its bytes are not what was announced. */
export type DownloadFailure =
	| "unauthorized"
	| "gated"
	| "not-found"
	| "rate-limited"
	| "server"
	| "network"
	| "changed"
	| "damaged"
	| "offline"
	| "storage-full";

/** What each error code carries. Plugins may throw codes of their own under a scope ("acme:quota"). */
export interface ErrorFields {
	/** A needed file is missing in the model folder. */
	"model-not-found": { path: string; file: string };
	/** Bytes, a configuration or a graph break their format. */
	"invalid-model": { reason: string; file?: string; offset?: number; node?: string };
	/** A model whose architecture or layout we do not know. */
	"unsupported-model": { modelType: string; architecture: string; supported: readonly string[] };
	/** A declared size lies above a named safety limit. */
	"limit-exceeded": { limit: string; allowed: number; actual: number };
	/** The model does not fit into free memory, in bytes. */
	"out-of-memory": { neededBytes: number; freeBytes: number };
	/** A model's files could not be fetched or stored. `url` is without its query; `status` is HTTP's. */
	"download-failed": { url: string; reason: DownloadFailure; status?: number; retryAfterSeconds?: number };
	/** No shape inference, evaluation, derivative or kernel for an operator. */
	"unsupported-op": { opType: string; domain: string; phase: string; node?: string };
	/** A rewrite rule or adapter found no match. */
	"pattern-not-found": { pattern: string; reasons: readonly string[] };
	/** A shape or dtype differs from the contract. */
	"shape-mismatch": { name: string; expected: string; actual: string };
	/** A user's option or argument is out of range. */
	"invalid-argument": { name: string; expected: string; actual: string };
	/** Bytes that should be an image are not, or are of a format that cannot be read. */
	"invalid-image": { reason: string };
	/** A backend or model cannot give what was asked. */
	"capability-missing": { owner: string; capability: string; neededBy: string };
	/** A registry has no plugin of that id. */
	"unknown-plugin": { kind: string; id: string; known: readonly string[] };
	/** A second plugin with an id that is taken. */
	"duplicate-plugin": { kind: string; id: string };
	/** The backend failed while creating or running a session. */
	"session-failed": { backend: string; session: string };
	/** A session was used after `dispose()`. */
	"session-disposed": { session: string };
	/**
	 * The worker that ran the model has ended. "stopped": by us, because a run did not end when it was told to; "crashed": by itself;
	 * "closed": by its owner. `during`: what it was asked for.
	 */
	"worker-ended": { reason: "stopped" | "crashed" | "closed"; during: string };
	/** NaN or infinity in a result. */
	"non-finite": { name: string; firstIndex: number; count: number };
	/** A session file (.lvlm) breaks its format. */
	"invalid-session-file": { reason: string; entry?: string };
}

export type ErrorCode = keyof ErrorFields;

// Survives two installed copies of this package, where `instanceof` does not.
const marker = Symbol.for("lvlm-interpret.error");

/**
 * The one error class of LVLM-Interpret: a literal `code`, typed `fields`, and a `hint` that says what to do next.
 * Aborts are never wrapped: they surface as the platform's `AbortError`.
 */
export class LvlmError<C extends ErrorCode = ErrorCode> extends Error {
	override readonly name = "LvlmError";
	readonly code: C;
	readonly fields: ErrorFields[C];
	readonly hint: string | undefined;

	/**
	 * @param message  What failed, with which names and shapes. The hint is appended to `message`.
	 * @param options.hint  What the reader can do next.
	 * @param options.cause  The foreign exception, wrapped once at the plugin boundary.
	 */
	constructor(code: C, message: string, fields: ErrorFields[C], options: { hint?: string; cause?: unknown } = {}) {
		super(options.hint ? `${message} ${options.hint}` : message, "cause" in options ? { cause: options.cause } : {});
		this.code = code;
		this.fields = fields;
		this.hint = options.hint;
		Object.defineProperty(this, marker, { value: true });
	}
}

/** True for an error of ours, of one of `codes` when any are given; narrows `fields`. */
export function isLvlmError<C extends ErrorCode = ErrorCode>(error: unknown, ...codes: C[]): error is LvlmError<C> {
	if (typeof error !== "object" || error === null || !(marker in error)) return false;
	return codes.length === 0 || (codes as string[]).includes((error as unknown as LvlmError).code);
}

/** True for the platform's `AbortError`: the caller's own wish, after which what came until then may still be given. */
export function isAbort(error: unknown): boolean {
	return error instanceof Error && error.name === "AbortError";
}

/** Throws "internal: …" when a broken invariant of ours is met. Never for user input. */
export function invariant(condition: unknown, message: string): asserts condition {
	if (!condition) throw new Error(`internal: ${message}, please report`);
}
