import type { ModelFacts } from "@lvlm-interpret/core";
import { GraphBuilder } from "../build/builder.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Value } from "../ir/value.js";

/** Sizes of the decoder that the tests of this package use: GQA with two query heads a key/value head. */
export const tinyFacts: ModelFacts = {
	id: "tiny",
	modelType: "llava",
	fingerprint: "tiny",
	weightBytes: 0,
	weightDtypes: ["float32"],
	text: {
		layers: 2,
		heads: 4,
		kvHeads: 2,
		headSize: 16,
		hiddenSize: 12,
		vocabularySize: 9,
		maxPositions: 32,
	},
	vision: { layers: 1, heads: 1, hiddenSize: 4, imageSize: 4, patchSize: 2 },
};

/** Numbers in [-1, 1) from a linear congruential generator: the same everywhere. */
export function numbers(count: number, seed: number): Float32Array {
	let state = seed >>> 0;
	return Float32Array.from({ length: count }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	});
}

/** A random decoder_model_merged (attention only, no MLP, no norm), with inputs, outputs and names as package models writes them. */
export function tinyDecoder(): OnnxModel {
	const { layers, heads, kvHeads, headSize, hiddenSize, vocabularySize, maxPositions } = tinyFacts.text;
	const graph = new Graph("decoder_model_merged");
	const builder = new GraphBuilder(graph);
	let seed = 1;
	const weight = (name: string, ...shape: [number, number]) =>
		builder.constant("float32", numbers(shape[0] * shape[1], seed++), shape, name);
	const embeds = builder.input("inputs_embeds", "float32", ["batch_size", "sequence_length", hiddenSize]);
	const mask = builder.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
	const keep = builder.input("num_logits_to_keep", "int64", []);
	const one = builder.constant("int64", [1], undefined, "one");
	const counts = builder.op("ReduceSum", [mask, one], { keepdims: 0 });
	const last = builder.op("Cast", [builder.op("Sub", [counts, one])], { to: 6 });
	const total = builder.op(
		"Cast",
		[builder.op("Gather", [builder.op("Shape", [mask]), builder.constant("int64", 1)])],
		{
			to: 6,
		},
	);
	const half = headSize / 2;
	const angles = Array.from(
		{ length: maxPositions * half },
		(_, i) => Math.floor(i / half) / 50 ** ((i % half) / half),
	);
	const cos = builder.constant("float32", angles.map(Math.cos), [maxPositions, half], "cos_cache");
	const sin = builder.constant("float32", angles.map(Math.sin), [maxPositions, half], "sin_cache");

	let hidden = builder.op("Identity", [embeds], {}, { outputs: ["hidden_states.0"] });
	for (let layer = 0; layer < layers; layer++) {
		const scope = builder.scope(`/model/layers.${layer}`);
		const past = ["key", "value"].map((what) =>
			builder.input(`past_key_values.${layer}.${what}`, "float32", [
				"batch_size",
				kvHeads,
				"past_sequence_length",
				headSize,
			]),
		);
		const project = (name: string, count: number) =>
			scope.op("MatMul", [hidden, weight(`${layer}.${name}`, hiddenSize, count * headSize)]);
		const [mixed, ...present] = scope.ops(
			"GroupQueryAttention",
			[project("q", heads), project("k", kvHeads), project("v", kvHeads), ...past, last, total, cos, sin],
			{ num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, scale: { float: 0.25 } },
			{ domain: "com.microsoft", outputs: ["", `present.${layer}.key`, `present.${layer}.value`] },
		) as [Value, Value, Value];
		graph.outputs.push(...present);
		const change = scope.op("MatMul", [mixed, weight(`${layer}.o`, heads * headSize, hiddenSize)]);
		hidden = scope.op("Add", [hidden, change], {}, { outputs: [`hidden_states.${layer + 1}`] });
	}
	const start = builder.op("Neg", [builder.op("Reshape", [keep, one])]);
	const end = builder.constant("int64", [Number.MAX_SAFE_INTEGER]);
	const kept = builder.op("Slice", [hidden, start, end, one]);
	const logits = builder.op(
		"MatMul",
		[kept, weight("lm_head", hiddenSize, vocabularySize)],
		{},
		{ outputs: ["logits"] },
	);
	logits.type = { dtype: "float32", shape: ["batch_size", "num_logits", vocabularySize] };
	graph.outputs.unshift(logits);
	const opsets = new Map([
		["", 21],
		["com.microsoft", 1],
	]);
	return { irVersion: 10, opsets, producer: "tiny", metadata: new Map(), graph };
}
