import type { DType } from "@lvlm-interpret/core";
import { broadcast, broadcastOffsets, broadcastShapes, sameAsFirst, shapeOf, typed } from "./dims.js";
import { elements, isFloat, isWide, type NdArray, ndArray } from "./nd-array.js";
import { type Call, mismatch, need, type Operator, operator } from "./operator.js";

type Scalar = number | bigint;

/** `rule` on every element; the result has `dtype` (default: the input's). */
export function mapElements(array: NdArray, rule: (x: never) => Scalar, dtype: DType = array.dtype): NdArray {
	const result = ndArray(dtype, array.shape);
	const from = elements(array);
	const to = elements(result);
	const apply = rule as (x: Scalar) => Scalar;
	for (let i = 0; i < to.length; i++) to[i] = apply(from[i]);
	return result;
}

/** `rule` on every pair of elements under broadcasting. */
export function zipElements(
	call: Call,
	a: NdArray,
	b: NdArray,
	rule: (x: never, y: never) => Scalar,
	dtype: DType = a.dtype,
): NdArray {
	const shape = broadcastShapes(call, a.shape, b.shape);
	const result = ndArray(dtype, shape);
	const [left, right, to] = [elements(a), elements(b), elements(result)];
	const apply = rule as (x: Scalar, y: Scalar) => Scalar;
	if (left.length === to.length && right.length === to.length) {
		for (let i = 0; i < to.length; i++) to[i] = apply(left[i], right[i]);
		return result;
	}
	const leftAt = broadcastOffsets(a.shape, shape);
	const rightAt = broadcastOffsets(b.shape, shape);
	for (let i = 0; i < to.length; i++) to[i] = apply(left[leftAt[i]], right[rightAt[i]]);
	return result;
}

/** An operator y = f(x) of floats. */
export function floatUnary(rule: (x: number) => number): Operator {
	return operator({
		inputs: [1, 1],
		attributes: {},
		infer: sameAsFirst,
		evaluate: (call) => [mapElements(need(call, 0), rule)],
	});
}

/** An operator y = f(x) of floats and integers; `wide` is the same rule for 64-bit integers. */
export function unary(rule: (x: number) => number, wide: (x: bigint) => bigint): Operator {
	return operator({
		inputs: [1, 1],
		attributes: {},
		infer: sameAsFirst,
		evaluate(call) {
			const x = need(call, 0);
			return [isWide(x.dtype) ? mapElements(x, wide) : mapElements(x, rule)];
		},
	});
}

/** One arithmetic rule in its three number systems; `integer` (32 bits and fewer) defaults to `float`. */
export interface BinaryRule {
	readonly float: (x: number, y: number) => number;
	readonly wide: (x: bigint, y: bigint) => bigint;
	readonly integer?: (x: number, y: number) => number;
}

/** Picks the rule for a dtype and applies it under broadcasting. @throws {LvlmError} "shape-mismatch" on unequal dtypes. */
export function applyBinary(call: Call, rule: BinaryRule, a: NdArray, b: NdArray): NdArray {
	checkDTypes(call, a.dtype, b.dtype);
	if (isWide(a.dtype)) return zipElements(call, a, b, rule.wide);
	return zipElements(call, a, b, isFloat(a.dtype) ? rule.float : (rule.integer ?? rule.float));
}

export function checkDTypes(call: Call, ...dtypes: (DType | undefined)[]): void {
	const known = dtypes.filter((dtype) => dtype !== undefined);
	if (known.some((dtype) => dtype !== known[0])) throw mismatch(call, "inputs of one dtype", known.join(" and "));
}

/** z = f(x, y), broadcasting, same dtype. */
export function binary(rule: BinaryRule): Operator {
	return operator({
		inputs: [2, 2],
		attributes: {},
		infer(call) {
			checkDTypes(call, call.types[0]?.dtype, call.types[1]?.dtype);
			const dtype = call.types[0]?.dtype ?? call.types[1]?.dtype;
			return [typed(dtype, broadcast(call, shapeOf(call, 0), shapeOf(call, 1)))];
		},
		evaluate: (call) => [applyBinary(call, rule, need(call, 0), need(call, 1))],
	});
}

/** A truth value of two elements, broadcasting. Numbers and bigints compare alike in JavaScript. */
export function comparison(rule: (x: number, y: number) => boolean): Operator {
	return operator({
		inputs: [2, 2],
		attributes: {},
		infer(call) {
			checkDTypes(call, call.types[0]?.dtype, call.types[1]?.dtype);
			return [typed("bool", broadcast(call, shapeOf(call, 0), shapeOf(call, 1)))];
		},
		evaluate(call) {
			const [a, b] = [need(call, 0), need(call, 1)];
			checkDTypes(call, a.dtype, b.dtype);
			return [zipElements(call, a, b, (x: number, y: number) => (rule(x, y) ? 1 : 0), "bool")];
		},
	});
}

/** Folds one or more inputs, broadcasting (Max, Min). */
export function variadic(rule: BinaryRule): Operator {
	return operator({
		inputs: [1, Number.POSITIVE_INFINITY],
		attributes: {},
		infer(call) {
			const dtypes = call.types.map((type) => type?.dtype);
			checkDTypes(call, ...dtypes);
			const dtype = dtypes.find((one) => one !== undefined);
			return [typed(dtype, broadcast(call, ...call.types.map((type) => type?.shape)))];
		},
		evaluate: (call) => [
			call.inputs.map((_, index) => need(call, index)).reduce((a, b) => applyBinary(call, rule, a, b)),
		],
	});
}
