import { isLvlmError, resolveOptions } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import {
	checkCombination,
	type RelevancyMap,
	type RelevancyMode,
	type RelevancyOptions,
	relevancyOptions,
} from "./options.js";

const maps = ["llama", "vit", "all", "all_v2", "composed"] as const satisfies readonly RelevancyMap[];
const modes = ["hybrid", "exact", "lastRowOnly"] as const satisfies readonly RelevancyMode[];

/** By the issue; `vit` has no mode, and the default stands for that. */
const accepted: Readonly<Record<RelevancyMap, readonly RelevancyMode[]>> = {
	llama: modes,
	all_v2: modes,
	composed: modes,
	all: ["hybrid", "exact"],
	vit: ["exact"],
};

const options = (given: Partial<RelevancyOptions>) => resolveOptions("relevancy", relevancyOptions, given);

function isRefused(given: Partial<RelevancyOptions>): boolean {
	try {
		checkCombination(options(given));
		return false;
	} catch (error) {
		expect(isLvlmError(error, "invalid-argument")).toBe(true);
		return true;
	}
}

describe("options of relevancy", () => {
	it("have the defaults that are documented", () => {
		expect(options({})).toEqual({
			tokens: "all",
			map: "composed",
			mode: "exact",
			seed: "logit",
			contrastWith: -1,
			seedScale: 1,
			normalize: true,
			wordReduction: "mean",
			referenceQuirks: false,
			sinks: "keep",
			sinkThreshold: 20,
		});
	});

	it.each(maps.flatMap((map) => modes.map((mode) => [map, mode] as const)))("map %s, mode %s", (map, mode) => {
		expect(isRefused({ map, mode })).toBe(!accepted[map].includes(mode));
		// The original has one mode, and no map "composed".
		const original = map === "vit" ? "exact" : "hybrid";
		expect(isRefused({ map, mode, referenceQuirks: true })).toBe(mode !== original || map === "composed");
	});

	it("takes a token to contrast with for a contrast only", () => {
		expect(isRefused({ seed: "contrast" })).toBe(false);
		expect(isRefused({ seed: "contrast", contrastWith: 7 })).toBe(false);
		expect(isRefused({ contrastWith: 7 })).toBe(true);
		expect(isRefused({ seed: "log-probability", contrastWith: 0 })).toBe(true);
	});

	it.each([[{ seedScale: 0 }], [{ contrastWith: -2 }], [{ map: "gradcam" }], [{ mode: "fast" }]])(
		"refuses %j",
		(given) => {
			expect(() => options(given as Partial<RelevancyOptions>)).toThrowError(Object.keys(given)[0] as string);
		},
	);
});
