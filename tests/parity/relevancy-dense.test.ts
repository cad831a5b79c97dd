import { resolveOptions } from "@lvlm-interpret/core";
import { type RelevancyMap, type RelevancyMode, type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { beforeAll, describe, expect, it } from "vitest";
import { relevanceRows } from "../../packages/explainers/src/relevancy/maps.js";
import { type DenseCams, decoderMatrix, denseCams, denseRow } from "./dense-relevancy.js";
import { float64, openCase, type ReplayCase, runExplainer } from "./replay-case.js";

const explainer = relevancy();
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
	expect(a.length).toBe(b.length);
	const largest = Math.max(...Array.from(b, Math.abs));
	expect(largest).toBeGreaterThan(0);
	return Math.max(...range(a.length).map((i) => Math.abs((a[i] as number) - (b[i] as number)))) / largest;
}

describe.each(["gqa", "biases-tied"])("relevancy of the model %s beside whole matrices, float64", (model) => {
	let one: ReplayCase;
	let dense: DenseCams;
	beforeAll(async () => {
		one = await openCase(`fixtures/relevancy/${model}`, model, undefined, float64);
		dense = await denseCams(one);
	});

	/** Rows as the stages gave them, over positions (`llama`) or over vision positions. */
	async function rows(given: Partial<RelevancyOptions>, on: ReplayCase = one): Promise<readonly ArrayLike<number>[]> {
		const options = resolveOptions("relevancy", explainer.options, { normalize: false, ...given });
		const { rows } = await runExplainer(on, float64, explainer, options);
		const found = relevanceRows(options, rows, on.replay);
		return (options.map === "llama" ? found.positions : found.vision) as readonly Float64Array[];
	}

	it.each([
		["llama", "hybrid"],
		["llama", "exact"],
		["llama", "lastRowOnly"],
		["vit", "exact"],
		["all", "hybrid"],
		["all", "exact"],
		["all_v2", "hybrid"],
		["all_v2", "exact"],
		["all_v2", "lastRowOnly"],
		["composed", "hybrid"],
		["composed", "exact"],
		["composed", "lastRowOnly"],
	] as [RelevancyMap, RelevancyMode][])("map %s, mode %s: the rows are those of the dense R", async (map, mode) => {
		const ours = await rows({ map, mode });
		expect(ours.length).toBe(one.replay.tokens.length);
		for (const [t, row] of ours.entries()) {
			const expected = denseRow(dense, map, mode, t);
			expect(apart(Array.from(row).slice(-expected.length), expected), `token ${t}`).toBeLessThan(1e-6);
		}
	});

	it("has a dense R that is lower triangular, with ones on its diagonal or more", () => {
		for (const mode of ["hybrid", "exact"] as const) {
			decoderMatrix(dense, mode, 2).forEach((row, i) => {
				expect(row.slice(i + 1).every((value) => value === 0)).toBe(true);
				expect(row[i]).toBeGreaterThanOrEqual(1);
			});
		}
	});

	it.each(["all", "all_v2", "composed"] as const)(
		"map %s: token 0 is the same in the modes hybrid and exact",
		async (map) => {
			// Between the stages of a hybrid map rows are float32, 6e-8 of a value.
			const [hybrid, exact] = [
				await rows({ map, mode: "hybrid", tokens: [0] }),
				await rows({ map, mode: "exact", tokens: [0] }),
			];
			expect(apart(hybrid[0] as ArrayLike<number>, exact[0] as ArrayLike<number>)).toBeLessThan(1e-7);
		},
	);

	it("gives the same in several runs as in one", async () => {
		// A model of so many heads fits a single token into a run.
		const { facts } = one.replay;
		const replay = { ...one.replay, facts: { ...facts, text: { ...facts.text, heads: 1e6 } } };
		for (const map of ["llama", "composed"] as const) {
			const [single, several] = [
				await rows({ map, mode: "exact" }),
				await rows({ map, mode: "exact" }, { ...one, replay }),
			];
			expect(several.length).toBe(one.replay.tokens.length);
			several.forEach((row, t) => {
				expect(apart(row, single[t] as ArrayLike<number>)).toBeLessThan(1e-12);
			});
		}
	});

	it("asks for one run a token there, and for one run where all fit", () => {
		const options = resolveOptions("relevancy", explainer.options, { map: "llama", mode: "exact" });
		const { facts } = one.replay;
		const program = explainer.program(one.open(), options);
		const runs = (heads: number) =>
			[program.feeds({ ...one.replay, facts: { ...facts, text: { ...facts.text, heads } } }, {})].flat().length;
		expect(runs(facts.text.heads)).toBe(1);
		expect(runs(1e6)).toBe(one.replay.tokens.length);
	});
});
