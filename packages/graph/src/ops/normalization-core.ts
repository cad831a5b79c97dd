import { elementCount } from "@lvlm-interpret/core";
import { broadcastOffsets } from "./dims.js";
import { floats, type NdArray, ndArray } from "./nd-array.js";

export interface NormOptions {
	/** First of the normalised axes, counted from the front. */
	readonly axis: number;
	readonly epsilon: number;
	/** Subtract the mean first (layer norm) or not (root-mean-square norm). */
	readonly centred: boolean;
	readonly scale?: NdArray;
	readonly bias?: NdArray;
}

/** What a normalisation gives: y = (x - μ)·ρ·γ + β, and μ and ρ with the normalised axes kept as size 1. */
export interface Normalized {
	readonly y: NdArray;
	readonly mean: NdArray;
	readonly inverseDeviation: NdArray;
}

/** Layer and RMS norm over the axes from `axis` on: ρ = 1/√(mean((x - μ)²) + ε). γ and β broadcast to x. */
export function normalize(x: NdArray, { axis, epsilon, centred, scale, bias }: NormOptions): Normalized {
	const length = elementCount(x.shape.slice(axis));
	const outer = elementCount(x.shape.slice(0, axis));
	const statistics = x.shape.map((size, at) => (at < axis ? size : 1));
	const y = ndArray(x.dtype, x.shape);
	const mean = ndArray(x.dtype, statistics);
	const inverseDeviation = ndArray(x.dtype, statistics);
	const [from, to] = [floats(x), floats(y)];
	const scaleAt = scale && broadcastOffsets(scale.shape, x.shape);
	const biasAt = bias && broadcastOffsets(bias.shape, x.shape);
	for (let lane = 0; lane < outer; lane++) {
		const start = lane * length;
		let mu = 0;
		if (centred) for (let i = 0; i < length; i++) mu += from[start + i] / length;
		let square = 0;
		for (let i = 0; i < length; i++) square += (from[start + i] - mu) ** 2 / length;
		const rho = 1 / Math.sqrt(square + epsilon);
		floats(mean)[lane] = mu;
		floats(inverseDeviation)[lane] = rho;
		for (let i = start; i < start + length; i++) {
			const gamma = scale && scaleAt ? floats(scale)[scaleAt[i]] : 1;
			to[i] = (from[i] - mu) * rho * gamma + (bias && biasAt ? floats(bias)[biasAt[i]] : 0);
		}
	}
	return { y, mean, inverseDeviation };
}
