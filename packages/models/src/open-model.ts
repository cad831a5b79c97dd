import {
	type Backend,
	type GenerateRequest,
	type GenerationData,
	type ImageLayout,
	LvlmError,
	type Model,
	type ModelSource,
	type Progress,
	type RgbImage,
	type Sequence,
	type Session,
} from "@lvlm-interpret/core";
import type { PartSessions } from "./bridge/llava-model.js";
import { RunQueue } from "./bridge/run-queue.js";
import { ProgramCache } from "./explain/program-cache.js";
import { SessionCache } from "./explain/session-cache.js";
import { type ModelFamily, type PartName, partNames } from "./families/family.js";
import { type Checkpoint, openCheckpoint } from "./families/open-checkpoint.js";
import { modelSource } from "./families/source.js";
import type { ModelFiles } from "./files/model-files.js";
import { isFusedAttentionRight, withoutFusedAttention } from "./fused-attention/fused-attention.js";
import type { OpenedGeneration } from "./generate/answer.js";
import { type AnsweringModel, type AnswerRequest, generateAnswer, prepareInput } from "./generate/generate.js";
import { type ReplayRequest, replayAnswer } from "./generate/replay-answer.js";
import { type ClipPreprocessing, readClipPreprocessing } from "./image/preprocess/clip-config.js";
import { modelFilesOf } from "./sources/model-files-of.js";
import type { SourceOptions } from "./sources/source-options.js";
import { oneSessionBackend } from "./sparing/one-session-backend.js";
import { readChatTemplate, readJson, readTokenizer } from "./text/text-files.js";

/** Explanation graphs that stay compiled: as many as a person compares side by side. */
const compiledExplanations = 4;

export interface OpenModelOptions extends SourceOptions {
	readonly backend: Backend;
	/** Families to choose from; default the built-in ones. */
	readonly families?: readonly ModelFamily[];
	/** Bytes that may be used; default what is free now. */
	readonly freeBytes?: number;
	/**
	 * Fused attention kernels for generation. `auto` (default): on the CPU, and elsewhere if a trial on the backend shows that
	 * they compute attention; `always`: no trial; `never`: plain operators. Explanations always use plain operators.
	 */
	readonly fusedAttention?: "auto" | "always" | "never";
	/**
	 * Which sessions stay loaded. `all` (default): vision encoder, decoder and the last explanation graphs, each of which holds weights; `one`:
	 * only that which runs, and the embedding table. Answers and explanations are the same, number for number; each change from one to another
	 * loads it anew, and an explanation is compiled at each change.
	 */
	readonly keepLoaded?: "all" | "one";
	/**
	 * Whether relevancy computes attention again on the way back rather than keep it of all layers: a third less memory, a fifth more time, and
	 * the same numbers but for rounding. Default: not on the CPU of Node; in WebAssembly and on a GPU, where memory ends sooner.
	 */
	readonly spareMemory?: boolean;
	/** Phases "download" (a model that is not on this machine), "read" (files) and "load" (the three sessions, one step each). */
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
}

/** A request whose input is only looked at. */
export type PrepareRequest = Pick<GenerateRequest, "image" | "prompt" | "preprocess" | "maxTokens" | "signal">;

/** The embedding table is read at every step, and computes nothing. */
const isSmall = ({ name }: ModelSource): boolean => name === "embed_tokens";

/** What a model reads for a request. */
export interface ModelInput {
	/** Exactly what the vision encoder reads, before rescaling and normalising. */
	readonly picture: RgbImage;
	readonly layout: ImageLayout;
	/** The prompt alone. */
	readonly sequence: Sequence;
}

/** A model together with what opening it took. */
export interface OpenedModel extends Model {
	/** Whether generation runs on fused attention kernels. */
	readonly usesFusedAttention: boolean;
	/** Milliseconds: reading the files and building the graphs, and creating the sessions. */
	readonly timings: { readonly readMs: number; readonly loadMs: number };
	generate(request: AnswerRequest): Promise<OpenedGeneration>;
	/**
	 * What the model would read: the picture as its encoder gets it, where its regions lie, and the prompt's tokens. Runs nothing.
	 *
	 * @throws {LvlmError} as `generate`.
	 */
	prepare(request: PrepareRequest): Promise<ModelInput>;
	/**
	 * An answer from its data, to be explained without being generated again: after the model was opened anew, or from a session.
	 * Encodes the picture; the tokens are taken as they are.
	 *
	 * @throws {LvlmError} "invalid-argument" for the answer of another model. @throws {DOMException} AbortError
	 */
	replay(data: GenerationData, request?: ReplayRequest): Promise<OpenedGeneration>;
}

