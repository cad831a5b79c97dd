import { LvlmError } from "./errors.js";

/** Element types. `float16` and `bfloat16` are stored as their 16 bits in a Uint16Array. */
export type DType =
	| "float64"
	| "float32"
	| "float16"
	| "bfloat16"
	| "int64"
	| "int32"
	| "int16"
	| "int8"
	| "uint64"
	| "uint32"
	| "uint16"
	| "uint8"
	| "bool";

/** The typed array that holds each dtype; `bool` is one byte an element, 0 or 1. */
export interface DTypeArrays {
	float64: Float64Array;
	float32: Float32Array;
	float16: Uint16Array;
	bfloat16: Uint16Array;
	int64: BigInt64Array;
	int32: Int32Array;
	int16: Int16Array;
	int8: Int8Array;
	uint64: BigUint64Array;
	uint32: Uint32Array;
	uint16: Uint16Array;
	uint8: Uint8Array;
	bool: Uint8Array;
}

export type TypedArray = DTypeArrays[DType];

const arrays: { readonly [D in DType]: { new (length: number): DTypeArrays[D]; readonly BYTES_PER_ELEMENT: number } } =
	{
		float64: Float64Array,
		float32: Float32Array,
		float16: Uint16Array,
		bfloat16: Uint16Array,
		int64: BigInt64Array,
		int32: Int32Array,
		int16: Int16Array,
		int8: Int8Array,
		uint64: BigUint64Array,
		uint32: Uint32Array,
		uint16: Uint16Array,
		uint8: Uint8Array,
		bool: Uint8Array,
	};

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
	return arrays[dtype].BYTES_PER_ELEMENT;
}

/** A zero-filled typed array for `length` elements of `dtype`. */
export function allocate<D extends DType>(dtype: D, length: number): DTypeArrays[D] {
	return new arrays[dtype](length);
}

/**
 * A dense row-major array in host memory. Read-only by convention: whoever receives one does not write into it.
 * `axes` names its axes ("layer", "head", "query", "key", "token", "region", …) where somebody downstream must know.
 */
export interface Tensor<D extends DType = DType> {
	readonly dtype: D;
	readonly shape: readonly number[];
	readonly data: DTypeArrays[D];
	readonly axes?: readonly string[];
}

/** Product of the sizes; 1 for a scalar shape. */
export function elementCount(shape: readonly number[]): number {
	let count = 1;
	for (const size of shape) count *= size;
	return count;
}

/**
 * A tensor over `data`, checked: the length must be the product of `shape`, and `axes` as long as `shape`.
 *
 * @throws {LvlmError} "shape-mismatch"
 */
export function tensor<D extends DType>(
	dtype: D,
	shape: readonly number[],
	data: DTypeArrays[D],
	axes?: readonly string[],
): Tensor<D> {
	if (elementCount(shape) !== data.length || (axes && axes.length !== shape.length)) {
		throw new LvlmError(
			"shape-mismatch",
			`A ${dtype} tensor of shape [${shape.join(", ")}]${axes ? ` (${axes.join(", ")})` : ""} cannot hold ${data.length} elements.`,
			{ name: "tensor", expected: `${elementCount(shape)} elements`, actual: `${data.length} elements` },
		);
	}
	return axes ? { dtype, shape, data, axes } : { dtype, shape, data };
}

/**
 * Checks a tensor against a pattern such as "L H Q K": one name an axis, equal names mean equal sizes, a number is that
 * size. Returns the sizes by name.
 *
 * @throws {LvlmError} "shape-mismatch" with name, expected and actual.
 */
export function assertShape(name: string, value: Tensor, pattern: string, dtype?: DType): Record<string, number> {
	const letters = pattern.split(/\s+/).filter(Boolean);
	const sizes: Record<string, number> = {};
	let fits = letters.length === value.shape.length && (dtype === undefined || value.dtype === dtype);
	for (let axis = 0; fits && axis < letters.length; axis++) {
		const letter = letters[axis] as string;
		const size = value.shape[axis] as number;
		if (/^\d+$/.test(letter)) fits = Number(letter) === size;
		else if (letter in sizes) fits = sizes[letter] === size;
		else sizes[letter] = size;
	}
	if (!fits) {
		const expected = `${dtype ?? "any dtype"} [${letters.join(", ")}]`;
		const actual = `${value.dtype} [${value.shape.join(", ")}]`;
		throw new LvlmError("shape-mismatch", `"${name}" should be ${expected}, but is ${actual}.`, {
			name,
			expected,
			actual,
		});
	}
	return sizes;
}
