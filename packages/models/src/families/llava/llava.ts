import { imageTokens, llavaSupports, normalisedConfig, readLlavaConfig } from "../../config/llava-config.js";
import type { FamilyInput, FamilyModel, ModelFamily } from "../family.js";
import { CheckpointWeights } from "./checkpoint-weights.js";
import { buildDecoder, decoderPositions } from "./decoder.js";
import { buildEmbedTokens } from "./embed-tokens.js";
import { buildVisionEncoder } from "./vision-encoder.js";

/** The id of the padding token; older configurations say -1 for none. */
function padTokenOf({ config }: FamilyInput, vocabularySize: number): { readonly padTokenId?: number } {
	const text = config.text_config as { readonly pad_token_id?: unknown } | undefined;
	const id = config.pad_token_id ?? text?.pad_token_id;
	const isOne = typeof id === "number" && Number.isInteger(id) && id >= 0 && id < vocabularySize;
	return isOne ? { padTokenId: id } : {};
}

function open(input: FamilyInput): FamilyModel {
	const config = readLlavaConfig(input.config);
	const { text, vision } = config;
	const weights = new CheckpointWeights(input.weights);
	const parts = {
		vision_encoder: buildVisionEncoder(config, weights),
		embed_tokens: buildEmbedTokens(config, weights),
		decoder_model_merged: buildDecoder(config, weights),
	};
	return {
		parts,
		text: {
			layers: text.layers,
			heads: text.heads,
			kvHeads: text.kvHeads,
			headSize: text.headSize,
			hiddenSize: text.hiddenSize,
			vocabularySize: text.vocabularySize,
			maxPositions: decoderPositions(config),
			...padTokenOf(input, text.vocabularySize),
		},
		vision: {
			layers: Math.max(...config.featureLayers),
			heads: vision.heads,
			hiddenSize: vision.hiddenSize,
			imageSize: vision.imageSize,
			patchSize: vision.patchSize,
		},
		config: normalisedConfig(input.config, config),
		imageTokenId: config.imageTokenId,
		imageTokensPerImage: imageTokens(config),
		featureStrategy: config.featureStrategy,
		used: weights.used,
	};
}

/** LLaVA-1.5 and its kin: CLIP vision tower, two-layer MLP projector, Llama decoder. */
export const llava: ModelFamily = {
	specificationVersion: "v1",
	id: "llava",
	supports: llavaSupports,
	matches: (config) => config.model_type === "llava",
	open,
};
