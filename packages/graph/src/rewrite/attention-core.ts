import type { DType } from "@lvlm-interpret/core";
import type { GraphBuilder } from "../build/builder.js";
import type { Dim, Value } from "../ir/value.js";
import type { RewriteContext } from "./rule.js";

/** What the core of an attention works on. Letters: B batch, H heads, Hk key/value heads, Q and K positions, d head size. */
export interface AttentionInputs {
	/** [B, H, Q, d]. */
	readonly query: Value;
	/** [B, Hk, K, d]. */
	readonly key: Value;
	/** [B, Hk, K, dv]. */
	readonly value: Value;
	readonly heads: number;
	readonly kvHeads: number;
	readonly dtype: DType;
	/** 0 means 1/√d. */
	readonly scale: number;
	readonly headSize: Dim;
	/** 0 means none. Scores become cap·tanh(scores / cap). */
	readonly softcap: number;
	/** Added to the scores, in this order. Each broadcasts to [B, H, Q, K]. */
	readonly biases: readonly Value[];
}

export interface AttentionOutputs {
	/** [B, H, Q, K]; rows sum to 1. */
	readonly probabilities: Value;
	/** [B, Q, H·dv]. */
	readonly output: Value;
}

/** A float constant in the dtype that the attention computes in. */
export function floatConstant(builder: GraphBuilder, dtype: DType, value: number, name: string): Value {
	if (dtype === "float32" || dtype === "float64") return builder.constant(dtype, value, [], name);
	const single = builder.constant("float32", value, [], name);
	return builder.op("Cast", [single], { to: dtype === "float16" ? 10 : 16 });
}

function scaled(builder: GraphBuilder, inputs: AttentionInputs): Value {
	const { query, dtype } = inputs;
	if (inputs.scale !== 0) return builder.op("Mul", [query, floatConstant(builder, dtype, inputs.scale, "scale")]);
	if (typeof inputs.headSize === "number") {
		return builder.op("Mul", [query, floatConstant(builder, dtype, 1 / Math.sqrt(inputs.headSize), "scale")]);
	}
	const shape = builder.op("Shape", [query]);
	const size = builder.op("Gather", [shape, builder.constant("int64", 3, [], "last")], { axis: 0 });
	const asFloat = builder.op("Cast", [size], { to: dtype === "float16" ? 10 : dtype === "float64" ? 11 : 1 });
	return builder.op("Div", [query, builder.op("Sqrt", [asFloat])]);
}

/**
 * MatMul, Softmax, MatMul. With shared key/value heads (H = G·Hk) the group axis is folded into the rows, so that K and V are
 * never repeated: [B, Hk, G·Q, d] · [B, Hk, d, K].
 *
 * Source: the scale stands on the queries ([Q, d] instead of [Q, K] numbers); otherwise Vaswani et al. 2017, section 3.2.1.
 */
export function emitAttention(builder: GraphBuilder, inputs: AttentionInputs): AttentionOutputs {
	const { heads, kvHeads, dtype } = inputs;
	const isGrouped = heads !== kvHeads;
	const shape = (...sizes: number[]) => builder.constant("int64", sizes, undefined, "shape");
	const query = scaled(builder, inputs);
	const rows = isGrouped ? shaped(builder, query, inputs, "fold") : query;
	const keys = builder.op("Transpose", [inputs.key], { perm: [0, 1, 3, 2] });
	let scores = builder.op("MatMul", [rows, keys], {}, { name: "scores" });
	if (isGrouped) scores = shaped(builder, scores, inputs, "unfold");
	if (inputs.softcap > 0) {
		const cap = floatConstant(builder, dtype, inputs.softcap, "softcap");
		scores = builder.op("Mul", [builder.op("Tanh", [builder.op("Div", [scores, cap])]), cap]);
	}
	for (const bias of inputs.biases) scores = builder.op("Add", [scores, bias]);
	const probabilities = builder.op("Softmax", [scores], { axis: -1 }, { name: "probabilities" });
	probabilities.type = { dtype, shape: [null, heads, null, null] };
	const weights = isGrouped ? shaped(builder, probabilities, inputs, "fold") : probabilities;
	let mixed = builder.op("MatMul", [weights, inputs.value], {}, { name: "mixed" });
	if (isGrouped) mixed = shaped(builder, mixed, inputs, "unfold");
	const output = builder.op(
		"Reshape",
		[builder.op("Transpose", [mixed], { perm: [0, 2, 1, 3] }), shape(0, 0, -1)],
		{},
		{ name: "output" },
	);
	return { probabilities, output };
}

