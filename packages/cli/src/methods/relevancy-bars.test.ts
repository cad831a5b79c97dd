import { type Axis, type ImageLayout, type Result, type ResultTensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { shareBars, shareCaption, wordBars } from "./relevancy-bars.js";

function made(axes: readonly Axis[], values: readonly number[]): ResultTensor {
	const shape = axes.map((axis) => axis.index.length);
	const data = Float32Array.from(values);
	return { tensor: tensor("float32", shape, data), axes, unit: "", signed: false, range: [0, 1], description: "" };
}

const cell = { x: 0, y: 0, width: 1, height: 1 };
const layout: ImageLayout = {
	imageWidth: 2,
	imageHeight: 2,
	visible: { ...cell, width: 2, height: 2 },
	regions: [cell, cell, cell, cell],
	grid: { rows: 2, columns: 2 },
};
// Prompt of ten positions; the answer's words begin at 10, 12 and 13: "the" (two tokens), "red", "the".
const word: Axis = { name: "word", index: [0, 2, 3], labels: ["the", "red", "the"] };
const key: Axis = { name: "key", index: [3, 7, 10, 12, 13], labels: ["is", "colour", "the", "red", "the"] };
const result = {
	tensors: {
		wordImage: made([word, { name: "region", index: [0, 1, 2, 3] }], [0.125, 0, 0.25, 0, 0, 0.5, 0.125, 0, 0, 0, 0, 0]),
		words: made([word, key], [0.25, 0.125, 0.5, 0, 0, 0.125, 0.25, 0.125, 0.5, 0, 0.25, 0, 0.25, 0.5, 0.125]),
		shares: made(
			[
				{ name: "token", index: [0, 1], labels: [" t", "he"] },
				{ name: "aggregation", index: [0, 1, 2, 3], labels: ["imageShare", "density", "maxImage", "sinkShare"] },
			],
			[0.5, 0.25, 0.125, 0.0625, 1, 0, 0.5, 0],
		),
	},
} as unknown as Result;

describe("bars of words", () => {
	const groups = wordBars(result, layout, 10);

	it("are one group a word, equal words apart", () => {
		expect(groups.map((group) => group.title)).toEqual(["0 “the”", "2 “red”", "3 “the”"]);
	});

	it("begin with the image and its strongest patch, counted from 1", () => {
		expect(groups[0]?.bars.slice(0, 2)).toEqual([
			{ label: "image", value: 0.375, kind: 0 },
			{ label: "patch (2, 1)", value: 0.25, kind: 1 },
		]);
		expect(groups[1]?.bars[1]).toEqual({ label: "patch (1, 2)", value: 0.5, kind: 1 });
	});

	it("go on with the strongest words, without the word itself; equals stay in the order of the text", () => {
		expect(groups.map((group) => group.bars.slice(2).map(({ label, kind }) => [label, kind]))).toEqual([
			[
				["“is”", 2],
				["“colour”", 2],
			],
			[
				["“colour”", 2],
				["“is”", 2],
				["“the”", 3],
			],
			[
				["“red”", 3],
				["“is”", 2],
				["“the”", 3],
			],
		]);
	});

	it("name a region without a grid by its number", () => {
		const { grid: _, ...plain } = layout;
		expect(wordBars(result, plain, 10)[0]?.bars[1]?.label).toBe("patch 2");
	});
});

describe("bars of shares", () => {
	it("are one a token, with the other numbers in columns", () => {
		const { groups, cellTitles } = shareBars(result, (value) => `${value} r`);
		expect(cellTitles).toEqual(["density", "largest patch", "start and template"]);
		expect(groups[0]?.bars).toEqual([
			{ label: "0 “t”", value: 0.5, kind: 0, cells: ["0.25", "0.125 r", "6.3 %"] },
			{ label: "1 “he”", value: 1, kind: 0, cells: ["0.00", "0.5 r", "0.0 %"] },
		]);
	});

	it("say what each column means", () => {
		expect(shareCaption("imageShare: a in b; density: c over d; sinkShare: e")).toBe(
			"Image share: a in b. Density: c over d. Start and template: e.",
		);
	});
});
