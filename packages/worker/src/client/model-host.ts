import { isLvlmError, LvlmError, type ModelFacts, type Progress } from "@lvlm-interpret/core";
import type { CallName, Calls, EngineOpenOptions, OpenReport, WireSource } from "../protocol/calls.js";
import { CallQueue, type QueueOptions, type Stops } from "./call-queue.js";
import type { EngineEvent, EngineOptions, EngineRequest, EngineState } from "./engine-client.js";
import { type CallSettings, type EndReason, EngineInstance } from "./engine-instance.js";
import { engineWorker } from "./engine-worker.js";

/** Options of a call that uses the model. */
export interface ModelCallOptions extends EngineRequest, Pick<CallSettings, "onEvent" | "answerData"> {
	/** Default "stop". */
	readonly onAbort?: QueueOptions["onAbort"];
}

interface Opened {
	readonly source: WireSource;
	readonly options: EngineOpenOptions;
	readonly report: OpenReport;
}

function noModel(): LvlmError<"invalid-argument"> {
	return new LvlmError(
		"invalid-argument",
		"No model is open.",
		{ name: "model", expected: "an opened model", actual: "none" },
		{ hint: "Call open() first." },
	);
}

/** What became of the worker and the model, for a person. */
function messageOf(reason: EndReason, detail: string, reloads: boolean): string {
	if (reason === "closed") return "The engine was closed.";
	const what = reason === "stopped" ? "A run did not end when it was stopped" : "The worker ended by itself";
	const then = reloads
		? "The model is loaded from the cache again when it is needed. Finished answers and results stay."
		: "The next call starts a new one.";
	return `${what} (${detail.replace(/\.$/, "")}); its worker is gone. ${then}`;
}

/** The worker and the model in it, through all of the worker's ends: started when needed, the model loaded again when needed. */
export class ModelHost {
	readonly #options: EngineOptions;
	readonly #listeners: Set<(event: EngineEvent) => void> = new Set();
	readonly #queue: CallQueue = new CallQueue();
	#instance: EngineInstance | undefined;
	#opened: Opened | undefined;
	#state: EngineState = "empty";

	constructor(options: EngineOptions) {
		this.#options = options;
		if (options.onEvent) this.#listeners.add(options.onEvent);
	}

	get state(): EngineState {
		return this.#state;
	}

	get opened(): OpenReport | undefined {
		return this.#opened?.report;
	}

	get hasWorker(): boolean {
		return this.#instance !== undefined;
	}

