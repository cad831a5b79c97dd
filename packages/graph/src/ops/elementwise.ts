import { type DType, LvlmError } from "@lvlm-interpret/core";
import { elementTypeOf } from "../codec/element-types.js";
import { broadcast, broadcastOffsets, broadcastShapes, sameAsFirst, shapeOf, typed } from "./dims.js";
import {
	applyBinary,
	type BinaryRule,
	binary,
	checkDTypes,
	comparison,
	floatUnary,
	mapElements,
	unary,
	variadic,
	zipElements,
} from "./elementwise-rules.js";
import type { ElementwiseName } from "./names.js";
import { elements, isFloat, isWide, ndArray } from "./nd-array.js";
import { type Family, int, need, operator, string, unsupported } from "./operator.js";
import { erf, gelu, geluTanh, roundHalfEven, sigmoid, softplus } from "./special-functions.js";

const add: BinaryRule = { float: (x, y) => x + y, wide: (x, y) => x + y };
// biome-ignore lint/complexity/useMathMinMax: Math.max has no bigints
const maximum: BinaryRule = { float: Math.max, wide: (x, y) => (x > y ? x : y) };
// biome-ignore lint/complexity/useMathMinMax: Math.min has no bigints
const minimum: BinaryRule = { float: Math.min, wide: (x, y) => (x < y ? x : y) };
/** A divisor of integers. @throws {LvlmError} "invalid-argument" for zero, which has no integer result. */
function divisor<T extends number | bigint>(y: T): T {
	if (y) return y;
	throw new LvlmError("invalid-argument", "An integer is divided by zero.", {
		name: "divisor",
		expected: "an integer other than 0",
		actual: "0",
	});
}
/** Division of integers truncates towards zero, as in C. */
const divide: BinaryRule = {
	float: (x, y) => x / y,
	wide: (x, y) => x / divisor(y),
	integer: (x, y) => Math.trunc(x / divisor(y)),
};
/** Sign of the divisor (Python's %). */
const modulo: BinaryRule = {
	float: (x, y) => x - y * Math.floor(x / y),
	wide: (x, y) => (x % divisor(y) !== 0n && x < 0n !== y < 0n ? (x % y) + y : x % y),
};
/** Sign of the dividend (C's fmod). */
const remainder: BinaryRule = { float: (x, y) => x % y, wide: (x, y) => x % divisor(y) };

