import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { parseIndices } from "./number-list.js";

describe("parseIndices", () => {
	it.each([
		["all", "all"],
		["3", [3]],
		["0,2,5-7", [0, 2, 5, 6, 7]],
		["-1", [9]],
		["4,4", [4]],
	])("reads %j", (text, expected) => {
		expect(parseIndices("layer", text, 10)).toEqual(expected);
	});

	it.each(["", "x", "10", "-11", "7-5", "1,,2", "1.5"])("refuses %j, naming the option", (text) => {
		expect(() => parseIndices("layer", text, 10)).toThrowError(/--layer should be .* 0 to 9/);
		try {
			parseIndices("layer", text, 10);
		} catch (error) {
			expect(isLvlmError(error, "invalid-argument")).toBe(true);
		}
	});
});
