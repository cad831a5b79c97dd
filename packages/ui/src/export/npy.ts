import { type DType, LvlmError, type Tensor } from "@lvlm-interpret/core";

const descriptors: { readonly [D in DType]?: string } = {
	float64: "<f8",
	float32: "<f4",
	float16: "<f2",
	int64: "<i8",
	int32: "<i4",
	int16: "<i2",
	int8: "|i1",
	uint64: "<u8",
	uint32: "<u4",
	uint16: "<u2",
	uint8: "|u1",
	bool: "|b1",
};

/**
 * A tensor as NumPy's .npy, format version 1.0, row-major, little-endian: the bytes that `numpy.save` writes. Values are in
 * original units: nothing is scaled.
 *
 * @throws {LvlmError} "invalid-argument" for bfloat16, which NumPy does not have.
 * Source: NumPy documentation, numpy.lib.format.
 */
export function encodeNpy(value: Tensor): Uint8Array {
	const descriptor = descriptors[value.dtype];
	if (!descriptor) {
		throw new LvlmError(
			"invalid-argument",
			`NumPy has no ${value.dtype}.`,
			{ name: "dtype", expected: Object.keys(descriptors).join(", "), actual: value.dtype },
			{ hint: "Convert it to float32 first." },
		);
	}
	const shape = value.shape.length === 1 ? `(${value.shape[0]},)` : `(${value.shape.join(", ")})`;
	const text = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': ${shape}, }`;
	// Magic, version and length take 10 bytes; the header ends with a line break on a multiple of 64.
	const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
	const content = new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength);
	const out = new Uint8Array(10 + length + content.length);
	out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
	out.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
	out.set(content, 10 + length);
	return out;
}
