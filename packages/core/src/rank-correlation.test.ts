import { expect, it } from "vitest";
import { rankCorrelation } from "./rank-correlation.js";

it("is 1 for the same order, -1 for the opposite one, whatever the scale", () => {
	const values = [0.1, 5, 2, 3, -4];
	expect(
		rankCorrelation(
			values,
			values.map((one) => Math.exp(one)),
		),
	).toBeCloseTo(1, 12);
	expect(
		rankCorrelation(
			values,
			values.map((one) => -one),
		),
	).toBeCloseTo(-1, 12);
});

it("is 1 - 6 Σ d² / (n (n² - 1)) without ties", () => {
	// Differences of ranks 1, 1, 1, 1, 0: Σ d² = 4.
	expect(rankCorrelation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(1 - 24 / 120, 12);
});

it("shares places between ties, and has nothing to say of an even map", () => {
	// Ranks 0.5 0.5 2 3 against 0 1 2 3: 4.5 / sqrt(4.5 · 5).
	expect(rankCorrelation([1, 1, 2, 3], [0, 1, 2, 3])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
	expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0);
	expect(() => rankCorrelation([1], [1, 2])).toThrow("1 and 2 places");
});
