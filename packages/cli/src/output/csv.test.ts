import { type ResultTensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { csvCell, csvOf } from "./csv.js";

describe("csvCell", () => {
	it.each([
		["plain", "plain"],
		['say "hi", you', '"say ""hi"", you"'],
		["two\nlines", '"two\nlines"'],
		["=1+1", "'=1+1"],
		["@cmd", "'@cmd"],
		["-2", "'-2"],
		["\t=1", "'\t=1"],
	])("writes %j as %j", (text, cell) => {
		expect(csvCell(text)).toBe(cell);
	});

	it("leaves numbers alone, negative ones too", () => {
		expect(csvCell(-2.5)).toBe("-2.5");
	});
});

describe("csvOf", () => {
	it("walks the axes in row-major order", () => {
		const one: ResultTensor = {
			tensor: tensor("float32", [2, 3], new Float32Array([1, 2, 3, 4, 5, 6])),
			axes: [
				{ name: "token", index: [4, 7], labels: ["red", "=circle"] },
				{ name: "region", index: [0, 1, 2] },
			],
			unit: "attention mass",
			signed: false,
			range: [0, 1],
			description: "",
		};
		expect(csvOf(one).split("\n")).toEqual([
			"token,token label,region,attention mass",
			"4,red,0,1",
			"4,red,1,2",
			"4,red,2,3",
			"7,'=circle,0,4",
			"7,'=circle,1,5",
			"7,'=circle,2,6",
			"",
		]);
	});
});
