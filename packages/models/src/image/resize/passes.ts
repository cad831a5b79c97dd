import { type AxisCoefficients, precisionBits } from "./coefficients.js";

const half = 1 << (precisionBits - 1);

function clip(sum: number): number {
	const value = sum >> precisionBits;
	return value < 0 ? 0 : Math.min(value, 255);
}

/**
 * Resamples every row. Sums stay below 2^31: a weight is at most about 1.3 * 2^22, a pixel 255.
 *
 * @param input  Row-major [height, width, channels], uint8.
 * @param channels  1 or 3.
 * @returns [height, output width, channels], uint8.
 */
export function resampleRows(
	input: Uint8Array,
	width: number,
	height: number,
	channels: 1 | 3,
	axis: AxisCoefficients,
): Uint8Array {
	const { stride, starts, counts, weights } = axis;
	const outputWidth = starts.length;
	const output = new Uint8Array(outputWidth * height * channels);
	let at = 0;
	for (let y = 0; y < height; y++) {
		const rowStart = y * width * channels;
		for (let x = 0; x < outputWidth; x++) {
			let from = rowStart + starts[x] * channels;
			const firstWeight = x * stride;
			const lastWeight = firstWeight + counts[x];
			if (channels === 3) {
				let red = half;
				let green = half;
				let blue = half;
				for (let w = firstWeight; w < lastWeight; w++) {
					const weight = weights[w];
					red = (red + weight * input[from]) | 0;
					green = (green + weight * input[from + 1]) | 0;
					blue = (blue + weight * input[from + 2]) | 0;
					from += 3;
				}
				output[at] = clip(red);
				output[at + 1] = clip(green);
				output[at + 2] = clip(blue);
				at += 3;
			} else {
				let sum = half;
				for (let w = firstWeight; w < lastWeight; w++) sum = (sum + weights[w] * input[from++]) | 0;
				output[at++] = clip(sum);
			}
		}
	}
	return output;
}

/**
 * Resamples every column, one whole input row at a time (memory order).
 *
 * @param input  Row-major [height, rowLength], uint8, where rowLength = width * channels.
 * @returns [output height, rowLength], uint8.
 */
export function resampleColumns(input: Uint8Array, rowLength: number, axis: AxisCoefficients): Uint8Array {
	const { stride, starts, counts, weights } = axis;
	const outputHeight = starts.length;
	const output = new Uint8Array(rowLength * outputHeight);
	const sums = new Int32Array(rowLength);
	for (let y = 0; y < outputHeight; y++) {
		sums.fill(half);
		for (let t = 0; t < counts[y]; t++) {
			const weight = weights[y * stride + t];
			const rowStart = (starts[y] + t) * rowLength;
			for (let i = 0; i < rowLength; i++) sums[i] += weight * input[rowStart + i];
		}
		const rowStart = y * rowLength;
		for (let i = 0; i < rowLength; i++) output[rowStart + i] = clip(sums[i]);
	}
	return output;
}
