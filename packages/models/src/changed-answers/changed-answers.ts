import type { GenerationData, SanityChange } from "@lvlm-interpret/core";
import { openCheckpoint } from "../families/open-checkpoint.js";
import type { ModelFiles } from "../files/model-files.js";
import type { OpenedGeneration } from "../generate/answer.js";
import type { ReplayRequest } from "../generate/replay-answer.js";
import { type OpenedModel, type OpenModelOptions, openModel } from "../open-model.js";
import { withRandomWeights } from "../random-weights/random-weights.js";
import { type WeightBlock, weightBlocks } from "../random-weights/weight-blocks.js";
import { modelFilesOf } from "../sources/model-files-of.js";
import { shuffledPicture } from "./shuffled-picture.js";

/** Answers of a model as they are after a change of the model or of what it is given; their tokens stay. */
export interface ChangedAnswers {
	/** Blocks of weights from the top down: `{ kind: "weights", blocks: 2 }` draws the first two of them anew. */
	readonly blocks: readonly string[];
	/**
	 * Replays an answer after a change, and hands it to `use`. It must not be kept: the next change may close its model. Weights of
	 * another seed or another number of blocks open a model anew; the last one stays open, so that several answers share it.
	 *
	 * @throws {LvlmError} as `openModel`, `withRandomWeights` and `replay`. @throws {DOMException} AbortError
	 */
	with<T>(
		answer: GenerationData,
		change: SanityChange,
		use: (changed: OpenedGeneration) => Promise<T>,
		request?: ReplayRequest,
	): Promise<T>;
	dispose(): Promise<void>;
}

/** The answer's data after another question: its tokens behind the new prompt. */
async function underPrompt(model: OpenedModel, answer: GenerationData, text: string): Promise<GenerationData> {
	const { image, preprocess, tokens } = answer;
	const last = answer.messages.findLastIndex(({ role }) => role === "user");
	const messages = answer.messages.map((message, at) => (at === last ? { ...message, text } : message));
	const chosen = preprocess === undefined ? {} : { preprocess };
	const { sequence } = await model.prepare({ image, prompt: messages, maxTokens: tokens.length, ...chosen });
	const said = answer.sequence.tokens
		.slice(answer.sequence.promptLength)
		.map((token, index) => ({ ...token, position: sequence.promptLength + index }));
	return { ...answer, messages, sequence: { ...sequence, tokens: [...sequence.tokens, ...said] } };
}

/** The answer's data about the picture that the model reads, its patches in another order. */
async function underShuffled(model: OpenedModel, answer: GenerationData, seed: number): Promise<GenerationData> {
	const { image, messages, preprocess } = answer;
	const chosen = preprocess === undefined ? {} : { preprocess };
	const { picture } = await model.prepare({ image, prompt: messages, ...chosen });
	// As large as the encoder's input: fitting it to that changes no pixel.
	return { ...answer, image: shuffledPicture(picture, model.facts.vision.patchSize, seed), preprocess: "resize" };
}

/**
 * The answers of a model after changes, for sanity checks of maps.
 *
 * @param source  What `model` was opened from; opened anew for random weights.
 * @param options.backend  Runs the models of random weights; may be the model's own.
 * @throws {LvlmError} as `openCheckpoint`. @throws {DOMException} AbortError
 *
 * @example
 * ```ts
 * const changed = await changedAnswers("models/shapes-llava", model, { backend });
 * await changed.with(answer, { kind: "weights", blocks: changed.blocks.length, seed: 0 }, (other) => other.explain(relevancy()));
 * await changed.dispose();
 * ```
 */
export async function changedAnswers(
	source: string | ModelFiles,
	model: OpenedModel,
	options: OpenModelOptions,
): Promise<ChangedAnswers> {
	const files = await modelFilesOf(source, { device: options.backend.device, ...options });
	const { families, signal } = options;
	const checkpoint = await openCheckpoint(files, { ...(families ? { families } : {}), ...(signal ? { signal } : {}) });
	const blocks: readonly WeightBlock[] = weightBlocks(checkpoint);
	let opened: { readonly key: string; readonly model: OpenedModel } | undefined;

	async function randomModel(count: number, seed: number, signal: AbortSignal | undefined): Promise<OpenedModel> {
		// Without a random block every seed is the same model.
		const key = count === 0 ? "0" : `${count} ${seed}`;
		if (opened?.key === key) return opened.model;
		await opened?.model.dispose();
		opened = undefined;
		const { signal: _, onProgress: __, ...rest } = options;
		const changed = withRandomWeights(files, blocks.slice(0, count), { seed });
		opened = { key, model: await openModel(changed, { ...rest, ...(signal ? { signal } : {}) }) };
		return opened.model;
	}

	return {
		blocks: blocks.map(({ name }) => name),
		async with(answer, change, use, request = {}) {
			request.signal?.throwIfAborted();
			if (change.kind === "weights") {
				const other = await randomModel(change.blocks, change.seed, request.signal);
				return use(await other.replay(answer, request));
			}
			const data =
				change.kind === "image"
					? await underShuffled(model, answer, change.seed)
					: await underPrompt(model, answer, change.prompt);
			return use(await model.replay(data, request));
		},
		async dispose() {
			await opened?.model.dispose();
			opened = undefined;
		},
	};
}
