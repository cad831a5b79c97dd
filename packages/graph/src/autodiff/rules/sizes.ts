import type { Value } from "../../ir/value.js";
import type { VjpCall } from "../vjp-call.js";

/** A size or a number of rows: a number where shapes tell it, else int64 [1], computed at run time. */
export type Size = number | Value;

/** Size of a value along an axis counted from the end. */
export function sizeAlong(call: VjpCall, value: Value, axis: number): Size {
	const dims = call.dims(value);
	const dim = dims[dims.length + axis];
	if (typeof dim === "number") return dim;
	return call.op("Gather", [call.shape(value), call.ints(dims.length + axis)], { axis: 0 });
}

/** int64 [number of sizes]. */
export function vectorOf(call: VjpCall, sizes: readonly Size[]): Value {
	if (sizes.every((size) => typeof size === "number")) return call.ints(...(sizes as number[]));
	const parts = sizes.map((size) => (typeof size === "number" ? call.ints(size) : size));
	return parts.length === 1 ? (parts[0] as Value) : call.op("Concat", parts, { axis: 0 });
}

export function plus(call: VjpCall, a: Size, b: Size): Size {
	if (typeof a === "number" && typeof b === "number") return a + b;
	return a === 0 ? b : b === 0 ? a : call.add(vectorOf(call, [a]), vectorOf(call, [b]));
}

export function minus(call: VjpCall, a: Size, b: Size): Size {
	if (typeof a === "number" && typeof b === "number") return a - b;
	return b === 0 ? a : call.sub(vectorOf(call, [a]), vectorOf(call, [b]));
}

/** Zeros around a cotangent along one axis, which is counted from the end in `value`. */
export interface Margin {
	readonly axis: number;
	readonly before: Size;
	readonly after: Size;
}

/**
 * Zeros put around a cotangent of input 0: one Pad for all axes. Its pads name every axis: ONNX Runtime (1.27 to 1.30) takes
 * pads of chosen axes for those of all when it moves a transposition through them.
 */
export function padded(call: VjpCall, dy: Value, margins: readonly Margin[]): Value {
	const needed = margins.filter(({ before, after }) => before !== 0 || after !== 0);
	if (needed.length === 0) return dy;
	const rank = call.dims(call.input(0)).length + call.lead;
	const around = (side: "before" | "after") =>
		Array.from({ length: rank }, (_, axis) => needed.find((one) => one.axis === axis - rank)?.[side] ?? 0);
	return call.op("Pad", [dy, vectorOf(call, [...around("before"), ...around("after")])]);
}
