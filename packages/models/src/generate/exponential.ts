// ln 2 in two parts: the high one has 21 trailing zero bits, so that k · high is exact for the k that occur.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 14;

/**
 * e^x for x <= 0, from additions and multiplications only.
 *
 * `Math.exp` may differ in the last bit between engines; what decides which token is sampled must not. Formula: x = k ln 2 + r
 * with |r| <= ln 2 / 2, then 2^k times the Taylor polynomial of e^r. Relative error below 1e-15.
 *
 * @param x  At most 0; `-Infinity` gives 0. Values below -708 give 0 (a probability that no sum would notice).
 */
export function exponential(x: number): number {
	if (!(x > -708)) return 0;
	const k = Math.round(x / (LN2_HIGH + LN2_LOW));
	const r = x - k * LN2_HIGH - k * LN2_LOW;
	let sum = 1;
	for (let term = TERMS; term > 0; term--) sum = 1 + (sum * r) / term;
	return sum * 2 ** k;
}
