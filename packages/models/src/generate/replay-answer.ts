import {
	type GenerationData,
	invariant,
	isDeviceTensor,
	LvlmError,
	type Progress,
	type Tensor,
} from "@lvlm-interpret/core";
import { Answer, type OpenedGeneration } from "./answer.js";
import { type AnsweringModel, prepareInput } from "./generate.js";

export interface ReplayRequest {
	/** Phase "encode". */
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
}

function refuse(expected: string, actual: string): never {
	throw new LvlmError(
		"invalid-argument",
		`The answer cannot be replayed: it should have ${expected}, but has ${actual}.`,
		{ name: "answer", expected, actual },
		{ hint: "Open the model that gave the answer, in the same version." },
	);
}

/** An answer of another model, or of another template, would be explained with numbers that are not its own. */
function checkSame(data: GenerationData, ids: readonly number[], vocabularySize: number): void {
	const { sequence, tokens } = data;
	const before = sequence.tokens.slice(0, sequence.promptLength);
	if (before.length !== ids.length) refuse(`a prompt of ${ids.length} tokens`, String(before.length));
	const differs = ids.findIndex((id, index) => id !== before[index]?.id);
	if (differs >= 0) refuse(`token ${ids[differs]} at position ${differs}`, String(before[differs]?.id));
	if (tokens.length === 0) refuse("at least one token", "none");
	const wrong = tokens.find(({ id }) => !(Number.isInteger(id) && id >= 0 && id < vocabularySize));
	if (wrong) refuse(`token ids below ${vocabularySize}`, String(wrong.id));
	const answer = sequence.tokens.slice(sequence.promptLength).map(({ id }) => id);
	if (answer.join() !== tokens.map(({ id }) => id).join()) refuse("its tokens at the end of its sequence", "others");
}

/**
 * An answer from its data, without generating it again: the picture is prepared and encoded once more, and the tokens are taken
 * as they are. Explanations of it are those of the answer itself.
 *
 * @throws {LvlmError} "invalid-argument" when the prompt has other tokens under this model; as `generate` for image and messages.
 * @throws {DOMException} AbortError
 */
export async function replayAnswer(
	model: AnsweringModel,
	data: GenerationData,
	{ onProgress, signal }: ReplayRequest = {},
): Promise<OpenedGeneration> {
	const chosen = data.preprocess === undefined ? {} : { preprocess: data.preprocess };
	const request = { image: data.image, prompt: data.messages, ...chosen, ...(signal ? { signal } : {}) };
	const { image, messages, prompt, pixelValues, layout } = await prepareInput(model, request, data.tokens.length);
	checkSame(data, prompt.ids, model.facts.text.vocabularySize);
	onProgress?.({ phase: "encode", done: 0, total: 1, unit: "steps" });
	const { image_features: features } = await model.queue.add(() =>
		model.sessions.vision_encoder.run({ pixel_values: pixelValues }, signal ? { signal } : {}),
	);
	signal?.throwIfAborted();
	invariant(
		features && !isDeviceTensor(features) && features.dtype === "float32",
		"image features are not float32 in host memory",
	);
	onProgress?.({ phase: "encode", done: 1, total: 1, unit: "steps" });
	const answered = data.sequence.tokens.slice(prompt.ids.length);
	return new Answer(model, {
		text: data.text,
		tokens: data.tokens,
		stopReason: data.stopReason,
		sequence: { tokens: [...prompt.tokens, ...answered], promptLength: prompt.ids.length },
		layouts: [layout],
		image,
		messages,
		sampling: data.sampling,
		...chosen,
		timings: data.timings,
		imageFeatures: features as Tensor<"float32">,
		pixelValues,
	});
}
