import { type Tensor, tensor } from "@lvlm-interpret/core";
import { Graph, GraphBuilder, type OnnxModel } from "@lvlm-interpret/graph";

/** Sizes of the trial: grouped heads, and more rows than a tile of any kernel that we know of. */
const heads = 4;
const kvHeads = 2;
const headSize = 16;
const rows = 37;

/** A graph of one GroupQueryAttention with rotation and an empty cache, as the decoder has it. Output `mixed` [1, 37, 64]. */
export function trialGraph(): OnnxModel {
	const builder = new GraphBuilder(new Graph("fused attention trial"));
	const past = ["batch", kvHeads, "past", headSize];
	const query = builder.input("query", "float32", [1, rows, heads * headSize]);
	const key = builder.input("key", "float32", [1, rows, kvHeads * headSize]);
	const value = builder.input("value", "float32", [1, rows, kvHeads * headSize]);
	const pastKey = builder.input("past_key", "float32", past);
	const pastValue = builder.input("past_value", "float32", past);
	const half = headSize / 2;
	const table = (of: (angle: number) => number) =>
		builder.constant(
			"float32",
			Array.from({ length: rows * half }, (_, at) => of(Math.floor(at / half) / 10 ** (at % half))),
			[rows, half],
		);
	const inputs = [query, key, value, pastKey, pastValue];
	const lengths = [builder.constant("int32", [rows - 1]), builder.constant("int32", rows)];
	const attributes = { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1 };
	const outputs = ["mixed", "present_key", "present_value"];
	const values = builder.ops(
		"GroupQueryAttention",
		[...inputs, ...lengths, table(Math.cos), table(Math.sin)],
		attributes,
		{
			domain: "com.microsoft",
			outputs,
		},
	);
	values.forEach((one, index) => {
		const shape = index === 0 ? [1, rows, heads * headSize] : [1, kvHeads, rows, headSize];
		one.type = { dtype: "float32", shape };
		builder.graph.outputs.push(one);
	});
	return {
		irVersion: 10,
		opsets: new Map([
			["", 21],
			["com.microsoft", 1],
		]),
		producer: "lvlm-interpret",
		metadata: new Map(),
		graph: builder.graph,
	};
}

/** Inputs whose attention is uneven in every row. */
export function trialFeeds(): Record<string, Tensor> {
	const wave = (width: number, phase: number) =>
		tensor(
			"float32",
			[1, rows, width],
			Float32Array.from({ length: rows * width }, (_, index) => 1.5 * Math.sin(12.9898 * index + phase)),
		);
	const empty = tensor("float32", [1, kvHeads, 0, headSize], new Float32Array(0));
	return {
		query: wave(heads * headSize, 1),
		key: wave(kvHeads * headSize, 2),
		value: wave(kvHeads * headSize, 3),
		past_key: empty,
		past_value: empty,
	};
}
