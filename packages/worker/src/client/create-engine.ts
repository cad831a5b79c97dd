import {
	type BackendMemory,
	type GeneratedToken,
	isLvlmError,
	LvlmError,
	type ModelFacts,
	type Progress,
	type Result,
	type ResultKind,
} from "@lvlm-interpret/core";
import type { Inspection, StoredModel } from "@lvlm-interpret/models";
import type {
	CallName,
	Calls,
	EngineDescription,
	EngineDevice,
	EngineOpenOptions,
	EngineSourceOptions,
	OpenReport,
	WireSource,
} from "../protocol/calls.js";
import { type AttentionRows, type AttentionRowsOptions, attentionRowSource } from "../row-store/attention-rows.js";
import { CallQueue, type QueueOptions, type Stops } from "./call-queue.js";
import { answerSoFar, dataOf, type EngineAnswer, type EnginePrompt } from "./engine-answer.js";
import type {
	EngineClient,
	EngineEvent,
	EngineGenerateRequest,
	EngineOptions,
	EngineRequest,
	EngineState,
} from "./engine-client.js";
import { type CallSettings, type EndReason, EngineInstance } from "./engine-instance.js";
import { engineWorker } from "./engine-worker.js";
import { type EngineSource, wireSource } from "./model-source.js";

interface Opened {
	readonly source: WireSource;
	readonly options: EngineOpenOptions;
	readonly report: OpenReport;
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

class Client implements EngineClient {
	readonly #options: EngineOptions;
	readonly #listeners: Set<(event: EngineEvent) => void> = new Set();
	readonly #queue: CallQueue = new CallQueue();
	/** Names of answers in the worker, by the caller's object. */
	readonly #names: WeakMap<EngineAnswer, string> = new WeakMap();
	#lastName = 0;
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

