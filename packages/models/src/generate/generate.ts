import {
	type GenerateRequest,
	type GenerationData,
	type ImageLayout,
	LvlmError,
	type Message,
	type RgbImage,
	type SequenceToken,
	type Tensor,
} from "@lvlm-interpret/core";
import type { ExplainingModel } from "../explain/explain.js";
import { decodeImage } from "../image/decode/decode.js";
import { clipLayout, type FeatureStrategy } from "../image/layout/clip-layout.js";
import { chosenPreprocessing } from "../image/preprocess/choice.js";
import type { ClipPreprocessing } from "../image/preprocess/clip-config.js";
import { preprocessImage } from "../image/preprocess/preprocess.js";
import { conversationOf } from "../text/conversation.js";
import { buildPrompt, type Prompt, type PromptFormat } from "../text/prompt.js";
import { Answer, type OpenedGeneration } from "./answer.js";
import { resolveLimits } from "./sampling-options.js";
import { type GeneratingModel, runTokenLoop } from "./token-loop.js";

/** A model that can be asked: what answers, what explains, and how prompts and pictures are made ready. */
export interface AnsweringModel extends GeneratingModel, ExplainingModel {
	readonly promptFormat: PromptFormat;
	readonly preprocessing: ClipPreprocessing;
	readonly featureStrategy: FeatureStrategy;
}

async function imageOf(image: GenerateRequest["image"], signal?: AbortSignal): Promise<RgbImage> {
	if (image instanceof Uint8Array) return decodeImage(image, signal ? { signal } : {});
	if (typeof image === "object" && image !== null && image.data instanceof Uint8Array) {
		const { width, height, data } = image;
		const isWhole = [width, height].every((size) => Number.isInteger(size) && size > 0);
		if (isWhole && data.length === width * height * 3) return image;
		throw new LvlmError("invalid-image", `An RGB image of ${width} x ${height} cannot have ${data.length} bytes.`, {
			reason: "width * height * 3 bytes are needed",
		});
	}
	throw new LvlmError(
		"invalid-argument",
		"The request has no image.",
		{ name: "image", expected: "bytes of an image file, or RGB pixels", actual: String(image) },
		{ hint: "A vision-language model needs a picture to answer about." },
	);
}

function checkLength(prompt: Prompt, maxTokens: number, maxPositions: number): void {
	const needed = prompt.ids.length + maxTokens;
	if (needed <= maxPositions) return;
	throw new LvlmError(
		"invalid-argument",
		`The prompt has ${prompt.ids.length} tokens; with up to ${maxTokens} answer tokens that is ${needed}, but the model has ${maxPositions} positions.`,
		{ name: "prompt", expected: `at most ${maxPositions} positions`, actual: `${needed} positions` },
		{ hint: "Shorten the question, drop earlier turns, or lower maxTokens." },
	);
}

/** A picture of another size than the vision encoder reads would shift every region. */
function checkLayout(regions: number, imageTokens: number): void {
	if (regions === imageTokens) return;
	const reason = `the image processor makes ${regions} image tokens, the vision encoder ${imageTokens}`;
	throw new LvlmError("invalid-model", `The model's files disagree: ${reason}.`, {
		reason,
		file: "preprocessor_config.json",
	});
}

/** What is known of an answer before its first token. */
export type AnswerPrompt = Pick<
	GenerationData,
	"sequence" | "layouts" | "image" | "messages" | "sampling" | "preprocess"
>;

export interface AnswerRequest extends GenerateRequest {
	/** Called once, before the first run; the sequence holds the prompt alone. */
	readonly onPrompt?: (prompt: AnswerPrompt) => void;
}

/** A picture and a conversation as the model reads them. */
export interface PreparedInput {
	readonly messages: readonly Message[];
	readonly image: RgbImage;
	readonly prompt: Prompt;
	readonly pixelValues: Tensor<"float32">;
	readonly layout: ImageLayout;
	/** Exactly what the vision encoder reads, before rescaling and normalising. */
	readonly picture: RgbImage;
}

/**
 * Decodes, tokenises and lays out; runs nothing.
 *
 * @param maxTokens  Answer tokens that must find room behind the prompt.
 */
export async function prepareInput(
	model: AnsweringModel,
	request: Pick<GenerateRequest, "image" | "prompt" | "preprocess" | "signal">,
	maxTokens: number,
): Promise<PreparedInput> {
	const { signal } = request;
	const messages = conversationOf(request.prompt);
	signal?.throwIfAborted();
	const image = await imageOf(request.image, signal);

	const prompt = buildPrompt(model.promptFormat, messages);
	checkLength(prompt, maxTokens, model.facts.text.maxPositions);
	const preprocessing = chosenPreprocessing(model.preprocessing, request.preprocess ?? "default", image);
	const { pixelValues, geometry, picture } = preprocessImage(image, preprocessing);
	const layout = clipLayout(geometry, model.facts.vision.patchSize, model.featureStrategy);
	checkLayout(layout.regions.length, model.promptFormat.imageTokens);
	return { messages, image, prompt, pixelValues, layout, picture };
}

/** Answers a request; see `Model.generate` of core. All checks come before the first run. */
export async function generateAnswer(model: AnsweringModel, request: AnswerRequest): Promise<OpenedGeneration> {
	const limits = resolveLimits(request);
	const { messages, image, prompt, pixelValues, layout } = await prepareInput(model, request, limits.maxTokens);
	const chosen = request.preprocess === undefined ? {} : { preprocess: request.preprocess };
	request.onPrompt?.({
		sequence: { tokens: prompt.tokens, promptLength: prompt.ids.length },
		layouts: [layout],
		image,
		messages,
		sampling: limits.sampling,
		...chosen,
	});

	const { tokens, stopReason, imageFeatures, timings } = await runTokenLoop(
		model,
		prompt.ids,
		pixelValues,
		limits,
		request,
	);
	const answer = tokens.map(
		({ id, text, index }): SequenceToken => ({ position: prompt.ids.length + index, id, text, segment: "answer" }),
	);
	return new Answer(model, {
		text: model.tokenizer.decode(tokens.map(({ id }) => id)),
		tokens,
		stopReason,
		sequence: { tokens: [...prompt.tokens, ...answer], promptLength: prompt.ids.length },
		layouts: [layout],
		image,
		messages,
		sampling: limits.sampling,
		...chosen,
		timings,
		imageFeatures,
		pixelValues,
	});
}
