import { readFileSync } from "node:fs";
import { isLvlmError, resolveOptions, type Tensor, tensor } from "@lvlm-interpret/core";
import { type RelevancyMap, type RelevancyMode, type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { Graph, GraphBuilder } from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";
import { beforeAll, describe, expect, it } from "vitest";
import { type Cam, cam, gained, gainedAtOnce } from "../../packages/explainers/src/relevancy/sweep.js";
import { float64, openCase, type ReplayCase, runExplainer } from "./replay-case.js";

const explainer = relevancy();
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Largest difference as a share of the second's largest entry. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
	expect(a.length).toBe(b.length);
	const largest = Math.max(...Array.from(b, Math.abs));
	return Math.max(...range(a.length).map((i) => Math.abs((a[i] as number) - (b[i] as number)))) / largest;
}

describe("two layers by hand", () => {
	type Matrices = number[][][];
	const vectors = JSON.parse(
		readFileSync(new URL("../../fixtures/relevancy/vectors.json", import.meta.url), "utf8"),
	) as {
		promptLength: number;
		decoderAttention: Matrices[];
		decoderGradients: Matrices[][];
		expected: { rows: Record<string, { raw: number[] }>; R: Record<string, number[][]> }[];
	};
	const P = vectors.promptLength;

	/** r less e_q for token t, from layers of attention and gradients cut to the rows that exist then. */
	function rowOf(t: number, gradientsOf: (row: number) => number, combine: typeof gained): number[] {
		const size = P + t;
		const graph = new Graph();
		const builder = new GraphBuilder(graph);
		const feeds: Record<string, Tensor> = {};
		const input = (name: string, shape: number[], data: number[]) => {
			feeds[name] = tensor("float64", shape, Float64Array.from(data));
			return builder.input(name, "float32", shape);
		};
		const cams = vectors.decoderAttention.map((layer, l): Cam => {
			const cut = (matrix: number[][]) => matrix.slice(0, size).flatMap((row) => row.slice(0, size));
			const shape = [1, layer.length, size, size];
			const A = input(`A${l}`, shape, layer.flatMap(cut));
			const mixed = layer.map((_, head) =>
				range(size).map((row) => vectors.decoderGradients[gradientsOf(row)]?.[l]?.[head]?.[row] as number[]),
			);
			return { matrix: cam(builder, A, input(`dA${l}`, shape, mixed.flatMap(cut))) };
		});
		const start = input(
			"start",
			[1, 1, size],
			range(size).map((place) => Number(place === P - 1 + t)),
		);
		builder.output("row", combine(builder, start, cams));
		return Array.from(evaluateModel(graph, feeds).row?.data as Float64Array);
	}

	it.each([0, 1])("give the rows that plain Python works out, token %i", (t) => {
		const rows = vectors.expected[t]?.rows ?? {};
		const hybrid = rowOf(t, (row) => Math.max(0, row - P + 1), gained);
		expect(apart(hybrid, rows["llama.hybrid"]?.raw ?? [])).toBeLessThan(1e-12);
		expect(
			apart(
				rowOf(t, () => t, gained),
				rows["llama.exact"]?.raw ?? [],
			),
		).toBeLessThan(1e-12);
		expect(
			apart(
				rowOf(t, () => t, gainedAtOnce),
				rows["llama.lastRowOnly"]?.raw ?? [],
			),
		).toBeLessThan(1e-12);
	});

	it("have a lower triangular R whose last row is the row form", () => {
		const R = vectors.expected[1]?.R["llama.hybrid"] as number[][];
		R.forEach((row, i) => {
			expect(row.slice(i + 1).every((one) => one === 0)).toBe(true);
		});
		const row = rowOf(1, (one) => Math.max(0, one - P + 1), gained);
		expect(
			apart(
				row,
				(R[P] as number[]).map((one, place) => one - Number(place === P)),
			),
		).toBeLessThan(1e-12);
	});
});

