import {
	type BackendMemory,
	type GeneratedToken,
	isAbort,
	LvlmError,
	type ModelFacts,
	type Result,
	type ResultKind,
} from "@lvlm-interpret/core";
import type { Inspection, ModelInput, StoredModel } from "@lvlm-interpret/models";
import type {
	EngineDescription,
	EngineDevice,
	EngineOpenOptions,
	EngineSourceOptions,
	OpenReport,
	WireRequest,
} from "../protocol/calls.js";
import { type AttentionRows, type AttentionRowsOptions, attentionRowSource } from "../row-store/attention-rows.js";
import { answerSoFar, dataOf, type EngineAnswer, type EnginePrompt } from "./engine-answer.js";
import type {
	EngineClient,
	EngineEvent,
	EngineExplainRequest,
	EngineGenerateRequest,
	EngineOptions,
	EngineRequest,
	EngineState,
} from "./engine-client.js";
import type { CallSettings } from "./engine-instance.js";
import { ModelHost } from "./model-host.js";
import { type EngineSource, wireSource } from "./model-source.js";

const modelOf = ({ id, fingerprint }: Pick<ModelFacts, "id" | "fingerprint">): EngineAnswer["model"] => ({
	id,
	fingerprint,
});

function otherModel(answered: string, open: string): LvlmError<"invalid-argument"> {
	return new LvlmError(
		"invalid-argument",
		`The answer was given by "${answered}", but "${open}" is open.`,
		{ name: "answer", expected: `an answer of ${open}`, actual: `one of ${answered}` },
		{ hint: "Open the model that gave the answer." },
	);
}

class Client implements EngineClient {
	readonly #host: ModelHost;
	/** Names of answers in the worker, by the caller's object. */
	readonly #names: WeakMap<EngineAnswer, string> = new WeakMap();
	#lastName = 0;

	constructor(options: EngineOptions) {
		this.#host = new ModelHost(options);
	}

	get state(): EngineState {
		return this.#host.state;
	}

	get opened(): OpenReport | undefined {
		return this.#host.opened;
	}

	subscribe(listener: (event: EngineEvent) => void): () => void {
		return this.#host.subscribe(listener);
	}

	describe(): Promise<EngineDescription> {
		return this.#host.direct("describe", {});
	}

	devices(): Promise<readonly EngineDevice[]> {
		return this.#host.direct("devices", {});
	}

	async inspect(
		source: EngineSource,
		{ signal, ...options }: EngineSourceOptions & Pick<EngineRequest, "signal"> = {},
	): Promise<Inspection> {
		return this.#host.direct("inspect", { source: wireSource(source), options }, signal);
	}

	async open(
		source: EngineSource,
		{ onProgress, signal, ...options }: EngineOpenOptions & EngineRequest = {},
	): Promise<OpenReport> {
		return this.#host.open(wireSource(source), options, {
			...(onProgress ? { onProgress } : {}),
			...(signal ? { signal } : {}),
		});
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
				prompt = { ...event.prompt, model: modelOf(this.#host.facts) };
				onPrompt?.(prompt);
			} else if (event.kind === "token") {
				if (tokens.length === 0) firstAt = performance.now();
				tokens.push(event.token);
				onToken?.(event.token);
			}
		};
		let answer: EngineAnswer;
		try {
			const end = await this.#host.withModel("generate", { answer: name, request }, { onProgress, onEvent, signal });
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

	async prepare({ onProgress, signal, ...request }: WireRequest & EngineRequest): Promise<ModelInput> {
		return this.#host.withModel(
			"prepare",
			{ request },
			{ ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) },
		);
	}

	async explain<Kind extends ResultKind = ResultKind>(
		answer: EngineAnswer,
		method: string,
		options: object = {},
		{ about, ...request }: EngineExplainRequest = {},
	): Promise<Result<Kind>> {
		const model = modelOf(answer.model);
		const params = { answer: this.#nameOf(answer), model, method, options, ...(about ? { about } : {}) };
		const result = await this.#host.withModel("explain", params, { ...request, answerData: () => dataOf(answer) });
		return result as Result<Kind>;
	}

	rows(answer: EngineAnswer, options: AttentionRowsOptions = {}): AttentionRows {
		const facts = this.#host.facts;
		const model = modelOf(answer.model);
		if (model.fingerprint !== facts.fingerprint) throw otherModel(model.id, facts.id);
		const name = this.#nameOf(answer);
		return attentionRowSource(answer, facts, options, (wanted, { onBlocks, ...request }) =>
			this.#host.withModel(
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
		this.#host.stop();
	}

	async memory(): Promise<BackendMemory | undefined> {
		// Not worth a worker of its own.
		return this.#host.hasWorker ? this.#host.direct("memory", {}) : undefined;
	}

	stored(): Promise<readonly StoredModel[]> {
		return this.#host.direct("stored", {});
	}

	async remove(id: string): Promise<number> {
		// Weights are read from the store while graphs are compiled: they must not go while the model is open.
		if (this.#host.opened?.facts.id === id) this.close();
		return this.#host.direct("remove", { id });
	}

	close(): void {
		this.#host.close();
	}

	#newName(): string {
		return `answer-${++this.#lastName}`;
	}

	#nameOf(answer: EngineAnswer): string {
		const name = this.#names.get(answer) ?? this.#newName();
		this.#names.set(answer, name);
		return name;
	}
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
