import { type Tensor, tensor } from "@lvlm-interpret/core";
import type { Rows } from "@lvlm-interpret/graph";
import { withSession } from "../backend-kit/subject.js";
import { expectThat } from "../suite.js";
import { pseudoRandom } from "../tiny/numbers.js";
import { hostTensor } from "../tolerances.js";
import type { FamilySubject } from "./family-suite.js";

/** A prompt of one picture of noise between a few words, embedded by the model's own parts. */
export interface EmbeddedPrompt {
	/** inputs_embeds, pixel_values, image_positions, attention_mask, num_logits_to_keep, and an empty cache. */
	readonly feeds: Rows;
	readonly rows: number;
	readonly features: Tensor;
}

/** Sizes of pixel_values: one picture, other open axes as the facts have them. */
function pixelShape({ checkpoint }: FamilySubject): number[] {
	const input = checkpoint.parts.vision_encoder.graph.inputs.find(({ name }) => name === "pixel_values");
	const { imageSize } = checkpoint.facts.vision;
	const shape = input?.type?.shape;
	expectThat(shape?.length === 4, "vision_encoder has no input pixel_values [images, channels, height, width]");
	return shape.map((dim, axis) => (axis === 0 ? 1 : typeof dim === "number" ? dim : axis === 1 ? 3 : imageSize));
}

export async function embedPrompt(subject: FamilySubject): Promise<EmbeddedPrompt> {
	const { backend, checkpoint } = subject;
	const { sources, facts, imageTokenId } = checkpoint;
	const { hiddenSize, vocabularySize, layers, kvHeads, headSize } = facts.text;
	const shape = pixelShape(subject);
	const pixels = pseudoRandom(
		shape.reduce((product, size) => product * size, 1),
		7,
	);
	const pixelValues = tensor("float32", shape, pixels);
	const features = await withSession(backend, sources.vision_encoder, async (session) =>
		hostTensor((await session.run({ pixel_values: pixelValues })).image_features, "image_features"),
	);
	const count = features.shape[0] as number;
	const words = [1, 2, 3].map((id) => id % vocabularySize);
	const ids = [words[0] as number, ...Array.from({ length: count }, () => imageTokenId), ...words.slice(1)];
	const positions = Array.from({ length: count }, (_, index) => index + 1);
	const int64 = (sizes: readonly number[], values: readonly number[]): Tensor<"int64"> =>
		tensor("int64", sizes, BigInt64Array.from(values, BigInt));
	const embeds = await withSession(backend, sources.embed_tokens, async (session) =>
		hostTensor((await session.run({ input_ids: int64([1, ids.length], ids) })).inputs_embeds, "inputs_embeds"),
	);
	expectThat(embeds.shape.join() === `1,${ids.length},${hiddenSize}`, `inputs_embeds is [${embeds.shape}]`);
	expectThat(
		features.shape[1] === hiddenSize,
		`image_features is [${features.shape}], the language model has ${hiddenSize}`,
	);
	const joined = (embeds.data as Float32Array).slice();
	joined.set(features.data as Float32Array, hiddenSize);
	const cache: Record<string, Tensor> = {};
	for (let layer = 0; layer < layers; layer++) {
		for (const what of ["key", "value"]) {
			cache[`past_key_values.${layer}.${what}`] = tensor("float32", [1, kvHeads, 0, headSize], new Float32Array());
		}
	}
	return {
		rows: ids.length,
		features,
		feeds: {
			inputs_embeds: tensor("float32", [1, ids.length, hiddenSize], joined),
			pixel_values: pixelValues,
			image_positions: int64([count], positions),
			attention_mask: int64(
				[1, ids.length],
				ids.map(() => 1),
			),
			num_logits_to_keep: int64([], [ids.length]),
			...cache,
		},
	};
}