describe("relevancy of the model gqa, float64", () => {
	let one: ReplayCase;
	beforeAll(async () => {
		one = await openCase("fixtures/relevancy/gqa", "gqa", undefined, float64);
	});
	/** Rows over all joint positions, one a chosen token, not normalised. */
	async function rows(options: Partial<RelevancyOptions>, on: ReplayCase = one): Promise<Float32Array[]> {
		const all = resolveOptions("relevancy", explainer.options, {
			map: "llama",
			mode: "hybrid",
			normalize: false,
			...options,
		});
		const { body } = await runExplainer(on, float64, explainer, all);
		const shown = body.tensors.relevance as ResultTensor;
		const { data, shape } = shown.tensor;
		const width = shape[1] as number;
		return range(shape[0] as number).map((index) => data.slice(index * width, (index + 1) * width));
	}

	it("reaches no position behind the token's own row", async () => {
		const { promptLength } = one.replay.sequence;
		for (const [t, row] of (await rows({})).entries()) {
			expect(row.slice(promptLength + t).every((value) => value === 0)).toBe(true);
			expect(row.some((value) => value > 0)).toBe(true);
		}
	});

	it("is the same for some tokens as for all, and for token 0 in the modes hybrid and exact", async () => {
		const [all, some, exact] = [await rows({}), await rows({ tokens: [4, 1] }), await rows({ mode: "exact" })];
		expect(apart(some[0] as Float32Array, all[4] as Float32Array)).toBeLessThan(1e-6);
		expect(apart(some[1] as Float32Array, all[1] as Float32Array)).toBeLessThan(1e-6);
		expect(apart(exact[0] as Float32Array, all[0] as Float32Array)).toBeLessThan(1e-6);
		expect(apart(exact[5] as Float32Array, all[5] as Float32Array)).toBeGreaterThan(1e-4);
	});

	it("is homogeneous in the seed's scale in the mode lastRowOnly, and is not in the mode hybrid", async () => {
		const tripled = (list: Float32Array[]) => list.map((row) => row.map((value) => 3 * value));
		for (const [mode, isHomogeneous] of [
			["lastRowOnly", true],
			["hybrid", false],
		] as const) {
			const [single, triple] = [tripled(await rows({ mode })), await rows({ mode, seedScale: 3 })];
			const difference = Math.max(...single.map((row, t) => apart(row, triple[t] as Float32Array)));
			if (isHomogeneous) expect(difference).toBeLessThan(1e-6);
			else expect(difference).toBeGreaterThan(1e-3);
		}
	});

	it("explains a token against itself by nothing, and against another by what changes sign with it", async () => {
		const own = one.replay.tokens[0]?.id as number;
		const [against] = await rows({ tokens: [0], seed: "contrast", contrastWith: own });
		expect(Math.max(...(against as Float32Array))).toBeLessThan(1e-9);
		const [logit] = await rows({ tokens: [0] });
		const [contrast] = await rows({ tokens: [0], seed: "contrast" });
		expect(apart(contrast as Float32Array, logit as Float32Array)).toBeGreaterThan(1e-3);
	});

	it.each([
		["vit", "hybrid"],
		["vit", "lastRowOnly"],
		["all", "lastRowOnly"],
	] as [RelevancyMap, RelevancyMode][])("refuses the map %s in the mode %s", (map, mode) => {
		const options = resolveOptions("relevancy", explainer.options, { map, mode });
		let thrown: unknown;
		try {
			explainer.program(one.open(), options);
		} catch (error) {
			thrown = error;
		}
		expect(isLvlmError(thrown, "invalid-argument")).toBe(true);
	});
});

describe("heads", () => {
	it("in another order give the same C", () => {
		const [heads, size] = [3, 4];
		const numbers = (seed: number) =>
			Float64Array.from({ length: heads * size * size }, (_, i) => Math.sin(seed + 1.7 * i));
		const swap = (data: Float64Array) => {
			const each = size * size;
			return Float64Array.from([...data.slice(2 * each), ...data.slice(0, each), ...data.slice(each, 2 * each)]);
		};
		const run = (a: Float64Array, d: Float64Array) => {
			const graph = new Graph();
			const builder = new GraphBuilder(graph);
			const shape = [1, heads, size, size];
			builder.output("c", cam(builder, builder.input("a", "float32", shape), builder.input("d", "float32", shape)));
			const feeds = { a: tensor("float64", shape, a), d: tensor("float64", shape, d) };
			return evaluateModel(graph, feeds).c?.data as Float64Array;
		};
		const [a, d] = [numbers(1), numbers(2)];
		expect(apart(run(a, d), run(swap(a), swap(d)))).toBeLessThan(1e-12);
	});
});
