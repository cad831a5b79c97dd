import { elementCount, LvlmError } from "@lvlm-interpret/core";
import { type FileEntry, fileEnds, type ModelFiles } from "../files/model-files.js";
import { storedDTypes } from "./dtype.js";
import { outerKeys } from "./json-keys.js";

/** A tensor in a safetensors file. */
export interface StoredTensor {
	readonly name: string;
	readonly file: string;
	/** As the file says it: "F32", "BF16", … */
	readonly storedDType: string;
	readonly shape: readonly number[];
	/** First byte, counted from the start of the file. */
	readonly offset: number;
	readonly byteLength: number;
}

/** Limits on what a header may declare. */
export const headerLimits: { readonly headerBytes: number; readonly rank: number; readonly elements: number } = {
	/** The limit of the safetensors library itself. */
	headerBytes: 100_000_000,
	rank: 8,
	/** Beyond it a count is no longer an exact number. */
	elements: 2 ** 53,
};

function broken(file: string, reason: string, message: string, offset: number): LvlmError<"invalid-model"> {
	return new LvlmError("invalid-model", `"${file}" is not a valid safetensors file: ${message}`, {
		reason,
		file,
		offset,
	});
}

function tooMuch(limit: string, allowed: number, actual: number, message: string): LvlmError<"limit-exceeded"> {
	return new LvlmError("limit-exceeded", message, { limit, allowed, actual });
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** Checks one entry of the header. `dataStart` and `dataBytes` locate the data part of the file. */
function readEntry(file: string, name: string, value: unknown, dataStart: number, dataBytes: number): StoredTensor {
	const fail = (reason: string, message: string, offset = 8) =>
		broken(file, reason, `tensor "${name}" ${message}`, offset);
	if (typeof value !== "object" || value === null) throw fail("bad entry", "is described by no object.");
	const { dtype, shape, data_offsets: range } = value as Record<string, unknown>;
	const stored = typeof dtype === "string" && Object.hasOwn(storedDTypes, dtype) ? storedDTypes[dtype] : undefined;
	if (typeof dtype !== "string" || !stored)
		throw fail("unknown dtype", `has the unknown dtype ${JSON.stringify(dtype)}.`);
	if (!Array.isArray(shape) || !shape.every(isCount)) {
		throw fail("bad shape", `has the shape ${JSON.stringify(shape)}, which is no list of sizes.`);
	}
	if (shape.length > headerLimits.rank) {
		throw tooMuch(
			"tensor rank",
			headerLimits.rank,
			shape.length,
			`Tensor "${name}" of "${file}" has ${shape.length} axes; at most ${headerLimits.rank} are read.`,
		);
	}
	// A product in float64 is exact up to 2^53 and only grows beyond it, so the comparison is safe (0 sizes last).
	const largest = elementCount(shape.filter((size) => size > 0));
	if (largest > headerLimits.elements) {
		throw tooMuch(
			"tensor elements",
			headerLimits.elements,
			largest,
			`Tensor "${name}" of "${file}" declares ${largest} elements; at most 2^53 are possible.`,
		);
	}
	if (!Array.isArray(range) || range.length !== 2 || !range.every(isCount) || range[0] > range[1]) {
		throw fail("bad range", `has the byte range ${JSON.stringify(range)}.`);
	}
	const [start, end] = range as [number, number];
	const byteLength = end - start;
	const bits = elementCount(shape) * stored.bits;
	if (bits !== byteLength * 8) {
		throw fail(
			"range and shape disagree",
			`has ${byteLength} bytes, but ${dtype} [${shape.join(", ")}] needs ${Math.ceil(bits / 8)}.`,
			dataStart + start,
		);
	}
	if (end > dataBytes) {
		throw fail(
			"range outside the file",
			`ends at byte ${dataStart + end}, but the file at byte ${dataStart + dataBytes}. The download may have been cut off.`,
			dataStart + dataBytes,
		);
	}
	return { name, file, storedDType: dtype, shape: shape as number[], offset: dataStart + start, byteLength };
}

function checkOverlap(file: string, tensors: readonly StoredTensor[]): void {
	const sorted = tensors.filter((one) => one.byteLength > 0).sort((a, b) => a.offset - b.offset);
	for (let i = 1; i < sorted.length; i++) {
		const before = sorted[i - 1] as StoredTensor;
		const after = sorted[i] as StoredTensor;
		if (after.offset < before.offset + before.byteLength) {
			const message = `tensors "${before.name}" and "${after.name}" overlap at byte ${after.offset}.`;
			throw broken(file, "overlapping ranges", message, after.offset);
		}
	}
}

/**
 * Reads and checks the header of a safetensors file. Exactly 8 bytes and the header are read: all checks are made on what
 * it says, before any weight is touched.
 *
 * @returns One entry a tensor, in the order of the header.
 * @throws {LvlmError} "invalid-model" (truncated file, broken JSON, unknown dtype, byte range that disagrees with shape x dtype,
 *   overlapping or outside the file, duplicate names), "limit-exceeded" (header above 100 MB, rank above 8, more than 2^53 elements).
 * Source: https://github.com/huggingface/safetensors#format
 */
export async function readSafetensorsHeader(files: ModelFiles, entry: FileEntry): Promise<StoredTensor[]> {
	const file = entry.name;
	if (entry.byteLength < 8) throw fileEnds(file, entry.byteLength, 8);
	const lengthBytes = await files.read(file, 0, 8);
	const length = new DataView(lengthBytes.buffer, lengthBytes.byteOffset, 8).getBigUint64(0, true);
	if (length > BigInt(headerLimits.headerBytes)) {
		throw tooMuch(
			"safetensors header bytes",
			headerLimits.headerBytes,
			Number(length),
			`"${file}" declares a header of ${length} bytes; at most ${headerLimits.headerBytes} are read. It may not be a safetensors file.`,
		);
	}
	const dataStart = 8 + Number(length);
	if (dataStart > entry.byteLength) throw fileEnds(file, entry.byteLength, dataStart);
	let header: unknown;
	let json: string;
	try {
		json = new TextDecoder("utf-8", { fatal: true }).decode(await files.read(file, 8, dataStart));
		header = JSON.parse(json);
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof TypeError) {
			throw broken(file, "broken header", `its header is no JSON (${error.message}).`, 8);
		}
		throw error;
	}
	if (typeof header !== "object" || header === null || Array.isArray(header)) {
		throw broken(file, "broken header", "its header is no object.", 8);
	}
	const seen = new Set<string>();
	for (const key of outerKeys(json)) {
		if (seen.has(key)) throw broken(file, "duplicate name", `it describes "${key}" twice.`, 8);
		seen.add(key);
	}
	const tensors = Object.entries(header)
		.filter(([name]) => name !== "__metadata__")
		.map(([name, value]) => readEntry(file, name, value, dataStart, entry.byteLength - dataStart));
	checkOverlap(file, tensors);
	return tensors;
}
