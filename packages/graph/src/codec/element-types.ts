import type { DType } from "@lvlm-interpret/core";

/** `TensorProto.DataType` of each dtype. */
const codes: Readonly<Record<DType, number>> = {
	float32: 1,
	uint8: 2,
	int8: 3,
	uint16: 4,
	int16: 5,
	int32: 6,
	int64: 7,
	bool: 9,
	float16: 10,
	float64: 11,
	uint32: 12,
	uint64: 13,
	bfloat16: 16,
};

const dtypes: ReadonlyMap<number, DType> = new Map(
	Object.entries(codes).map(([dtype, code]): [number, DType] => [code, dtype as DType]),
);

const otherNames: ReadonlyMap<number, string> = new Map([
	[0, "undefined"],
	[8, "string"],
	[14, "complex64"],
	[15, "complex128"],
	[17, "float8e4m3fn"],
	[18, "float8e4m3fnuz"],
	[19, "float8e5m2"],
	[20, "float8e5m2fnuz"],
	[21, "uint4"],
	[22, "int4"],
	[23, "float4e2m1"],
]);

/** The ONNX number of a dtype. */
export function elementTypeCode(dtype: DType): number {
	return codes[dtype];
}

/** The dtype of an ONNX number; undefined for those that this package does not hold (string, complex, 8-bit and 4-bit floats, int4). */
export function elementTypeOf(code: number): DType | undefined {
	return dtypes.get(code);
}

/** What a file calls the element type, for messages. */
export function elementTypeName(code: number): string {
	return dtypes.get(code) ?? otherNames.get(code) ?? `number ${code}`;
}
