import { allocate, bytesPerElement, type DType, elementCount, fromHalf, LvlmError } from "@lvlm-interpret/core";
import type { TensorData } from "../ir/tensor-data.js";
import { isFloat, type NdArray, type NdData, ndArray } from "./nd-array.js";

const bfloatBits = new Uint32Array(1);
const bfloatView = new Float32Array(bfloatBits.buffer);

/** The number that the upper 16 bits of a float32 stand for. */
export function bfloat16ToNumber(bits: number): number {
	bfloatBits[0] = bits << 16;
	return bfloatView[0];
}

/** Elements of a typed array of `dtype` as the evaluator holds them (floats widened; integers shared, not copied). */
export function widen(dtype: DType, data: ArrayLike<number | bigint>): NdData {
	if (dtype === "float16") return Float64Array.from(data as ArrayLike<number>, fromHalf);
	if (dtype === "bfloat16") return Float64Array.from(data as ArrayLike<number>, bfloat16ToNumber);
	if (dtype === "float32") return Float64Array.from(data as ArrayLike<number>);
	return data as unknown as NdData;
}

/**
 * Decodes little-endian bytes (any alignment) of an initialiser.
 *
 * @throws {LvlmError} "invalid-model" when the byte count is not shape x dtype.
 */
export function decodeBytes(name: string, data: Pick<TensorData, "dtype" | "shape">, bytes: Uint8Array): NdArray {
	const count = elementCount(data.shape);
	const expected = count * bytesPerElement(data.dtype);
	if (bytes.byteLength !== expected) {
		throw new LvlmError(
			"invalid-model",
			`"${name}" (${data.dtype} [${data.shape.join(", ")}]) needs ${expected} bytes, but has ${bytes.byteLength}.`,
			{ reason: "byte count" },
		);
	}
	const typed = allocate(data.dtype, count);
	new Uint8Array(typed.buffer as ArrayBuffer).set(bytes);
	return ndArray(data.dtype, data.shape, isFloat(data.dtype) ? widen(data.dtype, typed) : (typed as NdData));
}