/** Operators that treat every element alone, and those that pair elements under broadcasting. */
export const elementwise: Family<ElementwiseName> = {
	Abs: unary(Math.abs, (x) => (x < 0n ? -x : x)),
	Neg: unary(
		(x) => -x,
		(x) => -x,
	),
	Sign: unary(Math.sign, (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n)),
	Sqrt: floatUnary(Math.sqrt),
	Exp: floatUnary(Math.exp),
	Log: floatUnary(Math.log),
	Erf: floatUnary(erf),
	Tanh: floatUnary(Math.tanh),
	Sigmoid: floatUnary(sigmoid),
	Reciprocal: floatUnary((x) => 1 / x),
	Sin: floatUnary(Math.sin),
	Cos: floatUnary(Math.cos),
	Floor: floatUnary(Math.floor),
	Ceil: floatUnary(Math.ceil),
	Round: floatUnary(roundHalfEven),
	Softplus: floatUnary(softplus),
	Relu: unary(
		(x) => Math.max(x, 0),
		(x) => (x < 0n ? 0n : x),
	),
	Not: unary(
		(x) => 1 - x,
		(x) => x,
	),
	And: comparison((x, y) => Boolean(x) && Boolean(y)),
	Or: comparison((x, y) => Boolean(x) || Boolean(y)),
	Equal: comparison((x, y) => x === y),
	Greater: comparison((x, y) => x > y),
	GreaterOrEqual: comparison((x, y) => x >= y),
	Less: comparison((x, y) => x < y),
	LessOrEqual: comparison((x, y) => x <= y),
	Add: binary(add),
	Sub: binary({ float: (x, y) => x - y, wide: (x, y) => x - y }),
	Mul: binary({ float: (x, y) => x * y, wide: (x, y) => x * y, integer: Math.imul }),
	Div: binary(divide),
	Max: variadic(maximum),
	Min: variadic(minimum),

	Gelu: operator({
		inputs: [1, 1],
		attributes: { approximate: string("none") },
		infer: sameAsFirst,
		evaluate: (call) => [mapElements(need(call, 0), call.attributes.approximate === "tanh" ? geluTanh : gelu)],
	}),

	Mod: operator({
		inputs: [2, 2],
		attributes: { fmod: int(0) },
		infer(call) {
			const dtype = call.types[0]?.dtype ?? call.types[1]?.dtype;
			return [typed(dtype, broadcast(call, shapeOf(call, 0), shapeOf(call, 1)))];
		},
		evaluate(call) {
			const [a, b] = [need(call, 0), need(call, 1)];
			return [applyBinary(call, call.attributes.fmod ? remainder : modulo, a, b)];
		},
	}),

	// The exponent may have another dtype than the base; the result has the base's.
	Pow: operator({
		inputs: [2, 2],
		attributes: {},
		infer: (call) => [typed(call.types[0]?.dtype, broadcast(call, shapeOf(call, 0), shapeOf(call, 1)))],
		evaluate(call) {
			const [a, b] = [need(call, 0), need(call, 1)];
			if (isWide(a.dtype) && isWide(b.dtype)) return [zipElements(call, a, b, (x: bigint, y: bigint) => x ** y)];
			const power = (x: number | bigint, y: number | bigint) => Number(x) ** Number(y);
			if (!isWide(a.dtype)) return [zipElements(call, a, b, power)];
			return [zipElements(call, a, b, (x: bigint, y: number) => BigInt(Math.trunc(power(x, y))))];
		},
	}),

	Where: operator({
		inputs: [3, 3],
		attributes: {},
		infer(call) {
			checkDTypes(call, call.types[1]?.dtype, call.types[2]?.dtype);
			const dtype = call.types[1]?.dtype ?? call.types[2]?.dtype;
			return [typed(dtype, broadcast(call, shapeOf(call, 0), shapeOf(call, 1), shapeOf(call, 2)))];
		},
		evaluate(call) {
			const [condition, x, y] = [need(call, 0), need(call, 1), need(call, 2)];
			const shape = broadcastShapes(call, condition.shape, x.shape, y.shape);
			const result = ndArray(x.dtype, shape);
			const at = [condition, x, y].map((one) => broadcastOffsets(one.shape, shape));
			const [test, yes, no, to] = [elements(condition), elements(x), elements(y), elements(result)];
			for (let i = 0; i < to.length; i++) to[i] = test[at[0][i]] ? yes[at[1][i]] : no[at[2][i]];
			return [result];
		},
	}),

	// Opset 6 has the limits as attributes, 11 as optional scalar inputs.
	Clip: operator({
		inputs: [1, 3],
		attributes: {
			min: { type: "float", value: undefined as number | undefined },
			max: { type: "float", value: undefined as number | undefined },
		},
		infer: sameAsFirst,
		evaluate(call) {
			const x = need(call, 0);
			const limit = (index: number, value: number | undefined) =>
				call.inputs[index] ?? (value === undefined ? undefined : ndArray(x.dtype, [], Float64Array.of(value)));
			const low = limit(1, call.attributes.min);
			const high = limit(2, call.attributes.max);
			const raised = low ? applyBinary(call, maximum, x, low) : x;
			return [high ? applyBinary(call, minimum, raised, high) : raised];
		},
	}),

	Cast: operator({
		inputs: [1, 1],
		attributes: { to: int(), saturate: int(1), round_mode: string("up") },
		infer: (call) => [{ dtype: castTarget(call.attributes.to, call), shape: shapeOf(call, 0) }],
		evaluate(call) {
			const x = need(call, 0);
			const to = castTarget(call.attributes.to, call);
			if (to === x.dtype) return [x];
			if (isFloat(to) && isFloat(x.dtype)) return [{ ...x, dtype: to }];
			if (to === "bool") return [mapElements(x, (v: number | bigint) => (v ? 1 : 0), to)];
			if (isWide(to)) {
				return [mapElements(x, (v: number | bigint) => (typeof v === "bigint" ? v : wholePart(v)), to)];
			}
			return [mapElements(x, Number as (v: number | bigint) => number, to)];
		},
		movesElements: true,
	}),

	Identity: operator({
		inputs: [1, 1],
		attributes: {},
		infer: sameAsFirst,
		evaluate: (call) => [need(call, 0)],
		movesElements: true,
	}),
};

function castTarget(code: number | undefined, call: Parameters<typeof unsupported>[0]): DType {
	const dtype = code === undefined ? undefined : elementTypeOf(code);
	if (!dtype) throw unsupported(call, `data type ${code}`);
	return dtype;
}

/** Truncation to int64. NaN and infinities give the least int64, as x86 and ONNX Runtime do. */
function wholePart(v: number): bigint {
	return Number.isFinite(v) ? BigInt(Math.trunc(v)) : -(2n ** 63n);
}