	/** @throws {LvlmError} "invalid-argument" when no model is open. */
	get facts(): ModelFacts {
		if (this.#opened) return this.#opened.report.facts;
		throw noModel();
	}

	subscribe(listener: (event: EngineEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	/** A call that does not use the model: it may overtake those that do. An abort leaves it. */
	async direct<Name extends CallName>(
		call: Name,
		params: Calls[Name]["params"],
		signal?: AbortSignal,
	): Promise<Calls[Name]["answer"]> {
		signal?.throwIfAborted();
		const never = new AbortController().signal;
		const answer = this.#start().call(call, params, { stops: { asked: signal ?? never, forced: never } });
		if (!signal) return answer;
		let leave: () => void = () => undefined;
		const left = new Promise<never>((_, reject) => {
			leave = () => reject(signal.reason);
			signal.addEventListener("abort", leave, { once: true });
		});
		return Promise.race([answer, left]).finally(() => signal.removeEventListener("abort", leave));
	}

	/** A call that uses the model, which is loaded again first where its worker has ended. */
	withModel<Name extends "generate" | "prepare" | "explain" | "rows">(
		call: Name,
		params: Calls[Name]["params"],
		{ onProgress, onEvent, answerData, signal, onAbort = "stop" }: ModelCallOptions,
	): Promise<Calls[Name]["answer"]> {
		return this.#queue.add(
			async (stops) => {
				const instance = this.#start();
				// A request that nobody waits for any more is no reason to give up loading: the next one needs the model too.
				const loading = onAbort === "leave" ? { asked: stops.forced, forced: stops.forced } : stops;
				if (!instance.hasModel) await this.#reload(instance, loading, onProgress);
				return instance.call(call, params, {
					...this.#settings(stops, onProgress, onEvent),
					...(answerData ? { answerData } : {}),
				});
			},
			{ signal, onAbort },
		);
	}

	/** Opens a model in place of the one before. */
	open(source: WireSource, options: EngineOpenOptions, { onProgress, signal }: EngineRequest): Promise<OpenReport> {
		return this.#queue.add(
			async (stops) => {
				this.#opened = undefined;
				return this.#load(this.#start(), { source, options }, stops, onProgress);
			},
			{ signal, onAbort: "stop" },
		);
	}

	stop(): void {
		this.#queue.stopAll(new DOMException("The engine was stopped.", "AbortError"));
	}

	close(): void {
		this.#opened = undefined;
		this.#instance?.end("closed", "close() was called");
		this.#queue.stopAll(new DOMException("The engine was closed.", "AbortError"));
		this.#set("empty");
	}

	#emit(event: EngineEvent): void {
		for (const listener of [...this.#listeners]) listener(event);
	}

	#set(state: EngineState): void {
		if (this.#state === state) return;
		this.#state = state;
		this.#emit({ kind: "state", state });
	}

	#start(): EngineInstance {
		if (this.#instance) return this.#instance;
		const instance: EngineInstance = new EngineInstance(
			engineWorker(this.#options.worker()),
			(reason, detail) => {
				if (this.#instance === instance) this.#instance = undefined;
				const reloads = this.#opened !== undefined;
				this.#emit({ kind: "ended", reason, message: messageOf(reason, detail, reloads) });
				this.#set(reloads ? "reload" : "empty");
			},
			(error) => this.#emit({ kind: "problem", error }),
		);
		this.#instance = instance;
		return instance;
	}

	#settings(stops: Stops, onProgress: EngineRequest["onProgress"], onEvent?: CallSettings["onEvent"]): CallSettings {
		const { stopGraceMs } = this.#options;
		return {
			stops,
			...(stopGraceMs === undefined ? {} : { stopGraceMs }),
			onEvent: (event) => {
				if (event.kind === "progress") onProgress?.(event.progress);
				else if (event.kind === "notice") this.#emit({ kind: "notice", message: event.message });
				else onEvent?.(event);
			},
		};
	}

	/** Opens a model in a worker; it is the client's model from then on. @param remembered  Options of the next time. */
	async #load(
		instance: EngineInstance,
		params: Calls["open"]["params"],
		stops: Stops,
		onProgress: ((progress: Progress) => void) | undefined,
		remembered: EngineOpenOptions = params.options,
	): Promise<OpenReport> {
		instance.hasModel = false;
		this.#set("loading");
		try {
			const report = await instance.call("open", params, this.#settings(stops, onProgress));
			instance.hasModel = true;
			this.#opened = { source: params.source, options: remembered, report };
			this.#set("ready");
			return report;
		} catch (error) {
			this.#set(this.#opened ? "reload" : "empty");
			throw error;
		}
	}

	/** Loads the model again: from the store where it came from a server, and from the server if the store has lost it. */
	async #reload(
		instance: EngineInstance,
		stops: Stops,
		onProgress: ((progress: Progress) => void) | undefined,
	): Promise<void> {
		if (!this.#opened) throw noModel();
		const { source, options } = this.#opened;
		try {
			await this.#load(instance, { source, options: { ...options, offline: true } }, stops, onProgress, options);
		} catch (error) {
			if (!isLvlmError(error, "download-failed") || error.fields.reason !== "offline" || options.offline) throw error;
			await this.#load(instance, { source, options }, stops, onProgress);
		}
	}
}
