import { inflateSync } from "node:zlib";
import { LvlmError } from "@lvlm-interpret/core";
import type { ObjectMask } from "@lvlm-interpret/explainers";

/** The filters of PNG, section 9.2: the prediction from the bytes to the left, above, and above left. */
const predictions: readonly ((left: number, above: number, corner: number) => number)[] = [
	() => 0,
	(left) => left,
	(_, above) => above,
	(left, above) => (left + above) >> 1,
	(left, above, corner) => {
		const guess = left + above - corner;
		const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
		if (a <= b && a <= c) return left;
		return b <= c ? above : corner;
	},
];

function invalid(reason: string): LvlmError<"invalid-image"> {
	return new LvlmError("invalid-image", `A mask cannot be read: ${reason}.`, { reason });
}

/**
 * Palette indices of a PNG: image decoders turn a palette into colours, in which the object numbers of a mask are lost.
 *
 * @throws {LvlmError} "invalid-image" unless it is a PNG with a palette, not interlaced.
 */
export function readIndexedPng(file: Uint8Array): ObjectMask {
	const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
	if (bytes.length < 8 || bytes.readUInt32BE(0) !== 0x89504e47) throw invalid("it is no PNG");
	let header: Buffer | undefined;
	const packed: Buffer[] = [];
	for (let at = 8; at + 12 <= bytes.length; ) {
		const size = bytes.readUInt32BE(at);
		const name = bytes.toString("latin1", at + 4, at + 8);
		const chunk = bytes.subarray(at + 8, at + 8 + size);
		if (name === "IHDR") header = chunk;
		if (name === "IDAT") packed.push(chunk);
		at += size + 12;
	}
	if (!header || header.length < 13) throw invalid("it has no header");
	const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
	const [depth, colourType, , , interlace] = header.subarray(8) as unknown as number[];
	if (colourType !== 3 || interlace !== 0 || depth === undefined) throw invalid("it is no plain PNG with a palette");
	const stored = inflateSync(Buffer.concat(packed));
	const stride = Math.ceil((width * depth) / 8);
	if (stored.length < height * (stride + 1)) throw invalid("it is cut off");
	const data = new Uint8Array(width * height);
	let above = new Uint8Array(stride);
	for (let y = 0; y < height; y++) {
		const line = stored.subarray(y * (stride + 1), (y + 1) * (stride + 1));
		const predict = predictions[line[0] as number];
		if (!predict) throw invalid("it has an unknown filter");
		const row = new Uint8Array(stride);
		for (let x = 0; x < stride; x++) {
			row[x] = (line[x + 1] as number) + predict(row[x - 1] ?? 0, above[x] as number, above[x - 1] ?? 0);
		}
		for (let x = 0; x < width; x++) {
			const bit = x * depth;
			data[y * width + x] = ((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
		}
		above = row;
	}
	return { width, height, data };
}
