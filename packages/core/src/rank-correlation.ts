import { LvlmError } from "./errors.js";

/** Ranks from 0; equal values share the mean of their places. */
function ranksOf(values: readonly number[]): Float64Array {
	const order = values.map((_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number));
	const ranks = new Float64Array(values.length);
	for (let first = 0; first < order.length; ) {
		let end = first + 1;
		while (end < order.length && values[order[end] as number] === values[order[first] as number]) end++;
		for (let at = first; at < end; at++) ranks[order[at] as number] = (first + end - 1) / 2;
		first = end;
	}
	return ranks;
}

/**
 * Spearman's rank correlation of two maps of the same places: the correlation of their ranks, ties at the mean of their places. In [-1, 1];
 * 0 where one of them is even: it has no order to agree with.
 *
 * @throws {LvlmError} "shape-mismatch" for maps of different lengths.
 */
export function rankCorrelation(one: readonly number[], other: readonly number[]): number {
	if (one.length !== other.length) {
		throw new LvlmError("shape-mismatch", `Maps of ${one.length} and ${other.length} places cannot be compared.`, {
			name: "other",
			expected: `${one.length} values`,
			actual: `${other.length} values`,
		});
	}
	const [a, b] = [ranksOf(one), ranksOf(other)];
	const mean = (one.length - 1) / 2;
	let [both, left, right] = [0, 0, 0];
	a.forEach((rank, at) => {
		const [x, y] = [rank - mean, (b[at] as number) - mean];
		both += x * y;
		left += x * x;
		right += y * y;
	});
	return left === 0 || right === 0 ? 0 : both / Math.sqrt(left * right);
}
