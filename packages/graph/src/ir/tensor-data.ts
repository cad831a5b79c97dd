import { type DType, elementCount, LvlmError, type Tensor } from "@lvlm-interpret/core";

/** Bytes that live in a file beside the graph: little-endian, row-major. */
export interface ExternalBytes {
	readonly kind: "external";
	/** Logical file name; the serialiser asks its caller where that is. */
	readonly file: string;
	readonly offset: number;
	readonly byteLength: number;
}

/** Bytes in memory: little-endian, row-major. Often a view into a larger buffer; never written to. */
export interface InlineBytes {
	readonly kind: "inline";
	readonly bytes: Uint8Array;
}

/** The content of an initialiser or a tensor attribute. Weights are carried, never copied, through any edit of a graph. */
export interface TensorData {
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly content: InlineBytes | ExternalBytes;
}

/** A tensor's data as an inline carrier (shares its memory). */
export function inlineTensor(value: Tensor): TensorData {
	const { buffer, byteOffset, byteLength } = value.data;
	return {
		dtype: value.dtype,
		shape: value.shape,
		content: { kind: "inline", bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength) },
	};
}

/** An initialiser that lies in `file` from `offset` on. */
export function externalTensor(
	dtype: DType,
	shape: readonly number[],
	file: string,
	offset: number,
	byteLength: number,
): TensorData {
	return { dtype, shape, content: { kind: "external", file, offset, byteLength } };
}

/** Number of elements. */
export function tensorDataCount(data: TensorData): number {
	return elementCount(data.shape);
}

/** The inline bytes. @throws {LvlmError} "invalid-model" for external data, which the graph package does not read. */
export function inlineBytes(name: string, data: TensorData): Uint8Array {
	if (data.content.kind === "inline") return data.content.bytes;
	throw new LvlmError(
		"invalid-model",
		`The values of "${name}" lie in the file "${data.content.file}" and are not loaded.`,
		{
			reason: "external data",
			file: data.content.file,
		},
	);
}
