import type {
	BackendMemory,
	Capability,
	GenerationData,
	ModelFacts,
	OptionSpec,
	Preprocess,
	Result,
	ResultKind,
	SamplingOptions,
} from "@lvlm-interpret/core";
import type {
	ComputeReport,
	Inspection,
	ModelInput,
	OpenModelOptions,
	SourceOptions,
	StoredModel,
} from "@lvlm-interpret/models";

/** A model as it crosses to the worker: a Hub id, an address or a path; files; a folder that a person picked. */
export type WireSource =
	| { readonly kind: "name"; readonly name: string }
	| { readonly kind: "files"; readonly id?: string; readonly files: readonly { name: string; blob: Blob }[] }
	| { readonly kind: "directory"; readonly handle: FileSystemDirectoryHandle };

/** How a model is found and judged: what of `SourceOptions` is data. `device`: one of the engine's, or "auto" (default). */
export type EngineSourceOptions = Omit<SourceOptions, "fetch" | "store" | "families" | "onProgress" | "signal">;

/** Options of opening a model. */
export type EngineOpenOptions = EngineSourceOptions &
	Pick<OpenModelOptions, "freeBytes" | "fusedAttention" | "keepLoaded">;

/** A picture that is asked about: bytes of an image file, the file itself, or pixels. */
export type WireImage = Uint8Array | Blob | GenerationData["image"];

export interface WireRequest extends SamplingOptions {
	readonly image: WireImage;
	readonly prompt: string | GenerationData["messages"];
	readonly preprocess?: Preprocess;
	readonly maxTokens?: number;
	readonly alternatives?: number;
}

/** The model that gave an answer. */
export type AnswerModel = Pick<ModelFacts, "id" | "fingerprint">;

/** What an explainer that judges is to judge: a result, and what of it, as the explainer takes it. */
export interface Subject {
	readonly result: Result;
	readonly [what: string]: unknown;
}

/** An explainer of the worker, as data: menus and checks come from it. */
export interface ExplainerDescription {
	readonly id: string;
	readonly produces: ResultKind;
	/** Whether it judges another result, which has to be given to `explain`. */
	readonly judges: boolean;
	readonly options: Readonly<Record<string, OptionSpec>>;
}

/** What a worker offers. */
export interface EngineDescription {
	readonly explainers: readonly ExplainerDescription[];
	/** In the order in which "auto" tries them. */
	readonly devices: readonly string[];
}

/** A device of the worker, looked at. */
export interface EngineDevice {
	readonly device: string;
	readonly available: boolean;
	/** Why it is not available. */
	readonly reason?: string;
	/** Id of the backend, and what it can do; of available ones. */
	readonly backend?: string;
	readonly capabilities?: readonly Capability[];
}

/** What was opened. */
export interface OpenReport {
	readonly facts: ModelFacts;
	readonly backend: { readonly id: string; readonly device: string };
	readonly usesFusedAttention: boolean;
	/** Milliseconds, as `OpenedModel.timings`. */
	readonly timings: { readonly readMs: number; readonly loadMs: number };
}

/** The last part of an answer: the first part (`AnswerPrompt`) went before its first token. */
export type AnswerEnd = Pick<GenerationData, "text" | "tokens" | "stopReason" | "sequence" | "timings">;

/** What can be asked of the worker: parameters and answer of each call. */
export interface Calls {
	describe: { params: object; answer: EngineDescription };
	devices: { params: object; answer: readonly EngineDevice[] };
	inspect: { params: { source: WireSource; options: EngineSourceOptions }; answer: Inspection };
	open: { params: { source: WireSource; options: EngineOpenOptions }; answer: OpenReport };
	/** `answer` names the answer in later calls. */
	generate: { params: { answer: string; request: WireRequest }; answer: AnswerEnd };
	/** What the model would read for a request; nothing runs. */
	prepare: { params: { request: WireRequest }; answer: ModelInput };
	explain: {
		params: { answer: string; model: AnswerModel; method: string; options: object; about?: Subject };
		answer: Result;
	};
	/** Attention of these rows, all heads and keys, sent in blocks as runs end. `bytesPerRun`: of what one run may give. */
	rows: {
		params: {
			answer: string;
			model: AnswerModel;
			layers: readonly number[];
			queries: readonly number[];
			bytesPerRun: number;
		};
		answer: ComputeReport;
	};
	/** Undefined where no model is open, or its backend does not say. */
	memory: { params: object; answer: BackendMemory | undefined };
	stored: { params: object; answer: readonly StoredModel[] };
	remove: { params: { id: string }; answer: number };
}

export type CallName = keyof Calls;
