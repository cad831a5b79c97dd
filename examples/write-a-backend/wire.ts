import { allocate, type DType, elementCount, type Tensor } from "@lvlm-interpret/core";

/** A tensor as JSON: elements in base64. */
export interface WireTensor {
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly data: string;
}

export function toWire({ dtype, shape, data }: Tensor): WireTensor {
	const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
	return { dtype, shape, data: Buffer.from(bytes).toString("base64") };
}

export function fromWire({ dtype, shape, data }: WireTensor): Tensor {
	const array = allocate(dtype, elementCount(shape));
	new Uint8Array(array.buffer as ArrayBuffer).set(Buffer.from(data, "base64"));
	return { dtype, shape, data: array } as Tensor;
}
