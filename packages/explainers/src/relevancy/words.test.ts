import type { Replay } from "@lvlm-interpret/graph";
import { describe, expect, it } from "vitest";
import { conversation } from "../test-data/toy-conversation.js";
import { answerWords, promptWords, reduce } from "./words.js";

describe("words of a replay", () => {
	it("of the prompt are those that somebody wrote, with all their positions", () => {
		expect(promptWords(conversation)).toEqual([
			{ text: "What", positions: [6] },
			{ text: "colour", positions: [7, 8] },
			{ text: "?", positions: [9] },
		]);
	});

	it("of the answer have punctuation, and no end token", () => {
		expect(answerWords(conversation)).toEqual([
			{ text: "It", positions: [11] },
			{ text: "is", positions: [12] },
			{ text: "red", positions: [13, 14] },
			{ text: ".", positions: [15] },
		]);
	});

	it("are divided by the template and by the image, and equal ones stay apart", () => {
		const texts = ["<s>", " a", "b", "<image>", "c", "END", "c", " c"];
		const segments = [
			"template",
			"question",
			"question",
			"image",
			"question",
			"template",
			"question",
			"answer",
		] as const;
		const tokens = texts.map((text, position) => ({
			position,
			id: position,
			text,
			segment: segments[position] as (typeof segments)[number],
		}));
		const replay = { ...conversation, sequence: { tokens, promptLength: 7 }, tokens: [] } as Replay;
		expect(promptWords(replay)).toEqual([
			{ text: "ab", positions: [1, 2] },
			{ text: "c", positions: [4] },
			{ text: "c", positions: [6] },
		]);
		expect(answerWords(replay)).toEqual([{ text: "c", positions: [7] }]);
	});
});

describe("reduce", () => {
	it.each([
		["mean", 2],
		["max", 4],
		["sum", 6],
	] as const)("%s", (how, expected) => {
		expect(reduce([1, 1, 4], how)).toBe(expected);
		expect(reduce([], how)).toBe(0);
		expect(reduce([3], how)).toBe(3);
	});
});
