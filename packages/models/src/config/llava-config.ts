import { LvlmError } from "@lvlm-interpret/core";
import { type Activation, activationNames, activations } from "./activation.js";
import { type ClipVisionConfig, readClipVisionConfig } from "./clip-vision-config.js";
import { invalidConfig, JsonFields, type JsonObject } from "./json-fields.js";
import { type LlamaConfig, readLlamaConfig } from "./llama-config.js";

/** "default" drops the class token of the vision tower, "full" keeps it as the first image token. */
export type FeatureStrategy = "default" | "full";

/** A LLaVA: CLIP vision tower, two-layer projector, Llama decoder. */
export interface LlavaConfig {
	/** The id in `input_ids` that stands for one image feature. */
	readonly imageTokenId: number;
	readonly projectorActivation: Activation;
	readonly projectorBias: boolean;
	readonly featureStrategy: FeatureStrategy;
	/**
	 * Hidden states of the vision tower that the projector gets, concatenated: 0 = embeddings after the first norm, `l` =
	 * output of layer `l - 1`. Never negative.
	 */
	readonly featureLayers: readonly number[];
	/** The head of the language model is its embedding table. */
	readonly tieWordEmbeddings: boolean;
	readonly text: LlamaConfig;
	readonly vision: ClipVisionConfig;
}

/** What `LlavaConfig` of transformers 5.18 puts in place of a missing `vision_config`: CLIP ViT-L/14 at 336 pixels. */
const visionOfLlava15: JsonObject = {
	intermediate_size: 4096,
	hidden_size: 1024,
	patch_size: 14,
	image_size: 336,
	num_hidden_layers: 24,
	num_attention_heads: 16,
};

/** What the family opens, for messages. */
export const llavaSupports: readonly string[] = ["llava (vision_config clip_vision_model, text_config llama)"];

function unsupported(json: JsonObject, message: string): LvlmError<"unsupported-model"> {
	const architectures = Array.isArray(json.architectures) ? json.architectures : [];
	return new LvlmError(
		"unsupported-model",
		message,
		{
			modelType: String(json.model_type ?? ""),
			architecture: String(architectures[0] ?? ""),
			supported: llavaSupports,
		},
		{ hint: `Supported: ${llavaSupports.join("; ")}.` },
	);
}

/** The part's configuration, when it is of the one type that we build. */
function part(json: JsonObject, field: string, type: string, missing: JsonObject): JsonFields {
	const given = new JsonFields(json).object(field);
	const modelType = given?.model_type ?? type;
	if (modelType !== type) {
		throw unsupported(json, `This LLaVA has a ${field} of type ${JSON.stringify(modelType)}; only ${type} is built.`);
	}
	return new JsonFields(given ?? missing, field);
}

function readFeatureLayers(fields: JsonFields, layers: number): number[] {
	const value = fields.raw("vision_feature_layer") ?? -2;
	const list = Array.isArray(value) ? value : [value];
	const expected = `an integer in [${-layers - 1}, ${layers}], or a list of them`;
	if (list.length === 0) throw invalidConfig("vision_feature_layer", expected, value);
	return list.map((one) => {
		if (!Number.isInteger(one) || one < -layers - 1 || one > layers) {
			throw invalidConfig("vision_feature_layer", expected, value);
		}
		return one < 0 ? one + layers + 1 : one;
	});
}

/**
 * Reads a LLaVA's config.json. Everything that the Hugging Face library would fill in is filled in: old llava-1.5 files say
 * next to nothing about the decoder, new ones (transformers 5) say `rope_parameters` and `image_token_index`.
 *
 * @throws {LvlmError} "unsupported-model" (another decoder or vision tower, quantised weights), "invalid-model".
 * Source: transformers 5.18, configuration_llava.py, configuration_llama.py, configuration_clip.py.
 */
export function readLlavaConfig(json: JsonObject): LlavaConfig {
	const fields = new JsonFields(json);
	if (fields.object("quantization_config")) {
		const method = JSON.stringify(fields.object("quantization_config")?.quant_method ?? "unknown");
		throw unsupported(json, `The weights are quantised (${method}); only float32, float16 and bfloat16 are read.`);
	}
	const text = readLlamaConfig(part(json, "text_config", "llama", {}));
	const vision = readClipVisionConfig(part(json, "vision_config", "clip_vision_model", visionOfLlava15));
	return {
		imageTokenId: fields.count("image_token_index", undefined, 0) ?? fields.count("image_token_id", 32_000, 0),
		projectorActivation: activations[fields.choice("projector_hidden_act", activationNames, "gelu")],
		projectorBias: fields.flag("multimodal_projector_bias", true),
		featureStrategy: fields.choice("vision_feature_select_strategy", ["default", "full"] as const, "default"),
		featureLayers: readFeatureLayers(fields, vision.layers),
		tieWordEmbeddings: fields.flag("tie_word_embeddings", false) || text.tieWordEmbeddings,
		text,
		vision,
	};
}

/** Image tokens of one picture. */
export function imageTokens(config: LlavaConfig): number {
	const side = Math.floor(config.vision.imageSize / config.vision.patchSize);
	return side * side + (config.featureStrategy === "full" ? 1 : 0);
}

/**
 * The config as transformers.js reads it: what its classes need is written out, and the image token is there under both of
 * its names.
 */
export function normalisedConfig(json: JsonObject, config: LlavaConfig): JsonObject {
	const { text, vision } = config;
	const textJson = (json.text_config ?? {}) as JsonObject;
	return {
		...json,
		model_type: "llava",
		architectures: ["LlavaForConditionalGeneration"],
		image_token_index: config.imageTokenId,
		image_token_id: config.imageTokenId,
		image_seq_length: imageTokens(config),
		vision_feature_select_strategy: config.featureStrategy,
		tie_word_embeddings: config.tieWordEmbeddings,
		text_config: {
			bos_token_id: 1,
			eos_token_id: 2,
			...textJson,
			model_type: "llama",
			vocab_size: text.vocabularySize,
			hidden_size: text.hiddenSize,
			intermediate_size: text.intermediateSize,
			num_hidden_layers: text.layers,
			num_attention_heads: text.heads,
			num_key_value_heads: text.kvHeads,
			head_dim: text.headSize,
			max_position_embeddings: text.maxPositions,
			rms_norm_eps: text.normEpsilon,
		},
		vision_config: {
			...((json.vision_config ?? {}) as JsonObject),
			model_type: "clip_vision_model",
			hidden_size: vision.hiddenSize,
			intermediate_size: vision.intermediateSize,
			num_hidden_layers: vision.layers,
			num_attention_heads: vision.heads,
			image_size: vision.imageSize,
			patch_size: vision.patchSize,
		},
	};
}
