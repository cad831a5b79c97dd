import type { IndependenceTest } from "./independence-test.js";

/**
 * Importance of a head for the image: its largest attention to the image over its largest to the text behind the image.
 *
 * @param weights  Attention row of the explained position. Shape [K].
 * @param imagePositions  Key positions of the image.
 * @param textPositions  Key positions behind the image, the explained one included.
 * @returns A ratio, not a percentage; 0 without image positions, Infinity if no text position has weight.
 * Source: LVLM-Interpret, `utils_causal_discovery.py`, restated; there shown times 100.
 */
export function headImportance(
	weights: ArrayLike<number>,
	imagePositions: Iterable<number>,
	textPositions: Iterable<number>,
): number {
	const image = largest(weights, imagePositions);
	return image === 0 ? 0 : image / largest(weights, textPositions);
}

function largest(weights: ArrayLike<number>, positions: Iterable<number>): number {
	let best = 0;
	for (const position of positions) best = Math.max(best, weights[position]);
	return best;
}

/**
 * Weight of each token of an explanation: 1 - p(token ⊥ target | the other tokens).
 *
 * @param tokens  The tokens, such as the image tokens of an explanation; without the target.
 * @returns By token, in the order of `tokens`, in [0, 1]; 0 where there are too many tokens for the samples to tell anything.
 * Source: LVLM-Interpret, `utils_causal_discovery.py`, restated.
 * Differs from the source: there the number of samples is set to the number of tokens first, which makes every weight NaN.
 */
export function tokenWeights(test: IndependenceTest, target: number, tokens: readonly number[]): number[] {
	return tokens.map((token) => {
		const others = tokens.filter((other) => other !== token).sort((a, b) => a - b);
		const p = test.pValue(Math.min(token, target), Math.max(token, target), others);
		return Number.isNaN(p) ? 0 : 1 - p;
	});
}

/** One head's part in an aggregate. */
export interface HeadWeights {
	readonly importance: number;
	/** Position of each token in the sequence. */
	readonly positions: readonly number[];
	/** Aligned to `positions`. */
	readonly weights: readonly number[];
}

/** Aggregate over heads: Σ_h importance_h · weight_h(position), by position, ascending. Infinite importances are left out. */
export function aggregateWeights(heads: Iterable<HeadWeights>): Map<number, number> {
	const sums = new Map<number, number>();
	for (const head of heads) {
		if (!Number.isFinite(head.importance)) continue;
		head.positions.forEach((position, i) => {
			sums.set(position, (sums.get(position) ?? 0) + head.importance * head.weights[i]);
		});
	}
	return new Map([...sums].sort((a, b) => a[0] - b[0]));
}
