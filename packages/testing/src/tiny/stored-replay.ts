import { type Tensor, tensor } from "@lvlm-interpret/core";
import type { Replay, Rows } from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";
import expected from "./expected.json" with { type: "json" };
import { tinyFacts } from "./facts.js";
import { tinyModel } from "./tiny-model.js";

/** The tiny model's answer, ready to be explained. */
export interface StoredReplay {
	readonly replay: Replay;
	/** inputs_embeds, pixel_values, image_positions; masks for graphs that have kept them. */
	readonly feeds: Rows;
}

/** Feeds for explanations of the stored answer, made without any backend. */
export function storedReplay(): StoredReplay {
	const { parts, pixelValues, promptIds, imagePositions, replay } = tinyModel();
	const ids = [...promptIds, ...expected.ids.slice(0, -1)];
	const input = tensor("int64", [1, ids.length], BigInt64Array.from(ids, BigInt));
	const { inputs_embeds } = evaluateModel(parts.embed_tokens, { input_ids: input }, { precision: "float32" });
	const embeds = inputs_embeds as Tensor<"float32">;
	const features = Float32Array.from(expected.imageFeatures);
	const { hiddenSize } = tinyFacts.text;
	imagePositions.forEach((position, index) => {
		embeds.data.set(features.subarray(index * hiddenSize, (index + 1) * hiddenSize), position * hiddenSize);
	});
	return {
		replay: replay(expected.ids),
		feeds: {
			inputs_embeds: embeds,
			pixel_values: pixelValues,
			image_positions: tensor("int64", [imagePositions.length], BigInt64Array.from(imagePositions, BigInt)),
			attention_mask: tensor("int64", [1, ids.length], new BigInt64Array(ids.length).fill(1n)),
		},
	};
}
