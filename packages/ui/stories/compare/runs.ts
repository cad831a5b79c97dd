import type { Result } from "@lvlm-interpret/core";
import type { Fixture } from "../../fixtures/index.js";
import type { CompareRun } from "../../src/evaluate.js";

/** A fixture as one half of a comparison. */
export function runOf(
	fixture: Fixture,
	label: string,
	rest: Partial<CompareRun> = {},
	result: Result = fixture.results.relevancy,
): CompareRun {
	const { question, image, sequence, layouts, tokens } = fixture;
	return { label, model: "shapes-llava, float32", question, image, sequence, layouts, tokens, result, ...rest };
}
