import type { DType } from "@lvlm-interpret/core";

/** What a safetensors dtype is: bits an element, and our name for it where we have one. */
export interface StoredDType {
	readonly bits: number;
	readonly dtype?: DType;
}

/** All dtypes of the safetensors format. Source: safetensors/src/tensor.rs, enum Dtype, release 0.6. */
export const storedDTypes: Readonly<Record<string, StoredDType>> = {
	BOOL: { bits: 8, dtype: "bool" },
	U8: { bits: 8, dtype: "uint8" },
	I8: { bits: 8, dtype: "int8" },
	I16: { bits: 16, dtype: "int16" },
	U16: { bits: 16, dtype: "uint16" },
	F16: { bits: 16, dtype: "float16" },
	BF16: { bits: 16, dtype: "bfloat16" },
	I32: { bits: 32, dtype: "int32" },
	U32: { bits: 32, dtype: "uint32" },
	F32: { bits: 32, dtype: "float32" },
	I64: { bits: 64, dtype: "int64" },
	U64: { bits: 64, dtype: "uint64" },
	F64: { bits: 64, dtype: "float64" },
	C64: { bits: 64 },
	F8_E4M3: { bits: 8 },
	F8_E5M2: { bits: 8 },
	F8_E8M0: { bits: 8 },
	F6_E2M3: { bits: 6 },
	F6_E3M2: { bits: 6 },
	F4: { bits: 4 },
};
