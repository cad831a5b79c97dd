import { expect, it } from "vitest";
import { ranksOf, unitKeys } from "./token-units.js";

it("ranks of numbers: equals share one, and so do those that differ by rounding; NaN has none", () => {
	expect(ranksOf([0.2, 0.5, 0.5, Number.NaN, 0.1])).toEqual([3, 1, 1, 0, 4]);
	expect(ranksOf([1 - 2e-7, 1, 1 + 1e-7, 0.99, 0])).toEqual([1, 1, 1, 4, 5]);
	expect(ranksOf([-1, -1 - 1e-7, 0, -0])).toEqual([3, 3, 1, 1]);
	// Small numbers are told apart as well as large ones.
	expect(ranksOf([3e-9, Number.NEGATIVE_INFINITY, 2e-9, Number.POSITIVE_INFINITY])).toEqual([2, 4, 3, 1]);
	// Ten numbers a little apart are no plateau.
	const slope = Array.from({ length: 10 }, (_, at) => 1 - at * 0.8e-6);
	expect(Math.max(...ranksOf(slope))).toBeGreaterThan(5);
});

it("keys of units: equal words of one token are told apart", () => {
	const units = [
		{ text: "ha", positions: [4] },
		{ text: "ha", positions: [4] },
		{ text: "ha", positions: [5] },
	];
	expect(new Set(unitKeys(units)).size).toBe(3);
});
