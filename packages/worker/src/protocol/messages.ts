import type { GeneratedToken, GenerationData, Progress } from "@lvlm-interpret/core";
import type { AnswerPrompt } from "@lvlm-interpret/models";
import type { CallName, Calls } from "./calls.js";
import type { WireError } from "./errors.js";

/** Both sides must speak the same one. */
export const protocolVersion = 2;

interface Versioned {
	readonly version: typeof protocolVersion;
	/** Of the call that it belongs to; the page counts them. */
	readonly id: number;
}

/** A question to the worker. */
export type CallMessage = {
	readonly [Name in CallName]: Versioned & {
		readonly kind: "call";
		readonly call: Name;
		readonly params: Calls[Name]["params"];
	};
}[CallName];

/**
 * From the page to the worker. `answer-data` follows `need-answer`. `watch` (id 0) asks a Web Worker to hold a lock for as long as it
 * lives: a browser does not say when a worker ends by itself.
 */
export type ToEngine =
	| CallMessage
	| (Versioned & { readonly kind: "abort" })
	| (Versioned & { readonly kind: "watch"; readonly lock: string })
	| (Versioned & { readonly kind: "answer-data"; readonly data: GenerationData });

/** Attention of one layer and one query position over all heads and keys. */
export interface RowBlock {
	readonly layer: number;
	readonly query: number;
	/** [heads, keys]: value = byte * scale / 255. */
	readonly bytes: Uint8Array;
	/** [heads]: the largest value of each row. */
	readonly scales: Float32Array;
}

/** What comes while a call goes on. */
export type CallEvent =
	| { readonly kind: "progress"; readonly progress: Progress }
	| { readonly kind: "prompt"; readonly prompt: AnswerPrompt }
	| { readonly kind: "token"; readonly token: GeneratedToken }
	/** `rowSumError`: largest deviation of one of these rows' sum from 1, before they were quantised. */
	| { readonly kind: "rows"; readonly blocks: readonly RowBlock[]; readonly rowSumError: number }
	/** Something a person should know, e.g. that the model runs on another device than the first choice. */
	| { readonly kind: "notice"; readonly message: string }
	/** The worker does not hold the answer that the call names (any more). */
	| { readonly kind: "need-answer" };

/** From the worker to the page. A call ends with `answer` or `error`. Errors without a call have the id -1. `watched`: the lock is held. */
export type FromEngine =
	| (Versioned & CallEvent)
	| (Versioned & { readonly kind: "watched" })
	| (Versioned & { readonly kind: "answer"; readonly value: unknown })
	| (Versioned & { readonly kind: "error"; readonly error: WireError });

/** The id of an error that belongs to no call. */
export const noCall = -1;
