import { describe, expect, it } from "vitest";
import { suspectedSinks } from "./sinks.js";

/** 20 cells; `sink` is high in all, each map has a peak of its own. */
const map = (peak: number, sink = 3): number[] =>
	Array.from({ length: 20 }, (_, cell) => (cell === sink ? 0.5 : cell === peak ? 0.4 : 0.01));

describe("suspectedSinks", () => {
	it("finds the patch that every map has high, and says why", () => {
		const found = suspectedSinks([map(7), map(9), map(12), map(15)], { share: 0.1 });
		expect(found).toEqual([{ cell: 3, reason: "among the 2 highest patches of 4 of 4 words, mean 0.5" }]);
	});

	it("leaves a patch that only some maps have high", () => {
		expect(suspectedSinks([map(7), map(7), map(12, 5), map(15, 6)], { share: 0.1 })).toEqual([]);
	});

	it("finds none in one map, in none, or in maps of equal values", () => {
		expect(suspectedSinks([map(7), map(9)])).toEqual([]);
		expect(suspectedSinks([])).toEqual([]);
		expect(suspectedSinks([0, 1, 2].map(() => new Float32Array(20).fill(0.25)))).toEqual([]);
	});
});
