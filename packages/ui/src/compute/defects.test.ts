import { groupWords, tensor } from "@lvlm-interpret/core";
import { fitScale, paintGrid } from "@lvlm-interpret/core/paint";
import { describe, expect, it } from "vitest";
import { tokenUnits } from "../tokens/token-units.js";
import { cellMass } from "./cell-mass.js";
import { rankHeads } from "./head-ranking.js";

// Each test fails with the behaviour of the original that its name tells. The table is docs/defects.md.
describe("defects of the original", () => {
	it("B1: a head that looks at the patches ranks above one that looks everywhere", () => {
		const keys = 576;
		const focused = new Float32Array(keys).fill(0.05 / (keys - 2));
		focused[100] = 0.5;
		focused[101] = 0.45;
		const data = new Float32Array(2 * keys).fill(1 / keys);
		data.set(focused, keys);
		const ranked = rankHeads(tensor("float32", [2, keys], data), [100, 101]);
		expect(ranked.map(({ head }) => head)).toEqual([1, 0]);
		expect(ranked[0]?.mass).toBeCloseTo(0.95, 6);
		expect(ranked[1]?.mass).toBeCloseTo(2 / keys, 6);
	});

	const texts = (parts: readonly string[]) => groupWords(parts.map((text) => ({ text }))).map((word) => word.text);

	it("B2: the last word is there, and no empty one", () => {
		expect(texts(["What", " col", "our"])).toEqual(["What", "colour"]);
	});

	it("B3: repeated words keep a value each", () => {
		const tokens = ["red", " red", " red"].map((text, position) => ({ text, position }));
		expect(tokenUnits(tokens, [0.1, 0.7, 0.2], "word").map(({ value }) => value)).toEqual([0.1, 0.7, 0.2]);
	});

	it("B4: a repeated comma stays a word of its own", () => {
		expect(texts(["see", " it", ",", " then", " it", ","])).toEqual(["see", "it", ",", "then", "it", ","]);
	});

	it("B5: tokens with spaces instead of markers make several words", () => {
		expect(texts(["The", " car", " is", " r", "ed"])).toEqual(["The", "car", "is", "red"]);
	});

	it("B6: equal tokens are picked by position", () => {
		const tokens = [7, 8, 9].map((position) => ({ text: " a", position }));
		expect(tokenUnits(tokens, undefined, "token").map(({ positions }) => positions)).toEqual([[7], [8], [9]]);
	});

	it("B10: a cell that does not exist is refused, not counted", () => {
		expect(() => cellMass([0.5, 0.5], [0, 2])).toThrow(/no cell 2/);
	});

	it("B12: nothing chosen is refused, and never another patch", () => {
		expect(() => cellMass(new Float32Array(576), [])).toThrow(/No cell is chosen/);
	});

	it("B14: a constant map has one colour and no NaN", () => {
		for (const value of [0, 0.25, -1]) {
			const values = new Float32Array(4).fill(value);
			const { data } = paintGrid(values, 2, 2, fitScale(values));
			for (let cell = 0; cell < 4; cell++) expect(data.subarray(4 * cell, 4 * cell + 4)).toEqual(data.subarray(0, 4));
			expect(data[3]).toBe(255);
		}
	});
});
