import type { ModelFacts } from "@lvlm-interpret/core";
import type { OnnxModel } from "@lvlm-interpret/graph";
import type { JsonObject } from "../config/json-fields.js";
import type { FeatureStrategy } from "../config/llava-config.js";
import type { ModelFiles } from "../files/model-files.js";
import type { StoredTensor } from "../safetensors/header.js";
import type { WeightTable } from "../safetensors/weight-table.js";

/** The three graphs of a vision-language model, named as on the Hugging Face Hub. */
export type PartName = "vision_encoder" | "embed_tokens" | "decoder_model_merged";

export const partNames: readonly PartName[] = ["vision_encoder", "embed_tokens", "decoder_model_merged"];

/** What a family gets to work with. */
export interface FamilyInput {
	/** For messages and names. */
	readonly id: string;
	/** config.json as it is. */
	readonly config: JsonObject;
	readonly weights: WeightTable;
	readonly files: ModelFiles;
}

/** What a family makes of a checkpoint. */
export interface FamilyModel {
	readonly parts: Readonly<Record<PartName, OnnxModel>>;
	readonly text: ModelFacts["text"];
	/** `layers` counts the layers that are computed: those behind the last selected hidden state are left out. */
	readonly vision: ModelFacts["vision"];
	/** config.json with all that transformers.js needs written out. */
	readonly config: JsonObject;
	readonly imageTokenId: number;
	readonly imageTokensPerImage: number;
	readonly featureStrategy: FeatureStrategy;
	/** The stored tensors that the graphs point to, each once. */
	readonly used: readonly StoredTensor[];
}

/**
 * Opens checkpoints of one architecture. A plain object; pass your own to `openCheckpoint(files, { families })`.
 *
 * The decoder reads `inputs_embeds` float32 [batch_size, sequence_length, D], `attention_mask` int64 [batch_size,
 * total_sequence_length], `num_logits_to_keep` int64 [] (0 = all) and `past_key_values.{i}.key|value` float32 [batch_size,
 * kv heads, past_sequence_length, head size]; it gives `logits` and `present.{i}.key|value`. Names of the nodes of layer i
 * hold `layers.{i}`; the residual stream is named `hidden_states.{i}`, 0 = inputs_embeds, L = before the final norm.
 */
export interface ModelFamily {
	readonly specificationVersion: "v1";
	/** `model_type` of the configs it opens; third-party ids carry a scope. */
	readonly id: string;
	/** What it opens, for messages. */
	readonly supports: readonly string[];
	matches(config: JsonObject): boolean;
	/** @throws {LvlmError} "unsupported-model", "invalid-model", "shape-mismatch" */
	open(input: FamilyInput): FamilyModel | Promise<FamilyModel>;
}