async function readPreprocessing(files: ModelFiles): Promise<ClipPreprocessing> {
	const flat = await readJson(files, "preprocessor_config.json");
	if (flat) return readClipPreprocessing(flat, "preprocessor_config.json");
	const nested = (await readJson(files, "processor_config.json"))?.image_processor;
	if (nested) return readClipPreprocessing(nested, "processor_config.json");
	// The error for a file that is not there says what a model folder needs.
	await files.text("preprocessor_config.json");
	throw new Error("internal: preprocessor_config.json appeared while it was looked for, please report");
}

/** End tokens: of generation_config.json, else of config.json or its text part, else the tokenizer's. */
function endTokensOf(generation: object, config: object, fallback: number | undefined): readonly number[] {
	const of = (json: unknown): unknown => (json as { eos_token_id?: unknown } | undefined)?.eos_token_id ?? undefined;
	const found = of(generation) ?? of(config) ?? of((config as { text_config?: object }).text_config) ?? fallback;
	return [found].flat().filter((id): id is number => typeof id === "number");
}

/** Whether generation should run on fused attention; a trial on the backend where that is not known. */
async function wantsFusedAttention({ backend, fusedAttention = "auto", signal }: OpenModelOptions): Promise<boolean> {
	if (fusedAttention !== "auto") return fusedAttention === "always";
	return backend.device === "cpu" || isFusedAttentionRight(backend, signal);
}

/** The parts with every attention as plain operators. */
async function plainSources({ parts, sources, files }: Checkpoint): Promise<Checkpoint["sources"]> {
	const plain = (name: PartName) => modelSource(name, withoutFusedAttention(parts[name]), files);
	return {
		...sources,
		vision_encoder: await plain("vision_encoder"),
		decoder_model_merged: await plain("decoder_model_merged"),
	};
}

/** Creates the sessions one by one; those that exist are disposed when a later one fails or an abort comes. */
async function createSessions(
	checkpoint: Checkpoint,
	sources: Checkpoint["sources"],
	options: OpenModelOptions,
): Promise<PartSessions> {
	const { backend, onProgress, signal } = options;
	const created: Partial<Record<PartName, Session>> = {};
	const keepsOutputs = backend.capabilities.has("device-outputs");
	const report = (done: number, detail: string): void =>
		onProgress?.({ phase: "load", done, total: partNames.length, unit: "steps", detail });
	try {
		for (const [index, name] of partNames.entries()) {
			signal?.throwIfAborted();
			report(index, name);
			// The cache stays where the next step needs it; all else is read on the host.
			const cache =
				name === "decoder_model_merged" && keepsOutputs
					? checkpoint.parts[name].graph.outputs.map((output) => output.name).filter((one) => one.startsWith("present"))
					: [];
			created[name] = await backend.createSession(sources[name], {
				...(cache.length > 0 ? { keepOnDevice: cache } : {}),
				...(signal ? { signal } : {}),
			});
		}
		signal?.throwIfAborted();
		report(partNames.length, "ready");
		return created as Record<PartName, Session>;
	} catch (error) {
		await Promise.allSettled(Object.values(created).map((session) => session.dispose()));
		throw error;
	}
}

/**
 * Opens a vision-language model: reads its configuration and the headers of its weights, builds the graphs, and loads them
 * into `backend`. The backend stays the caller's; the model's sessions are disposed with the model.
 *
 * @param source  A folder in Hugging Face's layout (path, Node only), a Hub id ("organisation/name"), the address of such a folder, or its
 *   files (`folder()`, `fileList()`, `droppedFiles()`). A model on a server is judged before a weight is fetched, and stored.
 * @throws {LvlmError} "download-failed", "model-not-found", "invalid-model", "unsupported-model", "limit-exceeded", "out-of-memory",
 *   "shape-mismatch", "session-failed". @throws {DOMException} AbortError, with nothing left behind.
 *
 * @example
 * ```ts
 * const backend = onnxBackend({ device: "cpu" });
 * const model = await openModel("models/shapes-llava", { backend });
 * const answer = await model.generate({ image, prompt: "What colour is the circle?" });
 * const result = await answer.explain(attention());
 * await model.dispose();
 * await backend.dispose();
 * ```
 */
