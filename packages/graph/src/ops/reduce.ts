import type { Dim } from "../ir/value.js";
import { normalAxes, shapeOf, typed } from "./dims.js";
import { axesLast } from "./lanes.js";
import type { ReduceName } from "./names.js";
import { type Elements, elements, isWide, type NdArray, ndArray, range, toNumbers } from "./nd-array.js";
import { type Call, type Family, int, ints, need, type Operator, operator } from "./operator.js";

type Scalar = number | bigint;

/** Folds `length` elements from `start` on to one. */
type Fold = (from: Elements, start: number, length: number) => Scalar;

/** A fold written once for numbers and bigints: `step` accumulates, `seed` gives the value for nothing. */
function folding(seed: Scalar, step: (sum: never, x: never) => Scalar): Fold {
	const next = step as (sum: Scalar, x: Scalar) => Scalar;
	return (from, start, length) => {
		if (length === 0) return seed;
		let sum =
			typeof from[start] === "bigint" && typeof seed === "number" && Number.isFinite(seed) ? BigInt(seed) : seed;
		for (let i = 0; i < length; i++) sum = next(sum, from[start + i]);
		return sum;
	};
}

/** ln Σ e^x, with the greatest x taken out first. */
const logSumExp: Fold = (from, start, length) => {
	let max = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < length; i++) max = Math.max(max, from[start + i] as number);
	if (!Number.isFinite(max)) return max;
	let sum = 0;
	for (let i = 0; i < length; i++) sum += Math.exp((from[start + i] as number) - max);
	return max + Math.log(sum);
};

const sum = folding(0, (a: number, x: number) => a + x);
const sumOfSquares = folding(0, (a: number, x: number) => a + x * x);

/** Reduces `axes` of an array with `fold`; kept as size 1 if `keep`. */
export function reduceAxes(array: NdArray, axes: readonly number[], keep: boolean, fold: Fold): NdArray {
	const { array: moved, kept, length } = axesLast(array, axes);
	const shape = keep
		? array.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
		: kept.map((axis) => array.shape[axis]);
	const result = ndArray(array.dtype, shape);
	const from = elements(moved);
	const to = elements(result);
	for (let i = 0; i < to.length; i++) {
		const value = fold(from, i * length, length);
		to[i] = isWide(array.dtype) && typeof value === "number" ? BigInt(value) : value;
	}
	return result;
}

/**
 * Axes of a reduction: input 1 (opset 13 for ReduceSum, 18 for the others) or the attribute; none means all, or no
 * reduction at all with noop_with_empty_axes. Undefined while the input is not known.
 */
function axesOf(call: Call, given: readonly number[] | undefined, noop: number, rank: number): number[] {
	if (!given || given.length === 0) return noop ? [] : range(rank);
	return normalAxes(call, given, rank);
}

/** An operator that folds axes. `finish` is applied after the fold, to (value, number of elements folded). */
function reduction(fold: Fold, finish?: (value: number, count: number) => number): Operator {
	return operator({
		inputs: [1, 2],
		attributes: { axes: ints(), keepdims: int(1), noop_with_empty_axes: int(0) },
		infer(call) {
			const { axes: listed, keepdims, noop_with_empty_axes: noop } = call.attributes;
			const shape = shapeOf(call, 0);
			const dtype = call.types[0]?.dtype;
			const hasInput = call.node.inputs[1] !== undefined;
			const constant = hasInput ? call.constant(1) : undefined;
			if (!shape || (hasInput && !constant)) {
				return [typed(dtype, shape && keepdims ? shape.map(() => null) : undefined)];
			}
			const axes = axesOf(call, constant ? toNumbers(constant) : listed, noop, shape.length);
			const reduced: Dim[] = shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
			return [typed(dtype, keepdims ? reduced : reduced.filter((_, axis) => !axes.includes(axis)))];
		},
		evaluate(call) {
			const { axes: listed, keepdims, noop_with_empty_axes: noop } = call.attributes;
			const x = need(call, 0);
			const axes = axesOf(call, call.inputs[1] ? toNumbers(call.inputs[1]) : listed, noop, x.shape.length);
			const result = reduceAxes(x, axes, keepdims !== 0, fold);
			if (!finish) return [result];
			const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
			const to = elements(result);
			for (let i = 0; i < to.length; i++) {
				const value = finish(Number(to[i]), count);
				to[i] = isWide(x.dtype) ? BigInt(Math.trunc(value)) : value;
			}
			return [result];
		},
	});
}

/** Operators that fold one or more axes to one value each. */
export const reduce: Family<ReduceName> = {
	ReduceSum: reduction(sum),
	ReduceMean: reduction(sum, (value, count) => value / count),
	ReduceSumSquare: reduction(sumOfSquares),
	ReduceL2: reduction(sumOfSquares, Math.sqrt),
	ReduceProd: reduction(folding(1, (a: number, x: number) => a * x)),
	ReduceMax: reduction(folding(Number.NEGATIVE_INFINITY, (a: number, x: number) => (x > a || Number.isNaN(x) ? x : a))),
	ReduceMin: reduction(folding(Number.POSITIVE_INFINITY, (a: number, x: number) => (x < a || Number.isNaN(x) ? x : a))),
	ReduceLogSumExp: reduction(logSumExp),
};
