import { LvlmError } from "../errors.js";
import { allocate, bytesPerElement, type DType, elementCount, type Tensor } from "../tensor.js";

// The names of the format. Data is little-endian, as every platform that runs JavaScript engines today.
const names: { readonly [D in DType]: string } = {
	float64: "F64",
	float32: "F32",
	float16: "F16",
	bfloat16: "BF16",
	int64: "I64",
	int32: "I32",
	int16: "I16",
	int8: "I8",
	uint64: "U64",
	uint32: "U32",
	uint16: "U16",
	uint8: "U8",
	bool: "BOOL",
};

const dtypes = new Map(Object.entries(names).map(([dtype, name]) => [name, dtype as DType]));

const entry = "tensors.safetensors";

function broken(reason: string): LvlmError {
	return new LvlmError("invalid-session-file", `"${entry}" breaks the safetensors format: ${reason}.`, {
		reason,
		entry,
	});
}

/**
 * Tensors as the bytes of a `.safetensors` file: an 8-byte length, a JSON header padded with spaces to a multiple of 8, then
 * the data without gaps; wider elements come first, so that each tensor starts at a multiple of its element size. The same
 * tensors give the same bytes.
 *
 * Source: the format description in https://github.com/huggingface/safetensors (Apache-2.0).
 */
export function encodeSafetensors(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
	const order = Object.keys(tensors).sort((one, other) => {
		const widths = bytesPerElement(tensors[other].dtype) - bytesPerElement(tensors[one].dtype);
		return widths !== 0 ? widths : one < other ? -1 : 1;
	});
	const header: Record<string, unknown> = {};
	let end = 0;
	for (const name of order) {
		const { dtype, shape, data } = tensors[name];
		header[name] = { dtype: names[dtype], shape, data_offsets: [end, end + data.byteLength] };
		end += data.byteLength;
	}
	const json = new TextEncoder().encode(JSON.stringify(header));
	const headerBytes = Math.ceil(json.length / 8) * 8;
	const out = new Uint8Array(8 + headerBytes + end);
	new DataView(out.buffer).setBigUint64(0, BigInt(headerBytes), true);
	out.fill(0x20, 8, 8 + headerBytes);
	out.set(json, 8);
	let at = 8 + headerBytes;
	for (const name of order) {
		const { data } = tensors[name];
		out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
		at += data.byteLength;
	}
	return out;
}

interface Placed {
	readonly name: string;
	readonly dtype: DType;
	readonly shape: number[];
	readonly start: number;
	readonly end: number;
}

function isSize(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function placedTensor(name: string, value: unknown): Placed {
	if (typeof value !== "object" || value === null) throw broken(`tensor "${name}" is not described by an object`);
	const { dtype: given, shape, data_offsets: offsets } = value as Record<string, unknown>;
	const dtype = typeof given === "string" ? dtypes.get(given) : undefined;
	if (!dtype) throw broken(`tensor "${name}" has the unknown dtype ${JSON.stringify(given)}`);
	if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isSize)) {
		throw broken(`the shape of tensor "${name}" should be at most 8 non-negative integers`);
	}
	if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
		throw broken(`the data_offsets of tensor "${name}" should be two non-negative integers`);
	}
	const [start, end] = offsets as [number, number];
	const needed = elementCount(shape) * bytesPerElement(dtype);
	if (!Number.isSafeInteger(needed) || end - start !== needed) {
		throw broken(`tensor "${name}" of ${given} [${shape.join(", ")}] needs ${needed} bytes, but has ${end - start}`);
	}
	return { name, dtype, shape, start, end };
}

/**
 * Reads the bytes of a `.safetensors` file. Every tensor gets memory of its own.
 *
 * @throws {LvlmError} "invalid-session-file" when the header lies beyond the file, is not JSON, or describes ranges that
 *   disagree with shape and dtype, overlap, leave gaps or end beyond the file.
 */
export function decodeSafetensors(bytes: Uint8Array): Record<string, Tensor> {
	if (bytes.length < 8) throw broken(`it has ${bytes.length} bytes, fewer than its length field`);
	const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
	if (length > BigInt(bytes.length - 8)) throw broken(`its header of ${length} bytes ends beyond the file`);
	const dataStart = 8 + Number(length);
	let header: unknown;
	try {
		header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, dataStart)));
	} catch (cause) {
		throw new LvlmError(
			"invalid-session-file",
			`The header of "${entry}" is not JSON.`,
			{ reason: "the safetensors header is not JSON", entry },
			{ cause },
		);
	}
	if (typeof header !== "object" || header === null || Array.isArray(header))
		throw broken("its header is not an object");
	const placed: Placed[] = [];
	for (const [name, value] of Object.entries(header)) {
		if (name !== "__metadata__") placed.push(placedTensor(name, value));
	}
	placed.sort((one, other) => one.start - other.start || one.end - other.end);
	const tensors: Record<string, Tensor> = Object.create(null);
	let expected = 0;
	for (const { name, dtype, shape, start, end } of placed) {
		if (start !== expected) throw broken(`tensor "${name}" starts at ${start}, not at ${expected}`);
		if (dataStart + end > bytes.length) throw broken(`tensor "${name}" ends beyond the file`);
		tensors[name] = { dtype, shape, data: copyOf(dtype, bytes.subarray(dataStart + start, dataStart + end)) };
		expected = end;
	}
	if (dataStart + expected !== bytes.length) {
		throw broken(`${bytes.length - dataStart - expected} bytes belong to no tensor`);
	}
	return tensors;
}

function copyOf(dtype: DType, bytes: Uint8Array): Tensor["data"] {
	const data = allocate(dtype, bytes.length / bytesPerElement(dtype));
	new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(bytes);
	return data;
}
