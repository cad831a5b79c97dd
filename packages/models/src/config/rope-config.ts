import { JsonFields as Fields, invalidConfig, type JsonFields } from "./json-fields.js";

/** Rotary position embedding: base and how its frequencies are scaled. */
export type RopeConfig = { readonly theta: number } & (
	| { readonly type: "default" }
	/** All frequencies divided by `factor`. */
	| { readonly type: "linear"; readonly factor: number }
	/** Llama 3.1: long wavelengths divided by `factor`, short ones kept, a smooth step between. */
	| {
			readonly type: "llama3";
			readonly factor: number;
			readonly lowFrequencyFactor: number;
			readonly highFrequencyFactor: number;
			readonly originalMaxPositions: number;
	  }
);

const types = ["default", "linear", "llama3"] as const;

/**
 * Reads `rope_parameters` (transformers 5) or `rope_scaling` with `rope_theta` (transformers 4). `rope_scaling` wins over
 * `rope_parameters`, and a base inside them over `rope_theta` beside them.
 *
 * @param text  The text configuration.
 * @throws {LvlmError} "invalid-model" for another rope type or a partial rotation.
 * Source: transformers 5.18, modeling_rope_utils.py, convert_rope_params_to_dict.
 */
export function readRope(text: JsonFields, maxPositions: number): RopeConfig {
	const field = text.object("rope_scaling") ? "rope_scaling" : "rope_parameters";
	const parameters = new Fields(text.object(field) ?? {}, text.pathOf(field));
	const theta = parameters.positive("rope_theta", undefined) ?? text.positive("rope_theta", 10_000);
	const partial = parameters.positive("partial_rotary_factor", undefined) ?? text.positive("partial_rotary_factor", 1);
	if (partial !== 1) throw invalidConfig(parameters.pathOf("partial_rotary_factor"), "1", partial);
	const named = parameters.raw("rope_type") === undefined ? "type" : "rope_type";
	const type = parameters.choice(named, types, "default");
	if (type === "default") return { theta, type };
	const needed = (name: string): number => {
		const value = parameters.positive(name, undefined);
		if (value === undefined) throw invalidConfig(parameters.pathOf(name), "a number above 0", undefined);
		return value;
	};
	const factor = needed("factor");
	if (type === "linear") return { theta, type, factor };
	return {
		theta,
		type,
		factor,
		lowFrequencyFactor: needed("low_freq_factor"),
		highFrequencyFactor: needed("high_freq_factor"),
		originalMaxPositions: parameters.count("original_max_position_embeddings", maxPositions),
	};
}
