import { describe, expect, it } from "vitest";
import { alignWords } from "./align-words.js";

const aligned = (a: string, b: string): string[] => {
	const [first, second] = [a.split(" ").filter(Boolean), b.split(" ").filter(Boolean)];
	return alignWords(first, second).map(
		(pair) =>
			`${pair.a === undefined ? "" : first[pair.a]}${pair.isSame ? "=" : "/"}${pair.b === undefined ? "" : second[pair.b]}`,
	);
};

describe("alignWords", () => {
	it("pairs equal words, and sets those between them beside each other", () => {
		expect(aligned("The triangle is red", "the triangle is blue")).toEqual([
			"The=the",
			"triangle=triangle",
			"is=is",
			"red/blue",
		]);
		expect(aligned("a b c d", "a x y c d e")).toEqual(["a=a", "b/x", "/y", "c=c", "d=d", "/e"]);
	});

	it("finds the longest common subsequence, not the first matches", () => {
		// The greedy way from the left would match one "b" only.
		expect(aligned("b a c a d", "a c a d b").filter((pair) => pair.includes("="))).toHaveLength(4);
		// ABCBDAB and BDCABA of the textbook: four in common.
		expect(aligned("A B C B D A B", "B D C A B A").filter((pair) => pair.includes("="))).toHaveLength(4);
	});

	it("keeps repeated words apart and loses none", () => {
		const pairs = alignWords(["the", "the", "dog"], ["the", "dog", "the"]);
		expect(pairs.flatMap(({ a }) => a ?? [])).toEqual([0, 1, 2]);
		expect(pairs.flatMap(({ b }) => b ?? [])).toEqual([0, 1, 2]);
		expect(pairs.filter(({ isSame }) => isSame)).toHaveLength(2);
	});

	it("takes empty answers", () => {
		expect(aligned("", "red")).toEqual(["/red"]);
		expect(aligned("red", "")).toEqual(["red/"]);
		expect(alignWords([], [])).toEqual([]);
	});
});
