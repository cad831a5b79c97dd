import { resolveOptions } from "@lvlm-interpret/core";
import { type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { describe, expect, it } from "vitest";
import { type Change, withChangedCheckpoint } from "./changed-checkpoint.js";
import { float64, openCase, runExplainer } from "./replay-case.js";

const explainer = relevancy();
const model = "fixtures/relevancy/gqa";

/** Rows over joint positions, all tokens behind one another, of the model in a folder. */
async function rowsOf(folder: string, given: Partial<RelevancyOptions>): Promise<number[]> {
	const one = await openCase(folder, "gqa", undefined, float64);
	const options = resolveOptions("relevancy", explainer.options, {
		map: "llama",
		mode: "hybrid",
		normalize: false,
		...given,
	});
	const { rows } = await runExplainer(one, float64, explainer, options);
	return Array.from(rows.rows?.data as Float64Array);
}

function apart(a: readonly number[], b: readonly number[]): number {
	expect(a.length).toBe(b.length);
	const largest = Math.max(...b.map(Math.abs));
	expect(largest).toBeGreaterThan(0);
	return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number)))) / largest;
}

/** Rows of a matrix in blocks of `size`, in another order. */
function reordered(values: Float32Array, width: number, size: number, order: readonly number[]): void {
	const before = values.slice();
	order.forEach((from, to) => {
		values.set(before.subarray(from * size * width, (from + 1) * size * width), to * size * width);
	});
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
	return Float32Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] as number);
}

describe("relevancy and the weights", () => {
	it("does not depend on the order of heads: query heads within and across their groups, with their key heads", async () => {
		const headSize = 16;
		// Key heads 0 and 1 exchanged, and the four query heads of each in another order.
		const keys = [1, 0];
		const queries = [6, 4, 7, 5, 1, 3, 0, 2];
		const permute: Change = (name, values, [rows, columns]) => {
			if (rows === undefined || columns === undefined) return;
			if (name.endsWith("self_attn.q_proj.weight")) reordered(values, columns, headSize, queries);
			if (/language_model.*self_attn\.[kv]_proj\.weight$/.test(name)) reordered(values, columns, headSize, keys);
			if (name.endsWith("self_attn.o_proj.weight")) {
				const turned = transposed(values, rows, columns);
				reordered(turned, rows, headSize, queries);
				values.set(transposed(turned, columns, rows));
			}
		};
		const onlyLanguage: Change = (name, values, shape) => {
			if (name.startsWith("language_model")) permute(name, values, shape);
		};
		for (const mode of ["hybrid", "exact", "lastRowOnly"] as const) {
			const before = await rowsOf(model, { mode });
			const after = await withChangedCheckpoint(model, onlyLanguage, (folder) => rowsOf(folder, { mode }));
			expect(apart(after, before), mode).toBeLessThan(1e-9);
		}
		// The permutation is one: without the output's columns the model is another.
		const half: Change = (name, values, shape) => {
			if (!name.endsWith("o_proj.weight")) onlyLanguage(name, values, shape);
		};
		const other = await withChangedCheckpoint(model, half, (folder) => rowsOf(folder, {}));
		expect(apart(other, await rowsOf(model, {}))).toBeGreaterThan(1e-3);
	});

	it("sees a number that is added to all logits in the logit, and neither in a contrast nor in the log-probability", async () => {
		// The same vector in every row of the head adds one number, which depends on the hidden state, to all logits of a row.
		const shift: Change = (name, values, [, columns]) => {
			if (!name.endsWith("lm_head.weight")) return;
			values.forEach((value, at) => {
				values[at] = Math.fround(value + 0.25 * Math.cos(at % (columns as number)));
			});
		};
		const differences = await withChangedCheckpoint(model, shift, async (folder) => {
			const of = async (options: Partial<RelevancyOptions>) =>
				apart(await rowsOf(folder, options), await rowsOf(model, options));
			return {
				logit: await of({}),
				contrast: await of({ seed: "contrast" }),
				exact: await of({ seed: "contrast", mode: "exact" }),
				logProbability: await of({ seed: "log-probability" }),
			};
		});
		expect(differences.logit).toBeGreaterThan(1e-2);
		// Sums of float32 weights are rounded once: 6e-8 of the weights' size.
		expect(differences.contrast).toBeLessThan(1e-4);
		expect(differences.exact).toBeLessThan(1e-4);
		expect(differences.logProbability).toBeLessThan(1e-4);
	});
});