/** [B, H, Q, x] as [B, Hk, G·Q, x] ("fold") and back ("unfold"); neither moves a byte. */
function shaped(builder: GraphBuilder, value: Value, inputs: AttentionInputs, way: "fold" | "unfold"): Value {
	const piece = (of: Value, axis: number) => sizeOf(builder, of, axis);
	// G·Q is left to Reshape; Q is the query's, so that shape inference keeps its name.
	const rows = way === "fold" ? builder.constant("int64", [-1]) : piece(inputs.query, 2);
	const heads = builder.constant("int64", [way === "fold" ? inputs.kvHeads : inputs.heads]);
	const target = builder.op("Concat", [piece(value, 0), heads, rows, piece(value, 3)], { axis: 0 });
	return builder.op("Reshape", [value, target], {}, { name: way });
}

/** [B, S, H·d] as [B, H, S, d]. */
export function splitHeads(builder: GraphBuilder, value: Value, heads: number): Value {
	const shape = builder.constant("int64", [0, 0, heads, -1], undefined, "heads");
	return builder.op("Transpose", [builder.op("Reshape", [value, shape])], { perm: [0, 2, 1, 3] });
}

/** Size of a value along an axis, int64 [1]. By Gather: ONNX Runtime moves transpositions wrongly through a Shape that is sliced. */
function sizeOf(builder: GraphBuilder, value: Value, axis: number): Value {
	return builder.op("Gather", [builder.op("Shape", [value]), builder.constant("int64", [axis])], { axis: 0 });
}

/** Number of positions of [B, H, S, d], int64 [1]. */
export function positionsOf(builder: GraphBuilder, value: Value): Value {
	return sizeOf(builder, value, 2);
}

/**
 * What is added to scores that a causal attention must not use: 0 where key ≤ query (and key > query - window), else a number
 * whose exponential is exactly 0. Shape [S, P + S] for S queries after P cached positions; built once a graph.
 *
 * @param past  P, int64 [1]; undefined means 0.
 */
export function causalBias(context: RewriteContext, query: Value, dtype: DType, window: number, past?: Value): Value {
	return context.once(`causal ${dtype} ${window} ${past ? "after the past" : ""}`, () => {
		const builder = context.builder;
		const size = positionsOf(builder, query);
		const keys = past ? builder.op("Add", [past, size]) : size;
		const rectangle = builder.op("Concat", [size, keys], { axis: 0 });
		// Diagonal 0 of the rectangle is key = row; the query of row r stands at P + r.
		const diagonal = (offset: number) => {
			const fixed = builder.constant("int64", offset, []);
			return past ? builder.op("Add", [builder.op("Squeeze", [past]), fixed]) : fixed;
		};
		// float16 ends at 65504; the sum with a score must not become infinite in float32.
		const low = floatConstant(builder, dtype, dtype === "float16" ? -1e4 : -1e30, "masked");
		const all = builder.op("Expand", [low, rectangle]);
		const later = builder.op("Trilu", [all, diagonal(1)], { upper: 1 }, { name: "causal" });
		if (window <= 0) return later;
		const earlier = builder.op("Trilu", [all, diagonal(-window)], { upper: 0 }, { name: "window" });
		return builder.op("Add", [later, earlier]);
	});
}
