import type { Result } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { cautionAsTyped, shortCaution, warningsOf } from "./caution.js";

const hybrid =
	'In the mode "hybrid" only the first hop of a later token is its own: every deeper one counts what mattered for the first. Use the mode "exact" to explain one late content word.';
const map =
	'This map starts at the class token, which the language model does not read: it shows indirect effects. "composed" follows the image.';

describe("cautions", () => {
	it("name options as they are typed", () => {
		expect(cautionAsTyped(hybrid)).toMatch(/^In --mode hybrid only .* Use --mode exact to explain/);
		expect(cautionAsTyped(map)).toContain("--map composed follows");
		expect(cautionAsTyped("Nothing to replace.")).toBe("Nothing to replace.");
	});

	it("are short below a picture, and still name the way out", () => {
		expect(shortCaution(hybrid)).toBe(
			"Caution: In --mode hybrid only the first hop of a later token is its own (see --mode exact).",
		);
		expect(shortCaution(map)).toBe(
			"Caution: This map starts at the class token, which the language model does not read (see --map composed).",
		);
		expect(shortCaution("A share of 3.5 is much.")).toBe("Caution: A share of 3.5 is much.");
	});

	it("stand beside signals that are not as they should be", () => {
		const result = (signals: Record<string, number>) => ({ cautions: [map], signals }) as unknown as Result;
		expect(warningsOf(result({ emptyRows: 0, replayError: 1e-7 }))).toHaveLength(1);
		expect(warningsOf(result({ emptyRows: 2, replayError: 0.5 })).slice(1)).toEqual([
			"2 of the explained tokens have no relevance on the image at all.",
			"The replay gives log-probabilities that differ by up to 0.500 nats from the answer's.",
		]);
	});
});
