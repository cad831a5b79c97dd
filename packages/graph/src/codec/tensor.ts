import { BinaryReader } from "@bufbuild/protobuf/wire";
import { allocate, bytesPerElement, type DType, LvlmError } from "@lvlm-interpret/core";
import type { TensorData } from "../ir/tensor-data.js";
import { elementTypeCode, elementTypeName, elementTypeOf } from "./element-types.js";
import type { TensorMessage } from "./messages.js";
import { joinBytes } from "./wire.js";

/** Axes that an initialiser may have. */
const maxRank = 16;

function invalid(name: string, reason: string): LvlmError<"invalid-model"> {
	return new LvlmError("invalid-model", `The tensor "${name}" is broken: ${reason}.`, { reason, node: name });
}

/** Checks rank and sizes, and returns the number of bytes, before anything is allocated for them. */
function checkedByteLength(name: string, dtype: DType, shape: readonly number[]): number {
	if (shape.length > maxRank) {
		throw new LvlmError("limit-exceeded", `The tensor "${name}" has ${shape.length} axes.`, {
			limit: "rank",
			allowed: maxRank,
			actual: shape.length,
		});
	}
	let bytes = bytesPerElement(dtype);
	for (const size of shape) {
		if (size < 0) throw invalid(name, `a size is ${size}`);
		bytes *= size;
	}
	// A zero among huge sizes makes an empty tensor; the product is taken in any order, so test the end result only.
	if (!(bytes <= Number.MAX_SAFE_INTEGER)) {
		throw new LvlmError("limit-exceeded", `The tensor "${name}" of shape [${shape.join(", ")}] is too large.`, {
			limit: "tensor bytes",
			allowed: Number.MAX_SAFE_INTEGER,
			actual: bytes,
		});
	}
	return bytes;
}

function decimal(name: string, key: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw invalid(name, `its ${key} is "${text}"`);
	return value;
}

function externalContent(name: string, message: TensorMessage, byteLength: number): TensorData["content"] {
	const entries = new Map(message.externalData.map((entry) => [entry.key ?? "", entry.value ?? ""]));
	const file = entries.get("location");
	if (!file) throw invalid(name, "its external data has no location");
	const offset = decimal(name, "offset", entries.get("offset")) ?? 0;
	const length = decimal(name, "length", entries.get("length")) ?? byteLength;
	if (length !== byteLength) throw invalid(name, `${length} bytes are declared, its shape needs ${byteLength}`);
	return { kind: "external", file, offset, byteLength };
}

/** Varints of `int32_data`, `int64_data` and `uint64_data` as little-endian elements. */
function fromVarints(name: string, dtype: DType, chunk: Uint8Array, count: number): Uint8Array {
	// Each element takes at least one byte, so a short chunk is refused before the array is made.
	if (chunk.byteLength < count) throw invalid(name, `it holds fewer than ${count} elements`);
	const data = allocate(dtype, count) as { [index: number]: number | bigint } & ArrayBufferView;
	const reader = new BinaryReader(chunk);
	const isWide = dtype === "int64" || dtype === "uint64";
	let index = 0;
	try {
		for (; index < count; index++) data[index] = isWide ? BigInt(reader.int64()) : Number(reader.int64());
	} catch {
		throw invalid(name, `element ${index} is not a number`);
	}
	if (reader.pos !== reader.len) throw invalid(name, `it holds more than ${count} elements`);
	return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function typedContent(
	name: string,
	dtype: DType,
	message: TensorMessage,
	count: number,
	byteLength: number,
): Uint8Array {
	const chunk = (chunks: readonly Uint8Array[]): Uint8Array => joinBytes(chunks);
	switch (dtype) {
		case "float32":
		case "float64": {
			const bytes = chunk(dtype === "float32" ? message.floatData : message.doubleData);
			if (bytes.byteLength !== byteLength) {
				throw invalid(name, `it holds ${bytes.byteLength} bytes, its shape needs ${byteLength}`);
			}
			return bytes;
		}
		case "int64":
			return fromVarints(name, dtype, chunk(message.int64Data), count);
		case "uint32":
		case "uint64":
			return fromVarints(name, dtype, chunk(message.uint64Data), count);
		default:
			return fromVarints(name, dtype, chunk(message.int32Data), count);
	}
}

/**
 * A tensor message as data. `raw_data` and fixed-width typed fields stay views of the file's bytes; varint fields are
 * converted to little-endian elements; external data is only pointed at.
 *
 * @throws {LvlmError} "invalid-model" where bytes and shape disagree or the element type is not held, "limit-exceeded".
 */
export function decodeTensor(name: string, message: TensorMessage): TensorData {
	const code = message.dataType ?? 0;
	const dtype = elementTypeOf(code);
	if (!dtype) throw invalid(name, `its elements are ${elementTypeName(code)}, which this package does not hold`);
	if (message.segment) throw invalid(name, "it is stored in segments");
	const shape = message.dims;
	const byteLength = checkedByteLength(name, dtype, shape);
	if (message.dataLocation === 1) return { dtype, shape, content: externalContent(name, message, byteLength) };
	const bytes = message.rawData ?? typedContent(name, dtype, message, byteLength / bytesPerElement(dtype), byteLength);
	if (bytes.byteLength !== byteLength) {
		throw invalid(name, `it holds ${bytes.byteLength} bytes, its shape needs ${byteLength}`);
	}
	return { dtype, shape, content: { kind: "inline", bytes } };
}

/** The message of a tensor: `raw_data` for inline bytes, location, offset and length for external ones. */
export function encodeTensor(name: string, data: TensorData, locate: (file: string) => string): TensorMessage {
	const message: TensorMessage = {
		dims: [...data.shape],
		dataType: elementTypeCode(data.dtype),
		name,
		floatData: [],
		int32Data: [],
		stringData: [],
		int64Data: [],
		doubleData: [],
		uint64Data: [],
		externalData: [],
	};
	const { content } = data;
	if (content.kind === "inline") return { ...message, rawData: content.bytes };
	return {
		...message,
		externalData: [
			{ key: "location", value: locate(content.file) },
			{ key: "offset", value: String(content.offset) },
			{ key: "length", value: String(content.byteLength) },
		],
		dataLocation: 1,
	};
}
