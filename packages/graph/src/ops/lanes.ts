import { elementCount } from "@lvlm-interpret/core";
import { type NdArray, ndArray, range, transposed } from "./nd-array.js";

/** An array seen as vectors along one axis: element i of a lane lies at `start + i * step`. */
export interface Lanes {
	readonly length: number;
	readonly step: number;
	readonly starts: Int32Array;
}

/** All lanes of `shape` along `axis`, in row-major order of the other axes. */
export function lanesOf(shape: readonly number[], axis: number): Lanes {
	const length = shape[axis] ?? 1;
	const step = elementCount(shape.slice(axis + 1));
	const outer = elementCount(shape.slice(0, axis));
	const starts = new Int32Array(outer * step);
	let at = 0;
	for (let o = 0; o < outer; o++) for (let i = 0; i < step; i++) starts[at++] = o * length * step + i;
	return { length, step, starts };
}

/** `array` with the given axes moved to the end (each in order), and how many elements they hold together. */
export function axesLast(array: NdArray, axes: readonly number[]): { array: NdArray; kept: number[]; length: number } {
	const kept = range(array.shape.length).filter((axis) => !axes.includes(axis));
	const order = [...kept, ...axes];
	const moved = order.every((axis, at) => axis === at) ? array : transposed(array, order);
	return { array: moved, kept, length: elementCount(axes.map((axis) => array.shape[axis])) };
}

/** Applies `rule` to every lane along `axis` of a float array: it reads `lane` and writes its result into it. */
export function mapLanes(array: NdArray, axis: number, rule: (lane: Float64Array) => void): NdArray {
	const result = ndArray(array.dtype, array.shape);
	const from = array.data as Float64Array;
	const to = result.data as Float64Array;
	const { length, step, starts } = lanesOf(array.shape, axis);
	const lane = new Float64Array(length);
	for (const start of starts) {
		for (let i = 0; i < length; i++) lane[i] = from[start + i * step];
		rule(lane);
		for (let i = 0; i < length; i++) to[start + i * step] = lane[i];
	}
	return result;
}
