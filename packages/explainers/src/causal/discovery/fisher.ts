import { LvlmError } from "@lvlm-interpret/core";

const sqrtPi = Math.sqrt(Math.PI);

/**
 * Complementary error function, relative error about 1e-14 for `x >= 0`.
 *
 * Below 2: 1 - erf(x), erf by its series 2/√π · e^{-x²} · Σ 2^k x^{2k+1} / (2k+1)!!, whose terms are all positive.
 * From 2 on: e^{-x²}/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), the continued fraction, evaluated from its far end.
 */
export function erfc(x: number): number {
	if (Number.isNaN(x)) return Number.NaN;
	if (x < 0) return 2 - erfc(-x);
	const scale = Math.exp(-x * x);
	if (x < 2) {
		let term = x;
		let sum = x;
		for (let k = 1; term > sum * 1e-17; k++) {
			term *= (2 * x * x) / (2 * k + 1);
			sum += term;
		}
		return 1 - (2 / sqrtPi) * scale * sum;
	}
	let fraction = x;
	for (let k = 120; k >= 1; k--) fraction = x + k / 2 / fraction;
	return scale / (sqrtPi * fraction);
}

/**
 * p-value of the two-sided Fisher z test that a partial correlation is zero.
 *
 * Formula: z = atanh(ρ) · √(n - k - 3), p = 2 (1 - Φ(|z|)) = erfc(|z| / √2).
 *
 * @param correlation  ρ. At |ρ| >= 1, or NaN (a singular matrix), p is 0.
 * @param sampleCount  n.
 * @param givenCount  k, the number of conditioning nodes.
 * @returns In [0, 1]; NaN when n - k - 3 < 0, as there is no test then.
 * Source: the reference's `StatCondIndepParCorr`, restated. Differs from it: p keeps its value beyond |z| = 8.3.
 */
export function fisherPValue(correlation: number, sampleCount: number, givenCount: number): number {
	const freedom = sampleCount - givenCount - 3;
	if (freedom < 0) return Number.NaN;
	if (!(Math.abs(correlation) < 1)) return 0;
	return erfc((Math.abs(Math.atanh(correlation)) * Math.sqrt(freedom)) / Math.SQRT2);
}

/**
 * The z at which a two-sided test at level `alpha` turns: erfc(z / √2) = alpha. Found by bisection, to the last bit.
 *
 * @throws {LvlmError} "invalid-argument" unless 0 < alpha < 1.
 */
export function criticalZ(alpha: number): number {
	if (!(alpha > 0 && alpha < 1)) {
		throw new LvlmError(
			"invalid-argument",
			`The level of significance is ${alpha}.`,
			{ name: "alpha", expected: "above 0 and below 1", actual: String(alpha) },
			{ hint: "1e-5 is the default of LVLM-Interpret." },
		);
	}
	let low = 0;
	let high = 40;
	for (;;) {
		const middle = (low + high) / 2;
		if (middle === low || middle === high) return middle;
		if (erfc(middle / Math.SQRT2) > alpha) low = middle;
		else high = middle;
	}
}