export async function openModel(source: string | ModelFiles, given: OpenModelOptions): Promise<OpenedModel> {
	const options = given.keepLoaded === "one" ? { ...given, backend: oneSessionBackend(given.backend, isSmall) } : given;
	const { backend, onProgress, signal } = options;
	const files = await modelFilesOf(source, {
		device: backend.device,
		...options,
		...(options.freeBytes === undefined
			? {}
			: { limits: { device: backend.device, memoryBytes: options.freeBytes, ...options.limits } }),
	});
	const started = performance.now();
	onProgress?.({ phase: "read", done: 0, unit: "files", detail: files.id });
	const checkpoint = await openCheckpoint(files, {
		...(options.families ? { families: options.families } : {}),
		...(options.freeBytes === undefined ? {} : { freeBytes: options.freeBytes }),
		...(signal ? { signal } : {}),
	});
	const tokenizer = await readTokenizer(files);
	const chatTemplate = await readChatTemplate(files);
	const preprocessing = await readPreprocessing(files);
	const generationConfig = (await readJson(files, "generation_config.json")) ?? {};
	signal?.throwIfAborted();
	const readMs = performance.now() - started;
	const usesFusedAttention = await wantsFusedAttention(options);
	const sources = usesFusedAttention ? checkpoint.sources : await plainSources(checkpoint);
	const sessions = await createSessions(checkpoint, sources, options);
	const loadMs = performance.now() - started - readMs;

	const { facts, config, featureStrategy, imageTokenId, imageTokensPerImage: imageTokens } = checkpoint;
	const answering: AnsweringModel = {
		facts,
		backend,
		sessions,
		queue: new RunQueue(),
		tokenizer,
		config,
		generationConfig,
		endTokenIds: endTokensOf(generationConfig, config, tokenizer.endTokenId),
		promptFormat: { tokenizer, chatTemplate, imageTokenId, imageTokens },
		preprocessing,
		featureStrategy,
		decoder: checkpoint.parts.decoder_model_merged,
		visionEncoder: checkpoint.parts.vision_encoder,
		weightFiles: new Map([
			...checkpoint.sources.decoder_model_merged.files,
			...checkpoint.sources.vision_encoder.files,
		]),
		embedTokens: sessions.embed_tokens,
		explanations: new SessionCache(compiledExplanations),
		programs: new ProgramCache(2 * compiledExplanations),
		isSparing: given.spareMemory ?? backend.device !== "cpu",
	};
	return modelOf(answering, { usesFusedAttention, timings: { readMs, loadMs } });
}

function modelOf(model: AnsweringModel, opened: Pick<OpenedModel, "usesFusedAttention" | "timings">): OpenedModel {
	let disposed: Promise<void> | undefined;
	const disposeAll = async (): Promise<void> => {
		await model.explanations.dispose();
		for (const session of Object.values(model.sessions)) await session.dispose();
	};
	const checkOpen = (): void => {
		if (disposed) throw new LvlmError("session-disposed", "The model has been disposed.", { session: model.facts.id });
	};

	return {
		facts: model.facts,
		backend: { id: model.backend.id, device: model.backend.device },
		...opened,
		async generate(request: AnswerRequest): Promise<OpenedGeneration> {
			checkOpen();
			return generateAnswer(model, request);
		},
		async prepare(request: PrepareRequest): Promise<ModelInput> {
			checkOpen();
			const { picture, layout, prompt } = await prepareInput(model, request, request.maxTokens ?? 0);
			return { picture, layout, sequence: { tokens: prompt.tokens, promptLength: prompt.ids.length } };
		},
		async replay(data: GenerationData, request?: ReplayRequest): Promise<OpenedGeneration> {
			checkOpen();
			return replayAnswer(model, data, request);
		},
		dispose(): Promise<void> {
			disposed ??= disposeAll();
			return disposed;
		},
	};
}
