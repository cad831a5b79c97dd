import type { GraphBuilder } from "../build/builder.js";
import type { Value } from "../ir/value.js";
import { type AxisValue, axisIndex, type Reduction, withoutAxis } from "./axes.js";

// The smallest normal float32, as GPUs flush smaller ones to 0. A weight below it adds less than 1e-35 to an entropy.
const tiny = 1.17549435e-38;

function reduceOver(opType: "ReduceSum" | "ReduceMean" | "ReduceMax", axis: string): Reduction {
	return (builder, input) => {
		const axes = builder.constant("int64", [axisIndex(input, axis)], undefined, "axes");
		return { value: builder.op(opType, [input.value, axes], { keepdims: 0 }), axes: withoutAxis(input, axis) };
	};
}

/** Sum over an axis. */
export const sumOver = (axis: string): Reduction => reduceOver("ReduceSum", axis);
/** Mean over an axis (all of it: entries that a causal mask sets to 0 count). */
export const meanOver = (axis: string): Reduction => reduceOver("ReduceMean", axis);
/** Largest entry along an axis. */
export const maxOver = (axis: string): Reduction => reduceOver("ReduceMax", axis);

/** Keeps some entries of an axis, in the order given: `places` int32 or int64 [n]. */
export function select(axis: string, places: Value): Reduction {
	return (builder, input) => ({
		value: builder.op("Gather", [input.value, places], { axis: axisIndex(input, axis) }),
		axes: input.axes,
	});
}

function scalar(builder: GraphBuilder, value: number): Value {
	return builder.constant("float32", value, [], "scalar");
}

function unsqueeze(builder: GraphBuilder, value: Value, axes: readonly number[]): Value {
	return axes.length === 0
		? value
		: builder.op("Unsqueeze", [value, builder.constant("int64", axes, undefined, "axes")]);
}

function squeeze(builder: GraphBuilder, value: Value, axis: number): Value {
	return builder.op("Squeeze", [value, builder.constant("int64", [axis], undefined, "axes")]);
}

/** Places of all axes but some. */
function others(input: AxisValue, kept: readonly number[]): number[] {
	return input.axes.map((_, index) => index).filter((index) => !kept.includes(index));
}

/**
 * Weighted sum over an axis: Σ_i w_i x_i. As a product with a vector where the axis is one of the last two, so that nothing
 * of the input's size is kept.
 *
 * @param weights  Shape [size of the axis], float32; usually a run-time input (an indicator, 1/n for a mean over a set).
 */
export function weightedSum(axis: string, weights: Value): Reduction {
	return (builder, input) => {
		const index = axisIndex(input, axis);
		const rank = input.axes.length;
		const axes = withoutAxis(input, axis);
		if (rank >= 2 && index === rank - 1) {
			const product = builder.op("MatMul", [input.value, unsqueeze(builder, weights, [1])]);
			return { value: squeeze(builder, product, rank - 1), axes };
		}
		if (rank >= 2 && index === rank - 2) {
			const product = builder.op("MatMul", [unsqueeze(builder, weights, [0]), input.value]);
			return { value: squeeze(builder, product, rank - 2), axes };
		}
		const product = builder.op("Mul", [input.value, unsqueeze(builder, weights, others(input, [index]))]);
		return reduceOver("ReduceSum", axis)(builder, { value: product, axes: input.axes });
	};
}

/**
 * Several weighted sums at once: the axis is replaced by `as`, one entry for each row of weights. y_n = Σ_i w_ni x_i.
 *
 * @param weights  Shape [N, size of the axis], float32.
 */
export function project(axis: string, weights: Value, as: string): Reduction {
	return (builder, input) => {
		const index = axisIndex(input, axis);
		const rank = input.axes.length;
		const axes = input.axes.map((one) => (one === axis ? as : one));
		if (index === rank - 2) return { value: builder.op("MatMul", [weights, input.value]), axes };
		const transposed = builder.op("Transpose", [weights], { perm: [1, 0] });
		if (index === rank - 1) return { value: builder.op("MatMul", [input.value, transposed]), axes };
		const perm = [...others(input, [index]), index];
		const moved = builder.op("Transpose", [input.value], { perm });
		const product = builder.op("MatMul", [moved, transposed]);
		const back = input.axes.map((_, place) => perm.indexOf(place));
		return { value: builder.op("Transpose", [product], { perm: back }), axes };
	};
}

/**
 * Weighted sum over an axis with weights that differ along another: y_n = Σ_i w_ni x_in. After `project("key", k, "set")`,
 * `contract("query", q, "set")` gives the bilinear forms q_nᵀ A k_n: attention mass from query set n to key set n.
 *
 * @param weights  Shape [size of `along`, size of the axis], float32.
 */
export function contract(axis: string, weights: Value, along: string): Reduction {
	return (builder, input) => {
		const index = axisIndex(input, axis);
		const along_ = axisIndex(input, along);
		const ordered = along_ < index ? weights : builder.op("Transpose", [weights], { perm: [1, 0] });
		const product = builder.op("Mul", [input.value, unsqueeze(builder, ordered, others(input, [index, along_]))]);
		return reduceOver("ReduceSum", axis)(builder, { value: product, axes: input.axes });
	};
}

/**
 * Entropy in nats along an axis whose entries sum to 1: -Σ a·ln a, with 0·ln 0 = 0.
 */
export function entropyOver(axis: string): Reduction {
	return (builder, input) => {
		const logarithm = builder.op("Log", [builder.op("Max", [input.value, scalar(builder, tiny)])]);
		const terms = builder.op("Mul", [input.value, logarithm]);
		const sum = reduceOver("ReduceSum", axis)(builder, { value: terms, axes: input.axes });
		return { value: builder.op("Neg", [sum.value]), axes: sum.axes };
	};
}

/**
 * The k largest entries along an axis and where they are.
 *
 * @returns `values` and `indices` (int64), the axis replaced by "rank", largest first.
 */
export function topK(
	builder: GraphBuilder,
	input: AxisValue,
	axis: string,
	k: number,
): { readonly values: AxisValue; readonly indices: AxisValue } {
	const count = builder.constant("int64", [k], undefined, "k");
	const attributes = { axis: axisIndex(input, axis), largest: 1, sorted: 1 };
	const [values, indices] = builder.ops("TopK", [input.value, count], attributes, { outputs: 2 }) as [Value, Value];
	const axes = input.axes.map((one) => (one === axis ? "rank" : one));
	return { values: { value: values, axes }, indices: { value: indices, axes } };
}
