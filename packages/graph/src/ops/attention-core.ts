import { broadcastOffsets } from "./dims.js";
import { softmaxLane } from "./lane-operators.js";
import { floats, type NdArray, ndArray, reshaped, transposed } from "./nd-array.js";

/** [B, S, H·d] (one row a position) as [B, H, S, d]. */
export function splitHeads(x: NdArray, heads: number): NdArray {
	const [batch, rows, width] = x.shape;
	return transposed(reshaped(x, [batch, rows, heads, width / heads]), [0, 2, 1, 3]);
}

/** [B, H, S, d] as [B, S, H·d]. */
export function mergeHeads(x: NdArray): NdArray {
	const [batch, heads, rows, size] = x.shape;
	return reshaped(transposed(x, [0, 2, 1, 3]), [batch, rows, heads * size]);
}

export interface AttentionOptions {
	readonly scale: number;
	/** c·tanh(score / c) if not 0. */
	readonly softcap?: number;
	/** Added to the scores; broadcasts to [B, H, Q, K]. */
	readonly bias?: NdArray | undefined;
	/** Added to the score of head h, query q, key k of batch entry b; -∞ hides the key. */
	readonly mask?: (b: number, q: number, k: number) => number;
	/** Scores of a key that is not there, one a head: they take part in the softmax, and weigh nothing. */
	readonly sink?: ArrayLike<number> | undefined;
}

export interface Attended {
	/** [B, H, Q, d] */
	readonly output: NdArray;
	/** Scaled scores with bias and mask, before the softmax. [B, H, Q, K] */
	readonly scores: NdArray;
	/** [B, H, Q, K] */
	readonly probabilities: NdArray;
}

/**
 * softmax(scale·q·kᵀ + bias + mask)·v with q [B, H, Q, d], k [B, Hk, K, d], v [B, Hk, K, dv]; query head h reads key head
 * ⌊h·Hk / H⌋ (grouped heads). A row in which every key is hidden gives zeros.
 */
export function attend(q: NdArray, k: NdArray, v: NdArray, options: AttentionOptions): Attended {
	const [batch, heads, queries, size] = q.shape;
	const [, keyHeads, keys] = k.shape;
	const width = v.shape[3];
	const shape = [batch, heads, queries, keys];
	const scores = ndArray(q.dtype, shape);
	const probabilities = ndArray(q.dtype, shape);
	const output = ndArray(q.dtype, [batch, heads, queries, width]);
	const biasAt = options.bias && broadcastOffsets(options.bias.shape, shape);
	const [qs, ks, vs, out] = [floats(q), floats(k), floats(v), floats(output)];
	for (let row = 0; row < batch * heads * queries; row++) {
		const b = Math.floor(row / (heads * queries));
		const h = Math.floor(row / queries) % heads;
		const keyBase = (b * keyHeads + Math.floor((h * keyHeads) / heads)) * keys;
		// One place more than there are keys: the sink's.
		const lane = new Float64Array(keys + 1).fill(options.sink ? options.sink[h] : Number.NEGATIVE_INFINITY);
		for (let j = 0; j < keys; j++) {
			let dot = 0;
			for (let i = 0; i < size; i++) dot += qs[row * size + i] * ks[(keyBase + j) * size + i];
			let score = dot * options.scale;
			if (options.softcap) score = options.softcap * Math.tanh(score / options.softcap);
			if (options.bias && biasAt) score += floats(options.bias)[biasAt[row * keys + j]];
			lane[j] = score + (options.mask?.(b, row % queries, j) ?? 0);
		}
		floats(scores).set(lane.subarray(0, keys), row * keys);
		if (lane.every((score) => score === Number.NEGATIVE_INFINITY)) continue;
		softmaxLane(lane);
		floats(probabilities).set(lane.subarray(0, keys), row * keys);
		for (let j = 0; j < keys; j++) {
			for (let i = 0; i < width; i++) out[row * width + i] += lane[j] * vs[(keyBase + j) * width + i];
		}
	}
	return { output, scores, probabilities };
}

export interface RotaryOptions {
	readonly cos: NdArray;
	readonly sin: NdArray;
	/** Row of the caches for batch entry b, row s. */
	readonly position: (b: number, s: number) => number;
	/** Pairs (0, 1), (2, 3), … instead of (i, i + half). */
	readonly interleaved: boolean;
}

/**
 * Rotary embedding of x [B, H, S, d]: the first 2·half elements of each row, half = width of the caches [rows, half], are
 * rotated in pairs, y₁ = x₁c - x₂s, y₂ = x₂c + x₁s; the rest passes through.
 */
export function rotate(x: NdArray, { cos, sin, position, interleaved }: RotaryOptions): NdArray {
	const [batch, heads, rows, size] = x.shape;
	const half = cos.shape[cos.shape.length - 1];
	const result = ndArray(x.dtype, x.shape, floats(x).slice());
	const [from, to] = [floats(x), floats(result)];
	for (let row = 0; row < batch * heads * rows; row++) {
		const table = position(Math.floor(row / (heads * rows)), row % rows) * half;
		for (let i = 0; i < half; i++) {
			const one = row * size + (interleaved ? 2 * i : i);
			const other = interleaved ? one + 1 : one + half;
			const [c, s] = [floats(cos)[table + i], floats(sin)[table + i]];
			to[one] = from[one] * c - from[other] * s;
			to[other] = from[other] * c + from[one] * s;
		}
	}
	return result;
}
