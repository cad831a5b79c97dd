import { describe, expect, it } from "vitest";
import { readAskSettings, writeAskSettings } from "./link-settings.js";

const usual = { sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 }, preprocess: "default" } as const;

describe("how a link says what was asked with", () => {
	it("names what is not as usual, and gives it back", () => {
		expect(writeAskSettings(usual)).toEqual({});
		const other = { sampling: { temperature: 0.7, topK: 5, topP: 0.9, seed: 7 }, preprocess: "pad" } as const;
		const said = { temperature: "0.7", "top-k": "5", "top-p": "0.9", seed: "7", fit: "pad" };
		expect(writeAskSettings(other)).toEqual(said);
		expect(readAskSettings(said)).toEqual(other);
	});

	it("takes nothing that makes no sense", () => {
		expect(readAskSettings({ temperature: "hot", seed: "-1", "top-p": "", fit: "sideways", map: "x" })).toEqual(usual);
		expect(readAskSettings()).toEqual(usual);
	});
});
