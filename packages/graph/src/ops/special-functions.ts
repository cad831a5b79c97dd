const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/**
 * The error function to about 1e-15.
 *
 * |x| < 2.5: erf x = 2/√π · e^(-x²) · Σ 2^n x^(2n+1) / (2n+1)!! (all terms of one sign); else 1 - erfc x with
 * erfc x = e^(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), evaluated from the 60th level back.
 * Source: Abramowitz & Stegun 7.1.6 and 7.1.14.
 */
export function erf(x: number): number {
	const size = Math.abs(x);
	if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x);
	if (size < 2.5) {
		let term = x;
		let sum = x;
		for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
			term *= (2 * x * x) / (2 * n + 1);
			sum += term;
		}
		return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
	}
	let tail = size;
	for (let n = 60; n > 0; n--) tail = size + n / 2 / tail;
	return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail));
}

/** 1 / (1 + e^(-x)), without overflow. */
export function sigmoid(x: number): number {
	if (x >= 0) return 1 / (1 + Math.exp(-x));
	const e = Math.exp(x);
	return e / (1 + e);
}

/** ln(1 + e^x), without overflow. */
export function softplus(x: number): number {
	return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** x·Φ(x) with the normal distribution function Φ. */
export function gelu(x: number): number {
	return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

/** The tanh approximation of {@link gelu}: ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
export function geluTanh(x: number): number {
	return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
}

/** Nearest integer; halves go to the even one. */
export function roundHalfEven(x: number): number {
	const floor = Math.floor(x);
	const rest = x - floor;
	if (rest !== 0.5) return Math.round(x);
	return floor % 2 === 0 ? floor : floor + 1;
}
