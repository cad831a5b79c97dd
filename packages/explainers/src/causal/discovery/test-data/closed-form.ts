import { correlationOfRows } from "../correlation.js";

/** Correlation of the lower triangular attention A_ij ∝ f(i, j), j <= i, rows normalised. Shape [n, n]. */
export function closedFormCorrelation(n: number, f: (i: number, j: number) => number): Float64Array {
	const rows = new Float64Array(n * n);
	for (let i = 0; i < n; i++) {
		let sum = 0;
		for (let j = 0; j <= i; j++) sum += f(i, j);
		for (let j = 0; j <= i; j++) rows[i * n + j] = f(i, j) / sum;
	}
	return correlationOfRows(rows, n, n);
}

/** First closed form, 6 nodes. */
export const sixNodes: Float64Array = closedFormCorrelation(6, (i, j) => 1 / (1 + ((3 * i + 5 * j) % 7)));
/** Second closed form, 8 nodes. */
export const eightNodes: Float64Array = closedFormCorrelation(
	8,
	(i, j) => 1 / (1 + ((5 * i * j + 3 * i + 2 * j + 1) % 11)),
);
