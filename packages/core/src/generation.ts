import type { Explainer, ExplainRequest } from "./explainer.js";
import type { ImageLayout, RgbImage } from "./layout.js";
import type { Result, ResultKind } from "./result.js";
import type { Sequence } from "./sequence.js";

/** One turn of a conversation; the image belongs to the first user turn. */
export interface Message {
	readonly role: "system" | "user" | "assistant";
	readonly text: string;
}

export interface SamplingOptions {
	/** 0 (default) is greedy. Otherwise logits are divided by it. Range (0, 10]. */
	readonly temperature?: number;
	/** Keep the k most likely tokens; 0 (default) keeps all. */
	readonly topK?: number;
	/** Keep the smallest set whose probability reaches p, in (0, 1]; default 1 keeps all. */
	readonly topP?: number;
	/** Seed of our generator: the same seed gives the same tokens everywhere. Default 0. */
	readonly seed?: number;
}

/**
 * How a picture is made to fit the model's input. `default`: as the model's own processor says. `crop`: scaled to cover it, its middle is
 * seen. `resize`: stretched to it, all of it is seen. `pad`: scaled to lie inside it, with bars in the processor's mean colour.
 */
export type Preprocess = "default" | "crop" | "resize" | "pad";

export interface GenerateRequest extends SamplingOptions {
	/** Encoded bytes (PNG, JPEG, WebP, …) or pixels. */
	readonly image: Uint8Array | RgbImage;
	/** Default "default". */
	readonly preprocess?: Preprocess;
	/** The question, or a whole conversation that ends with a user turn. */
	readonly prompt: string | readonly Message[];
	/** Default 64. */
	readonly maxTokens?: number;
	/** How many alternatives to keep per token. Default 5. */
	readonly alternatives?: number;
	/** Called after each token, in order. */
	readonly onToken?: (token: GeneratedToken) => void;
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
}

/** A step of long work. `total` is missing when it cannot be known. */
export interface Progress {
	readonly phase: "download" | "read" | "load" | "encode" | "prefill" | "decode" | "compile" | "explain" | "write";
	readonly done: number;
	readonly total?: number;
	readonly unit: "bytes" | "tokens" | "steps" | "files";
	readonly detail?: string;
	/** In phase "download": the file that is being loaded, in bytes; `done` and `total` count all files. */
	readonly file?: { readonly name: string; readonly done: number; readonly total: number };
}

/** A token that could have been chosen, with its log-probability in nats under the raw logits. */
export interface Alternative {
	readonly id: number;
	readonly text: string;
	readonly logProbability: number;
}

export interface GeneratedToken {
	/** 0 for the first answer token. */
	readonly index: number;
	readonly id: number;
	readonly text: string;
	/** In nats, log-softmax of the raw logits, before any processor or temperature. */
	readonly logProbability: number;
	/** Under the distribution that was really sampled (temperature, top-k, top-p); 1 when greedy. Range (0, 1]. */
	readonly sampledProbability: number;
	/** The most likely tokens by raw logits, best first; ids break ties. */
	readonly alternatives: readonly Alternative[];
	/** The end-of-turn token; it closes the answer and has no visible text. */
	readonly isEnd: boolean;
}

/** What ended an answer. */
export type StopReason = "end-token" | "max-tokens" | "aborted";

/**
 * An answer together with all that is needed to replay and explain it.
 * An aborted generation is still one: `tokens` holds what came, `stopReason` is "aborted".
 */
export interface Generation {
	readonly text: string;
	readonly tokens: readonly GeneratedToken[];
	readonly stopReason: StopReason;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	/** The picture as the model's user gave it, after EXIF orientation. */
	readonly image: RgbImage;
	readonly messages: readonly Message[];
	readonly sampling: Required<SamplingOptions>;
	/** Left out: "default". */
	readonly preprocess?: Preprocess;
	readonly timings: { readonly encodeMs: number; readonly prefillMs: number; readonly decodeMs: number };
	/** Computes one explanation of this answer. */
	explain<Options extends object, Kind extends ResultKind>(
		explainer: Explainer<unknown, Options, Kind>,
		options?: Partial<Options>,
		request?: ExplainRequest,
	): Promise<Result<Kind>>;
}

/** An answer as plain data: it can be stored, cloned to another thread, and replayed by a model that is opened later. */
export type GenerationData = Omit<Generation, "explain">;
