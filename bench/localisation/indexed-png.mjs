// Palette indices of a PNG. Image decoders turn a palette into colours, in which the object numbers of the masks are lost.
import { inflateSync } from "node:zlib";

/** The filters of PNG, section 9.2: the prediction from the bytes to the left, above, and above left. */
const predictions = [
	() => 0,
	(left) => left,
	(_, above) => above,
	(left, above) => (left + above) >> 1,
	(left, above, corner) => {
		const guess = left + above - corner;
		const [a, b, c] = [left, above, corner].map((one) => Math.abs(guess - one));
		if (a <= b && a <= c) return left;
		return b <= c ? above : corner;
	},
];

/**
 * @param file  Bytes of a PNG with a palette, not interlaced.
 * @returns `{ width, height, data }`, data uint8 [height, width], row-major.
 */
export function readIndexedPng(file) {
	const bytes = Buffer.from(file);
	let header;
	const packed = [];
	for (let at = 8; at < bytes.length; ) {
		const size = bytes.readUInt32BE(at);
		const name = bytes.toString("latin1", at + 4, at + 8);
		const chunk = bytes.subarray(at + 8, at + 8 + size);
		if (name === "IHDR") header = chunk;
		if (name === "IDAT") packed.push(chunk);
		at += size + 12;
	}
	const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
	const [depth, colourType, , , interlace] = header.subarray(8);
	if (colourType !== 3 || interlace !== 0) throw new Error("The mask is not a plain PNG with a palette.");
	const stored = inflateSync(Buffer.concat(packed));
	const stride = Math.ceil((width * depth) / 8);
	const data = new Uint8Array(width * height);
	let above = new Uint8Array(stride);
	for (let y = 0; y < height; y++) {
		const line = stored.subarray(y * (stride + 1), (y + 1) * (stride + 1));
		const predict = predictions[line[0]];
		const row = new Uint8Array(stride);
		for (let x = 0; x < stride; x++) {
			row[x] = line[x + 1] + predict(row[x - 1] ?? 0, above[x], above[x - 1] ?? 0);
		}
		for (let x = 0; x < width; x++) {
			const bit = x * depth;
			data[y * width + x] = (row[bit >> 3] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
		}
		above = row;
	}
	return { width, height, data };
}
