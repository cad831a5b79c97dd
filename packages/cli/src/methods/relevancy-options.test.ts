import { type Generation, isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { findToken, type RelevancyFlags, relevancyChoice } from "./relevancy-options.js";

function refusal(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		expect(isLvlmError(error, "invalid-argument")).toBe(true);
		return (error as Error).message;
	}
	return "nothing was refused";
}

describe("options of relevancy", () => {
	it("become those of the explainer; what is not given stays its default", () => {
		expect(relevancyChoice({ normalize: true })).toEqual({ given: { normalize: true } });
		expect(
			relevancyChoice({
				map: "composed",
				mode: "exact",
				score: "contrast",
				against: "353",
				scoreScale: 2,
				normalize: false,
				words: "max",
			}),
		).toEqual({
			given: {
				map: "composed",
				mode: "exact",
				seed: "contrast",
				contrastWith: 353,
				seedScale: 2,
				normalize: false,
				wordReduction: "max",
			},
		});
		expect(relevancyChoice({ score: "contrast", against: "red" })).toEqual({
			given: { seed: "contrast" },
			against: "red",
		});
	});

	it.each([
		[{ map: "vit", mode: "hybrid" }, /"vit" has no mode/],
		[{ map: "vit", mode: "exact" }, /"vit" has no mode/],
		[{ map: "all", mode: "lastRowOnly" }, /"all" cannot be made in the mode "lastRowOnly"/],
		[{ against: "red" }, /needs --score contrast/],
		[{ score: "logit", against: "17" }, /needs --score contrast/],
		[{ scoreScale: 1e9 }, /seedScale/],
	] as [RelevancyFlags, RegExp][])("%j is refused before anything runs", (flags, message) => {
		expect(refusal(() => relevancyChoice(flags))).toMatch(message);
	});
});

const answer = {
	tokens: [
		{
			id: 9,
			text: " red",
			logProbability: -0.1,
			alternatives: [
				{ id: 9, text: " red", logProbability: -0.1 },
				{ id: 8, text: "blue", logProbability: -3 },
				{ id: 7, text: " blue", logProbability: -2 },
			],
		},
	],
	sequence: {
		promptLength: 5,
		tokens: [
			{ id: 1, text: "<image>", segment: "image" },
			{ id: 2, text: " colour", segment: "question" },
			{ id: 3, text: "blue", segment: "question" },
			{ id: 4, text: " is", segment: "question" },
			{ id: 5, text: "is", segment: "question" },
			{ id: 9, text: " red", segment: "answer" },
		],
	},
} as unknown as Generation;

describe("findToken", () => {
	it.each([
		["red", 9],
		[" red", 9],
		["blue", 7],
		[" blue", 7],
		["colour", 2],
		[" is", 4],
	])("%j is %d", (text, id) => {
		expect(findToken(text, answer)).toBe(id);
	});

	it("says what was recorded where nothing has the text, and which ids where several do", () => {
		expect(refusal(() => findToken("zebra", answer))).toMatch(/No token "zebra".*Recorded: red, blue\./s);
		expect(refusal(() => findToken("<image>", answer))).toMatch(/No token/);
		expect(refusal(() => findToken("blue ", answer))).toMatch(/No token/);
		expect(refusal(() => findToken("is", answer))).toMatch(/ids 4, 5/);
	});
});
