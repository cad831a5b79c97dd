import type { BackendMemory, GeneratedToken, Progress, Result, ResultKind } from "@lvlm-interpret/core";
import type { Inspection, ModelInput, StoredModel } from "@lvlm-interpret/models";
import type {
	EngineDescription,
	EngineDevice,
	EngineOpenOptions,
	EngineSourceOptions,
	OpenReport,
	Subject,
	WireRequest,
} from "../protocol/calls.js";
import type { AttentionRows, AttentionRowsOptions } from "../row-store/attention-rows.js";
import type { EngineAnswer, EnginePrompt } from "./engine-answer.js";
import type { EndReason } from "./engine-instance.js";
import type { WorkerLike } from "./engine-worker.js";
import type { EngineSource } from "./model-source.js";

/** What a call can be given. */
export interface EngineRequest {
	readonly onProgress?: (progress: Progress) => void;
	/** Stops the call: between runs where it can, by ending the worker where a run does not end within `stopGraceMs`. */
	readonly signal?: AbortSignal;
}

/** A call of `explain`. */
export interface EngineExplainRequest extends EngineRequest {
	/** The result that is judged, for a method that judges one (`describe()` says which do). */
	readonly about?: Subject;
}

export interface EngineGenerateRequest extends WireRequest, EngineRequest {
	/** Called once, before the first token. */
	readonly onPrompt?: (prompt: EnginePrompt) => void;
	/** Called after each token, in order. */
	readonly onToken?: (token: GeneratedToken) => void;
}

/** `empty`: no model; `loading`; `ready`; `reload`: the worker ended, and the next call loads the model from the cache. */
export type EngineState = "empty" | "loading" | "ready" | "reload";

/** What happens beside the calls. */
export type EngineEvent =
	| { readonly kind: "state"; readonly state: EngineState }
	/** The worker has ended. `message` says what becomes of the model, for a person. */
	| { readonly kind: "ended"; readonly reason: EndReason; readonly message: string }
	/** Something a person should know, e.g. which device is used instead of another. */
	| { readonly kind: "notice"; readonly message: string }
	/** The worker sent what is no message of the protocol, or was sent such. */
	| { readonly kind: "problem"; readonly error: Error };

export interface EngineOptions {
	/**
	 * Starts a worker whose script calls `startEngine`: `() => new Worker(new URL("./engine.worker.js", import.meta.url), { type: "module" })`,
	 * or a thread of `node:worker_threads`. Called at the first use, and again after a worker ended.
	 */
	readonly worker: () => WorkerLike;
	/** Milliseconds that a stopped run may take to end before its worker is ended. Default 2000. */
	readonly stopGraceMs?: number;
	readonly onEvent?: (event: EngineEvent) => void;
}

/**
 * The whole engine, from the page's side. Models run in a worker; what comes back is plain data, and outlives it.
 *
 * Calls that use the model are done one after the other. Every call rejects with the worker's own LvlmError, with the platform's
 * AbortError when stopped, or with "worker-ended" when the worker ends; the next call then starts anew.
 */
export interface EngineClient {
	readonly state: EngineState;
	/** What was opened last, while it counts as open. */
	readonly opened: OpenReport | undefined;
	subscribe(listener: (event: EngineEvent) => void): () => void;
	/** Explainers with their options, and devices. */
	describe(): Promise<EngineDescription>;
	/** Which devices work here, and why others do not. */
	devices(): Promise<readonly EngineDevice[]>;
	/** Judges a model before a weight is fetched: download, memory, verdict. */
	inspect(source: EngineSource, options?: EngineSourceOptions & Pick<EngineRequest, "signal">): Promise<Inspection>;
	/** Opens a model in place of the one before. */
	open(source: EngineSource, options?: EngineOpenOptions & EngineRequest): Promise<OpenReport>;
	/** Answers a question. When stopped after its first token, what came is the answer (`stopReason` "aborted"). */
	generate(request: EngineGenerateRequest): Promise<EngineAnswer>;
	/** What the model would read for a request: its picture, where the regions lie, and the prompt's tokens. Nothing runs. */
	prepare(request: WireRequest & EngineRequest): Promise<ModelInput>;
	/** Explains an answer by a method of the worker, by its id. */
	explain<Kind extends ResultKind = ResultKind>(
		answer: EngineAnswer,
		method: string,
		options?: object,
		request?: EngineExplainRequest,
	): Promise<Result<Kind>>;
	/**
	 * The attention of an answer as a source of rows, kept on the page: one replay fills it for all answer tokens, layers and heads.
	 *
	 * @throws {LvlmError} "invalid-argument" when no model is open, or another one than the answer's.
	 */
	rows(answer: EngineAnswer, options?: AttentionRowsOptions): AttentionRows;
	/** Stops whatever runs, and drops what waits. */
	stop(): void;
	/** What the open model's backend holds; undefined where none is open or nobody says. */
	memory(): Promise<BackendMemory | undefined>;
	/** Downloaded models. */
	stored(): Promise<readonly StoredModel[]>;
	/** Deletes a model from the store, and closes it if it is open. @returns Bytes that became free. */
	remove(id: string): Promise<number>;
	/** Ends the worker and forgets the model. A later call starts anew. */
	close(): void;
}
