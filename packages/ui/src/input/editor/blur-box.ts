import type { Rect, RgbImage } from "@lvlm-interpret/core";

/**
 * Widths of three box blurs that together are near a Gaussian: d = floor(sigma * 3 * sqrt(2 pi) / 4 + 0.5); three of d where d is
 * odd, else d shifted by half a pixel to either side and d + 1.
 *
 * Source: W3C Filter Effects Module Level 1, feGaussianBlur.
 */
export function boxWidths(sigma: number): number {
	return Math.max(1, Math.floor((sigma * 3 * Math.sqrt(2 * Math.PI)) / 4 + 0.5));
}

/** One box blur along lines of one channel; beyond its ends a line goes on as its last value. */
function blurLine(from: Float32Array, to: Float32Array, count: number, before: number, after: number): void {
	const last = count - 1;
	const at = (i: number): number => from[Math.max(0, Math.min(last, i))] as number;
	const width = before + after + 1;
	let sum = 0;
	for (let i = -before; i <= after; i++) sum += at(i);
	for (let i = 0; i < count; i++) {
		to[i] = sum / width;
		sum += at(i + after + 1) - at(i - before);
	}
}

/** Three passes over a line, in place of its values. */
function blurThrice(line: Float32Array, spare: Float32Array, count: number, width: number): void {
	const half = Math.floor(width / 2);
	const passes: readonly (readonly [number, number])[] =
		width % 2 === 1
			? [
					[half, half],
					[half, half],
					[half, half],
				]
			: [
					[half, half - 1],
					[half - 1, half],
					[half, half],
				];
	let [from, to] = [line, spare];
	for (const [before, after] of passes) {
		blurLine(from, to, count, before, after);
		[from, to] = [to, from];
	}
	if (from !== line) line.set(from.subarray(0, count));
}

/**
 * A box of a picture, blurred together with what lies around it.
 *
 * @param sigma  Standard deviation in pixels, positive.
 * @returns RGB of the box, row-major, `box.width * box.height * 3`.
 */
export function blurBox({ width, height, data }: RgbImage, box: Rect, sigma: number): Uint8Array {
	const size = boxWidths(sigma);
	const reach = 3 * Math.ceil(size / 2);
	const left = Math.max(0, box.x - reach);
	const top = Math.max(0, box.y - reach);
	const columns = Math.min(width, box.x + box.width + reach) - left;
	const rows = Math.min(height, box.y + box.height + reach) - top;
	const out = new Uint8Array(box.width * box.height * 3);
	const plane = new Float32Array(columns * rows);
	const line = new Float32Array(Math.max(columns, rows));
	const spare = new Float32Array(Math.max(columns, rows));
	for (let channel = 0; channel < 3; channel++) {
		for (let y = 0; y < rows; y++) {
			for (let x = 0; x < columns; x++) line[x] = data[3 * ((top + y) * width + left + x) + channel] as number;
			blurThrice(line, spare, columns, size);
			plane.set(line.subarray(0, columns), y * columns);
		}
		for (let x = box.x - left; x < box.x - left + box.width; x++) {
			for (let y = 0; y < rows; y++) line[y] = plane[y * columns + x] as number;
			blurThrice(line, spare, rows, size);
			for (let y = 0; y < box.height; y++) {
				out[3 * (y * box.width + x - (box.x - left)) + channel] = Math.round(line[y + box.y - top] as number);
			}
		}
	}
	return out;
}
