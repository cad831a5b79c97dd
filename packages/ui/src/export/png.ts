import { LvlmError } from "@lvlm-interpret/core";
import type { RgbaImage } from "@lvlm-interpret/core/paint";

const table = Uint32Array.from({ length: 256 }, (_, n) => {
	let c = n;
	for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
	return c;
});

function chunk(type: string, content: Uint8Array): Uint8Array {
	const out = new Uint8Array(12 + content.length);
	const view = new DataView(out.buffer);
	view.setUint32(0, content.length);
	for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
	out.set(content, 8);
	let crc = 0xffffffff;
	for (let i = 4; i < 8 + content.length; i++) crc = (table[(crc ^ (out[i] as number)) & 255] as number) ^ (crc >>> 8);
	view.setUint32(8 + content.length, (crc ^ 0xffffffff) >>> 0);
	return out;
}

/**
 * A painted picture as PNG, 8 bits RGBA, sRGB, each pixel repeated `times` times in both directions: cells stay sharp.
 * Needs no canvas, so transparent pixels keep their colour.
 *
 * @param times  1, 2, 3 or 4.
 * @throws {LvlmError} "invalid-argument", "shape-mismatch"
 * Source: PNG specification, third edition; the stream is zlib's, by the platform's CompressionStream.
 */
export async function encodePng(picture: RgbaImage, times = 1): Promise<Uint8Array> {
	const { width, height, data } = picture;
	if (![1, 2, 3, 4].includes(times)) {
		const actual = String(times);
		throw new LvlmError("invalid-argument", `A picture cannot be saved at ${actual} times its size.`, {
			name: "times",
			expected: "1, 2, 3 or 4",
			actual,
		});
	}
	if (data.length !== width * height * 4) {
		throw new LvlmError("shape-mismatch", `A picture of ${width} x ${height} cannot have ${data.length} bytes.`, {
			name: "picture",
			expected: `${width * height * 4} bytes`,
			actual: `${data.length} bytes`,
		});
	}
	const stride = width * times * 4 + 1;
	const lines = new Uint8Array(stride * height * times);
	for (let y = 0; y < height * times; y++) {
		// Byte 0 of a line is its filter: none.
		for (let x = 0; x < width * times; x++) {
			const from = (Math.floor(y / times) * width + Math.floor(x / times)) * 4;
			for (let c = 0; c < 4; c++) lines[y * stride + 1 + x * 4 + c] = data[from + c] as number;
		}
	}
	const stream = new Blob([lines]).stream().pipeThrough(new CompressionStream("deflate"));
	const header = new Uint8Array(13);
	new DataView(header.buffer).setUint32(0, width * times);
	new DataView(header.buffer).setUint32(4, height * times);
	header.set([8, 6, 0, 0, 0], 8);
	const parts = [
		Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
		chunk("IHDR", header),
		chunk("sRGB", new Uint8Array(1)),
		chunk("IDAT", new Uint8Array(await new Response(stream).arrayBuffer())),
		chunk("IEND", new Uint8Array(0)),
	];
	const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}
