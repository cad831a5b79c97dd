import type { FilterKernel } from "./filters.js";

/** Fraction bits of a weight: 32 bits less 8 for the pixel, less 2 for filters whose partial sums leave [0, 1]. */
export const precisionBits = 22;

/** The weights of one axis. Output sample i is the sum over t < counts[i] of weights[i * stride + t] * input[starts[i] + t]. */
export interface AxisCoefficients {
	/** Row length of `weights`: the most taps that any output sample has. */
	readonly stride: number;
	/** First input sample of each output sample. Shape [output]. */
	readonly starts: Int32Array;
	/** Number of taps of each output sample. Shape [output]. */
	readonly counts: Int32Array;
	/** Fixed-point weights, value * 2^precisionBits. Shape [output, stride]. */
	readonly weights: Int32Array;
}

/**
 * Fixed-point weights that take `inputSize` samples to `outputSize` samples.
 *
 * Formula: scale = input / output; the filter is widened by max(scale, 1) when shrinking (antialiasing); the centre of output
 * i lies at (i + 1/2) * scale; weights are normalised in float64 and rounded half away from zero to `precisionBits` bits.
 * Source: Pillow 12.3, the 8-bit path of its resampler; equal to it bit for bit.
 */
export function axisCoefficients(inputSize: number, outputSize: number, kernel: FilterKernel): AxisCoefficients {
	const scale = inputSize / outputSize;
	const filterScale = Math.max(scale, 1);
	const support = kernel.support * filterScale;
	const inverse = 1 / filterScale;
	const stride = Math.ceil(support) * 2 + 1;
	const starts = new Int32Array(outputSize);
	const counts = new Int32Array(outputSize);
	const weights = new Int32Array(outputSize * stride);
	const row = new Float64Array(stride);
	for (let i = 0; i < outputSize; i++) {
		const center = (i + 0.5) * scale;
		const start = Math.max(0, Math.trunc(center - support + 0.5));
		const count = Math.min(inputSize, Math.trunc(center + support + 0.5)) - start;
		let sum = 0;
		for (let t = 0; t < count; t++) {
			const weight = kernel.weight((t + start - center + 0.5) * inverse);
			row[t] = weight;
			sum += weight;
		}
		for (let t = 0; t < count; t++) {
			const weight = (sum === 0 ? row[t] : row[t] / sum) * 2 ** precisionBits;
			weights[i * stride + t] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
		}
		starts[i] = start;
		counts[i] = count;
	}
	return { stride, starts, counts, weights };
}
