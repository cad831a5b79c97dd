import { LvlmError } from "@lvlm-interpret/core";

/** How alike two maps are. NaN where it is not defined. */
export interface MapComparison {
	/** Pearson's r over the cells that both have, in [-1, 1]; NaN when one is constant. */
	readonly correlation: number;
	/** Jensen-Shannon divergence in bits of the maps as distributions, in [0, 1]; NaN where a value is negative or a sum is 0. */
	readonly divergence: number;
	/** a - b, one a cell; NaN where one has no value. */
	readonly difference: Float32Array;
}

/**
 * Compares two maps of one shape, in one pass for the sums and one for the rest.
 *
 * divergence = H((p + q) / 2) - (H(p) + H(q)) / 2 with p = a / sum(a), q = b / sum(b).
 *
 * @throws {LvlmError} "shape-mismatch"
 * Source: Lin 1991, Divergence measures based on the Shannon entropy.
 */
export function compareMaps(a: ArrayLike<number>, b: ArrayLike<number>): MapComparison {
	if (a.length !== b.length) {
		throw new LvlmError("shape-mismatch", `A map of ${a.length} cells cannot be compared with one of ${b.length}.`, {
			name: "b",
			expected: `${a.length} values`,
			actual: `${b.length} values`,
		});
	}
	const difference = new Float32Array(a.length);
	let count = 0;
	let sumA = 0;
	let sumB = 0;
	let isNegative = false;
	for (let i = 0; i < a.length; i++) {
		const [x, y] = [a[i] as number, b[i] as number];
		difference[i] = x - y;
		if (Number.isNaN(x - y)) continue;
		count++;
		sumA += x;
		sumB += y;
		isNegative ||= x < 0 || y < 0;
	}
	let cross = 0;
	let squareA = 0;
	let squareB = 0;
	let divergence = 0;
	for (let i = 0; i < a.length; i++) {
		if (Number.isNaN(difference[i])) continue;
		const [x, y] = [a[i] as number, b[i] as number];
		cross += (x - sumA / count) * (y - sumB / count);
		squareA += (x - sumA / count) ** 2;
		squareB += (y - sumB / count) ** 2;
		const [p, q] = [x / sumA, y / sumB];
		if (p > 0) divergence += (p / 2) * Math.log2((2 * p) / (p + q));
		if (q > 0) divergence += (q / 2) * Math.log2((2 * q) / (p + q));
	}
	// Squares that are rounding alone are those of a constant map.
	const isFlat = (square: number, sum: number): boolean => !(square > (1e-12 * (sum * sum || 1)) / Math.max(1, count));
	return {
		correlation:
			isFlat(squareA, sumA) || isFlat(squareB, sumB)
				? Number.NaN
				: Math.max(-1, Math.min(1, cross / Math.sqrt(squareA * squareB))),
		divergence: isNegative || !(sumA > 0 && sumB > 0) ? Number.NaN : Math.min(1, Math.max(0, divergence)),
		difference,
	};
}
