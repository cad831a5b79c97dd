import { describe, expect, it } from "vitest";
import { bestIou, insideRegions, localisationScores, mass, pointing, rankAccuracy } from "./metrics.js";

describe("metrics", () => {
	it("count regions that are covered by half, or the most covered ones of a small object", () => {
		expect(insideRegions([0.5, 0.49, 1, 0])).toEqual([0, 2]);
		expect(insideRegions([0.1, 0.3, 0.3, 0])).toEqual([1, 2]);
	});

	it("give nothing to a map without an opinion", () => {
		const even = [1, 1, 1, 1];
		expect(pointing(even, [2])).toBe(0.25);
		expect(mass([0, 0, 0], [1, 0.5, 0])).toBe(0.5);
		expect(rankAccuracy(even, [1])).toBe(0.25);
		// All regions at once: the object's area over the whole.
		expect(bestIou(even, [1, 0, 0, 0])).toBe(0.25);
	});

	it("take the threshold that suits a map best", () => {
		// Above 3: the object; with the next region 1.5 of 2 + 1.5 - 1.5.
		expect(bestIou([4, 3, 0, 0], [1, 0.5, 0, 0])).toBe(0.75);
		expect(bestIou([4, 0, 3, 0], [1, 0, 0, 0])).toBe(1);
		// Behind two others: 1 of 3; equal values come together.
		expect(bestIou([2, 3, 4, 1], [1, 0, 0, 0])).toBeCloseTo(1 / 3, 12);
		expect(bestIou([4, 4, 1, 1], [1, 0, 0, 0])).toBe(0.5);
	});

	it("do not look at negative values or the scale", () => {
		const map = [3, -1, 2, 0];
		const scores = localisationScores(map, [0, 0, 1, 0.25]);
		expect(
			localisationScores(
				map.map((one) => 100 * one),
				[0, 0, 1, 0.25],
			),
		).toEqual(scores);
		expect(localisationScores([3, 0, 2, 0], [0, 0, 1, 0.25])).toEqual(scores);
		expect(scores).toMatchObject({ pointing: 0, mass: 0.4, rank: 0 });
	});
});
