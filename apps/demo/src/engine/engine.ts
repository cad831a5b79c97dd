import {
	type GeneratedToken,
	isAbort,
	type Message,
	type Preprocess,
	type Progress,
	type Result,
	type RgbImage,
	type SamplingOptions,
} from "@lvlm-interpret/core";
import {
	createEngine,
	type EngineAnswer,
	type EngineClient,
	type EngineState,
	type OpenReport,
	type Subject,
} from "@lvlm-interpret/worker";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Failure, failureOf } from "../app/failure.js";
import { startEngineWorker } from "../workers.js";
import { embeddedModel, type OfferedModel } from "./model-list.js";

/** A question: all that decides its answer, but the model. */
export interface AskRequest {
	readonly image: RgbImage | Blob;
	/** The conversation so far; it ends with the question. */
	readonly messages: readonly Message[];
	readonly preprocess?: Preprocess;
	readonly sampling?: SamplingOptions;
	readonly maxTokens?: number;
}

/** Something that the engine is about. */
export interface Job {
	readonly id: number;
	/** What it is, for a person: "Answering", "Relevancy: composed, exact". */
	readonly title: string;
	/** Of the run that it explains. */
	readonly run?: string;
	readonly progress?: Progress;
	/** Milliseconds of `performance.now()`. */
	readonly started: number;
	stop(): void;
}

/** Something to know that stays until it is dismissed. */
export interface Notice extends Failure {
	readonly id: number;
	readonly kind: "notice" | "failure";
}

export interface EngineActivity {
	readonly model: OfferedModel;
	readonly state: EngineState;
	readonly opened?: OpenReport;
	readonly jobs: readonly Job[];
	readonly notices: readonly Notice[];
}

export interface CallOptions {
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: Progress) => void;
	readonly onToken?: (token: GeneratedToken) => void;
}

/** The engine of this page: one model, one call after the other, started when it is first needed. */
export interface DemoEngine {
	readonly activity: Pick<StoreApi<EngineActivity>, "getState" | "subscribe">;
	/** Opened when it is needed, as every call does. */
	open(options?: CallOptions): Promise<{ readonly client: EngineClient; readonly report: OpenReport }>;
	/** @throws {LvlmError} what the engine throws; {DOMException} AbortError before the first token. */
	ask(request: AskRequest, options?: CallOptions): Promise<EngineAnswer>;
	explain(
		answer: EngineAnswer,
		method: string,
		options: object,
		call?: CallOptions & { readonly about?: Subject },
	): Promise<Result>;
	/** Another model from the next call on. */
	use(model: OfferedModel): void;
	/**
	 * Does something under a title, shown with its progress and a stop until it ends. What fails is shown; an abort is not.
	 *
	 * @returns Undefined where it failed or was stopped.
	 */
	job<T>(
		title: string,
		work: (options: Required<Pick<CallOptions, "signal" | "onProgress">>) => Promise<T>,
		run?: string,
	): Promise<T | undefined>;
	say(notice: Omit<Notice, "id">): void;
	dismiss(notice: number): void;
	close(): void;
}

/** @param device  One of the worker's; default the first that runs. */
export function createDemoEngine(device?: string): DemoEngine {
	const activity = createStore<EngineActivity>()(() => ({
		model: embeddedModel,
		state: "empty",
		jobs: [],
		notices: [],
	}));
	const { getState, setState } = activity;
	let client: EngineClient | undefined;
	let lastId = 0;

	const say: DemoEngine["say"] = (notice) =>
		setState(({ notices }) => ({
			notices: [...notices.filter(({ message }) => message !== notice.message), { ...notice, id: ++lastId }],
		}));

	function started(): EngineClient {
		client ??= createEngine({
			worker: startEngineWorker,
			onEvent(event) {
				if (event.kind === "state") setState({ state: event.state });
				else if (event.kind === "notice") say({ kind: "notice", message: event.message });
				else if (event.kind === "ended" && event.reason !== "closed") say({ kind: "notice", message: event.message });
				else if (event.kind === "problem") console.error(event.error);
			},
		});
		return client;
	}

	const open: DemoEngine["open"] = async ({ signal, onProgress } = {}) => {
		const engine = started();
		const request = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
		const report =
			engine.opened ??
			(await engine.open(getState().model.source, { ...request, ...(device === undefined ? {} : { device }) }));
		setState({ opened: report });
		return { client: engine, report };
	};

	return {
		activity,
		open,
		async ask({ image, messages, preprocess, sampling, maxTokens }, options = {}) {
			const { client: engine } = await open(options);
			const { signal, onProgress, onToken } = options;
			return engine.generate({
				image,
				prompt: messages,
				...sampling,
				...(preprocess === undefined ? {} : { preprocess }),
				...(maxTokens === undefined ? {} : { maxTokens }),
				...(signal ? { signal } : {}),
				...(onProgress ? { onProgress } : {}),
				...(onToken ? { onToken } : {}),
			});
		},
		async explain(answer, method, options, { about, ...call } = {}) {
			const { client: engine } = await open(call);
			const { signal, onProgress } = call;
			return engine.explain(answer, method, options, {
				...(about ? { about } : {}),
				...(signal ? { signal } : {}),
				...(onProgress ? { onProgress } : {}),
			});
		},
		use(model) {
			client?.close();
			setState(({ opened: _, ...rest }) => ({ ...rest, model }), true);
		},
		async job(title, work, run) {
			const controller = new AbortController();
			const id = ++lastId;
			const job: Job = {
				id,
				title,
				...(run === undefined ? {} : { run }),
				started: performance.now(),
				stop: () => controller.abort(),
			};
			setState(({ jobs }) => ({ jobs: [...jobs, job] }));
			const onProgress = (progress: Progress): void =>
				setState(({ jobs }) => ({ jobs: jobs.map((one) => (one.id === id ? { ...one, progress } : one)) }));
			try {
				return await work({ signal: controller.signal, onProgress });
			} catch (error) {
				if (!isAbort(error)) say({ kind: "failure", ...failureOf(error) });
				return undefined;
			} finally {
				setState(({ jobs }) => ({ jobs: jobs.filter((one) => one.id !== id) }));
			}
		},
		say,
		dismiss: (notice) => setState(({ notices }) => ({ notices: notices.filter(({ id }) => id !== notice) })),
		close: () => client?.close(),
	};
}
