import { crc32, deflateSync } from "node:zlib";
import { LvlmError } from "@lvlm-interpret/core";

function chunk(type: string, content: Uint8Array): Buffer {
	const out = Buffer.alloc(12 + content.length);
	out.writeUInt32BE(content.length, 0);
	out.write(type, 4, "latin1");
	out.set(content, 8);
	out.writeUInt32BE(crc32(out.subarray(4, 8 + content.length)), 8 + content.length);
	return out;
}

/** The Paeth predictor of the PNG specification: the neighbour nearest to left + above - upper left. */
function paeth(left: number, above: number, corner: number): number {
	const guess = left + above - corner;
	const toLeft = Math.abs(guess - left);
	const toAbove = Math.abs(guess - above);
	const toCorner = Math.abs(guess - corner);
	if (toLeft <= toAbove && toLeft <= toCorner) return left;
	return toAbove <= toCorner ? above : corner;
}

/**
 * A picture as PNG: 8 bits a channel, RGB or RGBA by the length of `data`, sRGB. An RGBA picture without transparency is
 * written as RGB.
 *
 * @param picture.data  `width * height * 3` or `* 4` bytes.
 * @throws {LvlmError} "shape-mismatch"
 */
export function encodePng(picture: {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8Array | Uint8ClampedArray;
}): Uint8Array {
	const { width, height, data } = picture;
	const given = data.length / (width * height);
	if (given !== 3 && given !== 4) {
		throw new LvlmError("shape-mismatch", `A picture of ${width} x ${height} cannot have ${data.length} bytes.`, {
			name: "picture",
			expected: "3 or 4 bytes a pixel",
			actual: `${given} bytes a pixel`,
		});
	}
	let isOpaque = true;
	for (let at = 3; given === 4 && isOpaque && at < data.length; at += 4) isOpaque = data[at] === 255;
	const channels = given === 4 && !isOpaque ? 4 : 3;
	const stride = width * channels;
	let above = new Uint8Array(stride);
	const filtered = new Uint8Array((stride + 1) * height);
	for (let y = 0; y < height; y++) {
		const row = new Uint8Array(stride);
		for (let x = 0; x < width; x++) {
			for (let c = 0; c < channels; c++) row[x * channels + c] = data[(y * width + x) * given + c];
		}
		const out = y * (stride + 1);
		// Filter 4 on every row: the best single choice for photographs, and fine for flat areas.
		filtered[out] = 4;
		for (let i = 0; i < stride; i++) {
			const left = i < channels ? 0 : row[i - channels];
			const corner = i < channels ? 0 : above[i - channels];
			filtered[out + 1 + i] = row[i] - paeth(left, above[i], corner);
		}
		above = row;
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, channels === 4 ? 6 : 2, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk("IHDR", header),
		chunk("sRGB", new Uint8Array([0])),
		chunk("IDAT", deflateSync(filtered, { level: 6 })),
		chunk("IEND", new Uint8Array(0)),
	]);
}