	subscribe(listener: (event: EngineEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	describe(): Promise<EngineDescription> {
		return this.#direct("describe", {});
	}

	devices(): Promise<readonly EngineDevice[]> {
		return this.#direct("devices", {});
	}

	async inspect(
		source: EngineSource,
		{ signal, ...options }: EngineSourceOptions & Pick<EngineRequest, "signal"> = {},
	): Promise<Inspection> {
		return this.#direct("inspect", { source: wireSource(source), options }, signal);
	}

	async open(
		source: EngineSource,
		{ onProgress, signal, ...options }: EngineOpenOptions & EngineRequest = {},
	): Promise<OpenReport> {
		const wire = wireSource(source);
		return this.#queue.add(
			async (stops) => {
				this.#opened = undefined;
				return this.#load(this.#start(), wire, options, stops, onProgress);
			},
			{ signal, onAbort: "stop" },
		);
	}

	async generate(given: EngineGenerateRequest): Promise<EngineAnswer> {
		const { onPrompt, onToken, onProgress, signal, ...request } = given;
		const name = this.#newName();
		const tokens: GeneratedToken[] = [];
		const started = performance.now();
		let firstAt = started;
		let prompt: EnginePrompt | undefined;
		const onEvent: CallSettings["onEvent"] = (event) => {
			if (event.kind === "prompt") {
				prompt = { ...event.prompt, model: modelOf(this.#facts()) };
				onPrompt?.(prompt);
			} else if (event.kind === "token") {
				if (tokens.length === 0) firstAt = performance.now();
				tokens.push(event.token);
				onToken?.(event.token);
			}
		};
		let answer: EngineAnswer;
		try {
			const end = await this.#withModel("generate", { answer: name, request }, { onProgress, onEvent, signal });
			if (!prompt) throw new Error("internal: an answer came without its prompt, please report");
			answer = { ...prompt, ...end };
		} catch (error) {
			// The worker had to be ended: what was streamed is the answer.
			if (!isAbort(error) || !prompt || tokens.length === 0) throw error;
			const timings = { encodeMs: 0, prefillMs: firstAt - started, decodeMs: performance.now() - firstAt };
			answer = answerSoFar(prompt, tokens, timings);
		}
		this.#names.set(answer, name);
		return answer;
	}

	async explain<Kind extends ResultKind = ResultKind>(
		answer: EngineAnswer,
		method: string,
		options: object = {},
		request: EngineRequest = {},
	): Promise<Result<Kind>> {
		const { model } = answer;
		const params = { answer: this.#nameOf(answer), model: modelOf(model), method, options };
		const result = await this.#withModel("explain", params, { ...request, answerData: () => dataOf(answer) });
		return result as Result<Kind>;
	}

	rows(answer: EngineAnswer, options: AttentionRowsOptions = {}): AttentionRows {
		const facts = this.#facts();
		const model = modelOf(answer.model);
		if (model.fingerprint !== facts.fingerprint) throw otherModel(model.id, facts.id);
		const name = this.#nameOf(answer);
		return attentionRowSource(answer, facts, options, (wanted, { onBlocks, ...request }) =>
			this.#withModel(
				"rows",
				{ answer: name, model, ...wanted },
				{
					...request,
					answerData: () => dataOf(answer),
					onEvent: (event) => void (event.kind === "rows" && onBlocks(event.blocks, event.rowSumError)),
				},
			),
		);
	}

	stop(): void {
		this.#queue.stopAll(new DOMException("The engine was stopped.", "AbortError"));
	}

	async memory(): Promise<BackendMemory | undefined> {
		// Not worth a worker of its own.
		return this.#instance ? this.#direct("memory", {}) : undefined;
	}

	stored(): Promise<readonly StoredModel[]> {
		return this.#direct("stored", {});
	}

	async remove(id: string): Promise<number> {
		// Weights are read from the store while graphs are compiled: they must not go while the model is open.
		if (this.#opened?.report.facts.id === id) this.close();
		return this.#direct("remove", { id });
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

	#newName(): string {
		return `answer-${++this.#lastName}`;
	}

	#nameOf(answer: EngineAnswer): string {
		const name = this.#names.get(answer) ?? this.#newName();
		this.#names.set(answer, name);
		return name;
	}

	/** @throws {LvlmError} "invalid-argument" when no model is open. */
	#facts(): ModelFacts {
		if (this.#opened) return this.#opened.report.facts;
		throw noModel();
	}

	#start(): EngineInstance {
		if (this.#instance) return this.#instance;
		const instance: EngineInstance = new EngineInstance(
			engineWorker(this.#options.worker()),
			(reason, detail) => {
				if (this.#instance === instance) this.#instance = undefined;
				this.#ended(reason, detail);
			},
			(error) => this.#emit({ kind: "problem", error }),
		);
		this.#instance = instance;
		return instance;
	}

	#ended(reason: EndReason, detail: string): void {
		const reloads = this.#opened !== undefined;
		const what = reason === "stopped" ? "A run did not end when it was stopped" : "The worker ended by itself";
		const then = reloads
			? "The model is loaded from the cache again when it is needed. Finished answers and results stay."
			: "The next call starts a new one.";
		const closed = "The engine was closed.";
		const message =
			reason === "closed" ? closed : `${what} (${detail.replace(/\.$/, "")}); its worker is gone. ${then}`;
		this.#emit({ kind: "ended", reason, message });
		this.#set(reloads ? "reload" : "empty");
	}

	/** A call that does not use the model: it may overtake those that do. An abort leaves it. */
	async #direct<Name extends CallName>(
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
	#withModel<Name extends "generate" | "explain" | "rows">(
		call: Name,
		params: Calls[Name]["params"],
		request: EngineRequestOf,
	): Promise<Calls[Name]["answer"]> {
		const { onProgress, onEvent, answerData, signal, onAbort = "stop" } = request;
		return this.#queue.add(
			async (stops) => {
				const instance = this.#start();
				// A request that nobody waits for any more is no reason to give up loading: the next one needs the model too.
				const loading = onAbort === "leave" ? { asked: stops.forced, forced: stops.forced } : stops;
				if (!instance.hasModel) await this.#reload(instance, loading, onProgress);
				return instance.call(call, params, this.#settings(stops, onProgress, onEvent, answerData));
			},
			{ signal, onAbort },
		);
	}

	#settings(
		stops: Stops,
		onProgress: EngineRequest["onProgress"],
		onEvent?: CallSettings["onEvent"],
		answerData?: CallSettings["answerData"],
	): CallSettings {
		const { stopGraceMs } = this.#options;
		return {
			stops,
			...(stopGraceMs === undefined ? {} : { stopGraceMs }),
			...(answerData ? { answerData } : {}),
			onEvent: (event) => {
				if (event.kind === "progress") onProgress?.(event.progress);
				else if (event.kind === "notice") this.#emit({ kind: "notice", message: event.message });
				else onEvent?.(event);
			},
		};
	}

	/** Opens a model in a worker; it is the client's model from then on. */
	async #load(
		instance: EngineInstance,
		source: WireSource,
		options: EngineOpenOptions,
		stops: Stops,
		onProgress?: (progress: Progress) => void,
		remembered: EngineOpenOptions = options,
	): Promise<OpenReport> {
		instance.hasModel = false;
		this.#set("loading");
		try {
			const report = await instance.call("open", { source, options }, this.#settings(stops, onProgress));
			instance.hasModel = true;
			this.#opened = { source, options: remembered, report };
			this.#set("ready");
			return report;
		} catch (error) {
			this.#set(this.#opened ? "reload" : "empty");
			throw error;
		}
	}

	/** Loads the model again: from the store where it came from a server, and from the server if the store has lost it. */
	async #reload(instance: EngineInstance, stops: Stops, onProgress?: (progress: Progress) => void): Promise<void> {
		if (!this.#opened) throw noModel();
		const { source, options } = this.#opened;
		try {
			await this.#load(instance, source, { ...options, offline: true }, stops, onProgress, options);
		} catch (error) {
			if (!isLvlmError(error, "download-failed") || error.fields.reason !== "offline" || options.offline) throw error;
			await this.#load(instance, source, options, stops, onProgress);
		}
	}
}

/** Options of a call that uses the model. */
interface EngineRequestOf extends EngineRequest, Pick<CallSettings, "onEvent" | "answerData"> {
	readonly onAbort?: QueueOptions["onAbort"];
}

const modelOf = ({ id, fingerprint }: Pick<ModelFacts, "id" | "fingerprint">): EngineAnswer["model"] => ({
	id,
	fingerprint,
});

function noModel(): LvlmError<"invalid-argument"> {
	return new LvlmError(
		"invalid-argument",
		"No model is open.",
		{ name: "model", expected: "an opened model", actual: "none" },
		{ hint: "Call open() first." },
	);
}

function otherModel(answered: string, open: string): LvlmError<"invalid-argument"> {
	return new LvlmError(
		"invalid-argument",
		`The answer was given by "${answered}", but "${open}" is open.`,
		{ name: "answer", expected: `an answer of ${open}`, actual: `one of ${answered}` },
		{ hint: "Open the model that gave the answer." },
	);
}

/**
 * The engine in a worker. Nothing is started before the first call.
 *
 * @example
 * ```ts
 * const engine = createEngine({
 *   worker: () => new Worker(new URL("./engine.worker.js", import.meta.url), { type: "module" }),
 *   onEvent: (event) => event.kind === "ended" && show(event.message),
 * });
 * await engine.open("/models/shapes-llava", { onProgress });
 * const answer = await engine.generate({ image: file, prompt: "What colour is the circle?", onToken, signal });
 * const map = await engine.explain(answer, "relevancy", { tokens: [3] });
 * const attention = engine.rows(answer); // a RowSource for the views
 * ```
 */
export function createEngine(options: EngineOptions): EngineClient {
	return new Client(options);
}
