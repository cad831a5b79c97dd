import { allocate, type DType, type DTypeArrays, elementCount } from "@lvlm-interpret/core";

type IntegerDType = Exclude<DType, "float64" | "float32" | "float16" | "bfloat16">;

/** Elements of an {@link NdArray}: every float dtype in 64 bits, integers in their own width (so that they wrap by themselves). */
export type NdData = Float64Array | DTypeArrays[IntegerDType];

/** A typed array read or written without knowing which one it is: bigint for the 64-bit integers, else number. */
export interface Elements {
	readonly length: number;
	[index: number]: number | bigint;
}

/**
 * What the reference evaluator computes with: dense, row-major. `dtype` is the model's (a "float16" value keeps that name),
 * but float elements are never rounded to it. Read-only once an operator has returned it; operators may share `data`.
 */
export interface NdArray {
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly data: NdData;
}

export function isFloat(dtype: DType): boolean {
	return dtype === "float32" || dtype === "float64" || dtype === "float16" || dtype === "bfloat16";
}

export function isWide(dtype: DType): boolean {
	return dtype === "int64" || dtype === "uint64";
}

/** Zeros. */
export function storage(dtype: DType, count: number): NdData {
	return isFloat(dtype) ? new Float64Array(count) : (allocate(dtype as IntegerDType, count) as NdData);
}

export function ndArray(dtype: DType, shape: readonly number[], data?: NdData): NdArray {
	return { dtype, shape, data: data ?? storage(dtype, elementCount(shape)) };
}

export function elements(array: NdArray): Elements {
	return array.data as unknown as Elements;
}

/** The data of a float array. */
export function floats(array: NdArray): Float64Array {
	return array.data as Float64Array;
}

/** All elements as JavaScript numbers (64-bit integers lose what lies beyond 2^53). */
export function toNumbers(array: NdArray): number[] {
	return Array.from(elements(array) as unknown as ArrayLike<number | bigint>, Number);
}

/** An int64 vector, or a scalar when `values` is one number. */
export function int64(values: number | readonly number[]): NdArray {
	return typeof values === "number"
		? ndArray("int64", [], BigInt64Array.of(BigInt(values)))
		: ndArray("int64", [values.length], BigInt64Array.from(values, BigInt));
}

/** The same elements under another shape; nothing is copied. */
export function reshaped(array: NdArray, shape: readonly number[]): NdArray {
	return { dtype: array.dtype, shape, data: array.data };
}

/** Row-major strides in elements. */
export function strides(shape: readonly number[]): number[] {
	const result = new Array<number>(shape.length);
	let step = 1;
	for (let axis = shape.length - 1; axis >= 0; axis--) {
		result[axis] = step;
		step *= shape[axis] as number;
	}
	return result;
}

/**
 * Flat offsets, in row-major order of `shape`, of a walk with the given strides from `start`: the one place that turns
 * index tuples into addresses. Stride 0 repeats (broadcasting), a negative one walks backwards.
 */
export function walk(shape: readonly number[], steps: readonly number[], start = 0): Int32Array {
	const count = elementCount(shape);
	const offsets = new Int32Array(count);
	const rank = shape.length;
	if (rank === 0) offsets[0] = start;
	if (count === 0 || rank === 0) return offsets;
	const index = new Array<number>(rank).fill(0);
	const inner = shape[rank - 1];
	const innerStep = steps[rank - 1];
	let base = start;
	for (let at = 0; at < count; ) {
		for (let i = 0; i < inner; i++) offsets[at++] = base + i * innerStep;
		for (let axis = rank - 2; axis >= 0; axis--) {
			base += steps[axis];
			if (++index[axis] < shape[axis]) break;
			base -= steps[axis] * shape[axis];
			index[axis] = 0;
		}
	}
	return offsets;
}

/** A new array of `shape` whose element n is element `offsets[n]` of `array`. */
export function pick(array: NdArray, shape: readonly number[], offsets: ArrayLike<number>): NdArray {
	const result = ndArray(array.dtype, shape);
	const from = elements(array);
	const to = elements(result);
	for (let i = 0; i < to.length; i++) to[i] = from[offsets[i]];
	return result;
}

/** Axes in a new order: output axis a is input axis `permutation[a]`. */
export function transposed(array: NdArray, permutation: readonly number[]): NdArray {
	const from = strides(array.shape);
	const shape = permutation.map((axis) => array.shape[axis]);
	return pick(
		array,
		shape,
		walk(
			shape,
			permutation.map((axis) => from[axis]),
		),
	);
}

/**
 * The sub-grid that takes `rows[a]` along every axis a. An index of -1 stands for `fill`.
 */
export function takeGrid(array: NdArray, rows: readonly (readonly number[])[], fill: number | bigint = 0): NdArray {
	const shape = rows.map((one) => one.length);
	const result = ndArray(array.dtype, shape);
	const from = elements(array);
	const to = elements(result);
	const steps = strides(array.shape);
	let at = 0;
	const descend = (axis: number, offset: number) => {
		if (axis === rows.length) {
			to[at++] = offset < 0 ? fill : from[offset];
			return;
		}
		for (const row of rows[axis]) descend(axis + 1, row < 0 || offset < 0 ? -1 : offset + row * steps[axis]);
	};
	if (to.length > 0) descend(0, 0);
	return result;
}

/** 0 … count - 1. */
export function range(count: number): number[] {
	return Array.from({ length: count }, (_, i) => i);
}
