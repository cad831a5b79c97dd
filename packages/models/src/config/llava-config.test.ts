import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "./json-fields.js";
import { normalisedConfig, readLlavaConfig } from "./llava-config.js";

describe("readLlavaConfig", () => {
	it("fills in the library's defaults for a config that says nothing", () => {
		// The values are those of LlavaConfig() of transformers 5.18, printed.
		expect(readLlavaConfig({ model_type: "llava" })).toEqual({
			imageTokenId: 32_000,
			projectorActivation: "gelu",
			projectorBias: true,
			featureStrategy: "default",
			featureLayers: [23],
			tieWordEmbeddings: false,
			text: {
				vocabularySize: 32_000,
				hiddenSize: 4096,
				intermediateSize: 11_008,
				layers: 32,
				heads: 32,
				kvHeads: 32,
				headSize: 128,
				maxPositions: 2048,
				activation: "silu",
				normEpsilon: 1e-6,
				attentionBias: false,
				mlpBias: false,
				tieWordEmbeddings: false,
				rope: { type: "default", theta: 10_000 },
			},
			vision: {
				hiddenSize: 1024,
				intermediateSize: 4096,
				layers: 24,
				heads: 16,
				channels: 3,
				imageSize: 336,
				patchSize: 14,
				activation: "quick-gelu",
				normEpsilon: 1e-5,
			},
		});
	});

	it("reads what is said, in the words of old and new files", () => {
		const old = readLlavaConfig({
			image_token_index: 7,
			text_config: { rope_theta: 5e5, rope_scaling: { type: "linear", factor: 4 }, tie_word_embeddings: true },
			vision_config: {},
			vision_feature_layer: [-2, 3],
		});
		expect(old.imageTokenId).toBe(7);
		expect(old.text.rope).toEqual({ type: "linear", theta: 5e5, factor: 4 });
		expect(old.tieWordEmbeddings).toBe(true);
		// A vision_config that is there, but empty, is CLIPVisionConfig(), not the tower of LLaVA-1.5.
		expect(old.vision).toMatchObject({ hiddenSize: 768, layers: 12, imageSize: 224, patchSize: 32 });
		expect(old.featureLayers).toEqual([11, 3]);
		const rope_parameters = {
			rope_type: "llama3",
			rope_theta: 1e6,
			factor: 8,
			low_freq_factor: 1,
			high_freq_factor: 4,
			original_max_position_embeddings: 8192,
		};
		const current = readLlavaConfig({ image_token_id: 9, text_config: { rope_parameters, head_dim: 64 } });
		expect(current.imageTokenId).toBe(9);
		expect(current.text.headSize).toBe(64);
		expect(current.text.rope).toEqual({
			type: "llama3",
			theta: 1e6,
			factor: 8,
			lowFrequencyFactor: 1,
			highFrequencyFactor: 4,
			originalMaxPositions: 8192,
		});
	});

	it("writes the image token under both names for transformers.js", () => {
		const json: JsonObject = { model_type: "llava", image_token_id: 5, text_config: { eos_token_id: 3 } };
		const normal = normalisedConfig(json, readLlavaConfig(json));
		expect(normal).toMatchObject({ image_token_id: 5, image_token_index: 5, model_type: "llava" });
		expect(normal.text_config).toMatchObject({ eos_token_id: 3, model_type: "llama", num_key_value_heads: 32 });
	});

	it.each<[string, JsonObject]>([
		["another decoder", { text_config: { model_type: "qwen2" } }],
		["another vision tower", { vision_config: { model_type: "siglip_vision_model" } }],
		["quantised weights", { quantization_config: { quant_method: "gptq" } }],
	])("says what it supports to %s", (_, json) => {
		const error = thrown(() => readLlavaConfig({ model_type: "llava", architectures: ["X"], ...json }));
		expect(isLvlmError(error, "unsupported-model")).toBe(true);
		if (!isLvlmError(error, "unsupported-model")) return;
		expect(error.fields).toMatchObject({ modelType: "llava", architecture: "X" });
		expect(error.message).toContain("clip_vision_model");
	});

	it.each<[string, JsonObject]>([
		["text_config.num_attention_heads", { text_config: { num_attention_heads: "many" } }],
		["text_config.num_key_value_heads", { text_config: { num_key_value_heads: 5 } }],
		["text_config.head_dim", { text_config: { head_dim: 24 } }],
		["text_config.hidden_act", { text_config: { hidden_act: "laplace" } }],
		["text_config.rms_norm_eps", { text_config: { rms_norm_eps: -1 } }],
		["text_config.rope_scaling.type", { text_config: { rope_scaling: { type: "yarn", factor: 2 } } }],
		["text_config.rope_scaling.factor", { text_config: { rope_scaling: { type: "linear" } } }],
		[
			"text_config.rope_parameters.partial_rotary_factor",
			{ text_config: { rope_parameters: { partial_rotary_factor: 0.5 } } },
		],
		["vision_config.image_size", { vision_config: { image_size: [336, 336] } }],
		["vision_config.patch_size", { vision_config: { patch_size: 500 } }],
		["vision_feature_layer", { vision_feature_layer: -26 }],
		["vision_feature_layer", { vision_feature_layer: [] }],
		["vision_feature_select_strategy", { vision_feature_select_strategy: "cls" }],
		["projector_hidden_act", { projector_hidden_act: 3 }],
		["multimodal_projector_bias", { multimodal_projector_bias: "yes" }],
		["text_config", { text_config: 4 }],
	])("refuses a bad %s by name", (path, json) => {
		const error = thrown(() => readLlavaConfig(json));
		expect(isLvlmError(error, "invalid-model")).toBe(true);
		expect((error as Error).message).toContain(`"${path}"`);
	});
});

function thrown(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	throw new Error("nothing was thrown");
}
