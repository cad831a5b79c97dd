import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { compileProgram } from "../program/compile.js";
import { openHandles } from "../program/handles.js";
import type { ModelHandles } from "../program/program.js";
import { numbers, tinyDecoder, tinyFacts } from "../program/tiny-decoder.js";
import { evaluateModel } from "../reference/index.js";
import { tapAttention, tapAttentionByLayer } from "./attention.js";
import type { AxisValue } from "./axes.js";
import { contract, entropyOver, maxOver, meanOver, project, select, sumOver, topK, weightedSum } from "./reductions.js";

const S = 6;
const { hiddenSize, heads: H, layers: L } = tinyFacts.text;
const embeds = tensor("float32", [1, S, hiddenSize], numbers(S * hiddenSize, 5));

/** Runs what `write` taps; feeds are declared as inputs of their names. */
function run(
	feeds: Record<string, Tensor>,
	write: (handles: ModelHandles, inputs: Record<string, never>) => Record<string, AxisValue>,
): Record<string, { tensor: Tensor; axes: readonly string[] }> {
	const handles = openHandles(tinyDecoder(), tinyFacts);
	const inputs = Object.fromEntries(
		Object.entries(feeds).map(([name, one]) => [name, handles.decoder.builder.input(name, one.dtype, one.shape)]),
	);
	const taps = write(handles, inputs as Record<string, never>);
	const outputs = Object.fromEntries(Object.entries(taps).map(([name, one]) => [name, one.value]));
	const model = compileProgram(handles, { outputs });
	const used = Object.fromEntries(
		Object.entries(feeds).filter(([name]) => model.graph.inputs.some((i) => i.name === name)),
	);
	const results = evaluateModel(model, { inputs_embeds: embeds, ...used }) as Record<string, Tensor>;
	return Object.fromEntries(
		Object.entries(taps).map(([name, one]) => [name, { tensor: results[name] as Tensor, axes: one.axes }]),
	);
}

const whole = run({}, (handles) => ({ a: tapAttention(handles) })).a?.tensor as Tensor;
/** A[l, h, q, k], by plain indexing. */
const A = (l: number, h: number, q: number, k: number): number => Number(whole.data[((l * H + h) * S + q) * S + k]);
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const sum = (values: number[]): number => values.reduce((total, one) => total + one, 0);

function check(
	result: { tensor: Tensor; axes: readonly string[] } | undefined,
	axes: string,
	expected: number[],
): void {
	expect(result?.axes.join(" ")).toBe(axes);
	expect(result?.tensor.data.length).toBe(expected.length);
	expected.forEach((value, index) => {
		expect(Number(result?.tensor.data[index])).toBeCloseTo(value, 9);
	});
}

const int32 = (...values: number[]) => tensor("int32", [values.length], Int32Array.from(values));
const grid = (name: (l: number, h: number) => number[]) => range(L).flatMap((l) => range(H).flatMap((h) => name(l, h)));

describe("tapAttention", () => {
	it("gives [layer, head, query, key], rows that sum to 1 and a causal triangle", () => {
		expect(whole.shape).toEqual([L, H, S, S]);
		grid((l, h) => range(S).map((q) => sum(range(S).map((k) => A(l, h, q, k))))).forEach((one) => {
			expect(one).toBeCloseTo(1, 9);
		});
		expect(A(1, 3, 2, 3)).toBe(0);
		expect(A(1, 3, 3, 2)).toBeGreaterThan(0);
	});

	it("picks layers, rows and columns in the order given", () => {
		const results = run({ rows: int32(5, 2), columns: int32(0, 3, 1) }, (handles, { rows, columns }) => ({
			x: tapAttention(handles, { layers: [1, 0], rows: rows as never, columns: columns as never }),
		}));
		const expected = [1, 0].flatMap((l) =>
			range(H).flatMap((h) => [5, 2].flatMap((q) => [0, 3, 1].map((k) => A(l, h, q, k)))),
		);
		check(results.x, "layer head query key", expected);
	});

	it("sums, averages, takes maxima and entropies", () => {
		const results = run({ rows: int32(4, 5), heads: int32(3, 1) }, (handles, { rows, heads }) => ({
			sum: tapAttention(handles, { rows: rows as never, reduce: [sumOver("key")] }),
			mean: tapAttention(handles, { rows: rows as never, reduce: [meanOver("head"), meanOver("query")] }),
			max: tapAttention(handles, { rows: rows as never, reduce: [maxOver("key")] }),
			entropy: tapAttention(handles, { reduce: [entropyOver("key"), meanOver("query")] }),
			some: tapAttention(handles, { reduce: [select("head", heads as never), sumOver("key"), sumOver("query")] }),
		}));
		check(
			results.sum,
			"layer head query",
			grid(() => [1, 1]),
		);
		check(
			results.mean,
			"layer key",
			range(L).flatMap((l) =>
				range(S).map((k) => sum(range(H).flatMap((h) => [4, 5].map((q) => A(l, h, q, k)))) / (2 * H)),
			),
		);
		check(
			results.max,
			"layer head query",
			grid((l, h) => [4, 5].map((q) => Math.max(...range(S).map((k) => A(l, h, q, k))))),
		);
		const entropy = (l: number, h: number, q: number) =>
			-sum(range(q + 1).map((k) => A(l, h, q, k) * Math.log(A(l, h, q, k))));
		check(
			results.entropy,
			"layer head",
			grid((l, h) => [sum(range(S).map((q) => entropy(l, h, q))) / S]),
		);
		check(
			results.some,
			"layer head",
			Array.from({ length: L * 2 }, () => S),
		);
	});

	it("weighs any axis, also several sets at once", () => {
		const q = numbers(2 * S, 8);
		const k = numbers(2 * S, 9);
		const h = numbers(H, 10);
		const feeds = {
			q: tensor("float32", [2, S], q),
			k: tensor("float32", [2, S], k),
			k0: tensor("float32", [S], k.slice(0, S)),
			q1: tensor("float32", [S], q.slice(S)),
			h: tensor("float32", [H], h),
			h2: tensor("float32", [2, H], Float32Array.from([...h, ...h.map((one) => one * 2)])),
		};
		const results = run(feeds, (handles, inputs) => {
			const value = inputs as Record<string, never>;
			return {
				mass: tapAttention(handles, {
					reduce: [project("key", value.k as never, "set"), contract("query", value.q as never, "set")],
				}),
				other: tapAttention(handles, {
					reduce: [project("query", value.q as never, "set"), contract("key", value.k as never, "set")],
				}),
				pair: tapAttention(handles, {
					reduce: [weightedSum("query", value.q1 as never), weightedSum("key", value.k0 as never)],
				}),
				heads: tapAttention(handles, { reduce: [weightedSum("head", value.h as never)] }),
				headSets: tapAttention(handles, { reduce: [project("head", value.h2 as never, "set")] }),
			};
		});
		const bilinear = (l: number, head: number, n: number, m: number) =>
			sum(range(S).flatMap((i) => range(S).map((j) => Number(q[n * S + i]) * A(l, head, i, j) * Number(k[m * S + j]))));
		check(
			results.mass,
			"layer head set",
			grid((l, head) => [bilinear(l, head, 0, 0), bilinear(l, head, 1, 1)]),
		);
		check(
			results.other,
			"layer head set",
			grid((l, head) => [bilinear(l, head, 0, 0), bilinear(l, head, 1, 1)]),
		);
		check(
			results.pair,
			"layer head",
			grid((l, head) => [bilinear(l, head, 1, 0)]),
		);
		const headSum = (l: number, i: number, j: number) =>
			sum(range(H).map((head) => Number(h[head]) * A(l, head, i, j)));
		const squares = (scale: number) => (l: number) =>
			range(S).flatMap((i) => range(S).map((j) => headSum(l, i, j) * scale));
		check(results.heads, "layer query key", range(L).flatMap(squares(1)));
		check(
			results.headSets,
			"layer set query key",
			range(L).flatMap((l) => [...squares(1)(l), ...squares(2)(l)]),
		);
	});

	it("reduces layers after stacking, and finds the largest", () => {
		const results = run({ rows: int32(5) }, (handles, { rows }) => {
			const { builder } = handles.decoder;
			const tap = tapAttention(handles, { rows: rows as never, reduce: [meanOver("head")] });
			return { mean: meanOver("layer")(builder, tap), ...topK(builder, tap, "key", 2) };
		});
		const row = (l: number, k: number) => sum(range(H).map((h) => A(l, h, 5, k))) / H;
		check(
			results.mean,
			"query key",
			range(S).map((k) => sum(range(L).map((l) => row(l, k))) / L),
		);
		const best = range(L).map((l) =>
			range(S)
				.sort((a, b) => row(l, b) - row(l, a))
				.slice(0, 2),
		);
		check(
			results.values,
			"layer query rank",
			best.flatMap((ks, l) => ks.map((k) => row(l, k))),
		);
		check(results.indices, "layer query rank", best.flat());
	});

	it("composes to rollout: r <- r (A/2 + I/2), from the last layer to the first", () => {
		const start = new Float32Array(S);
		start[S - 1] = 1;
		const results = run({ start: tensor("float32", [1, S], start) }, (handles, inputs) => {
			const { builder } = handles.decoder;
			const half = builder.constant("float32", 0.5, []);
			let r = inputs.start as never as AxisValue["value"];
			for (const layer of [...tapAttentionByLayer(handles, { reduce: [meanOver("head")] })].reverse()) {
				r = builder.op("Mul", [half, builder.op("Add", [r, builder.op("MatMul", [r, layer.value])])]);
			}
			return { rollout: { value: r, axes: ["query", "key"] } };
		});
		let expected = [...start];
		for (const l of [1, 0]) {
			expected = range(S).map((k) =>
				sum(
					range(S).map(
						(i) => Number(expected[i]) * (sum(range(H).map((h) => A(l, h, i, k))) / H / 2 + (i === k ? 0.5 : 0)),
					),
				),
			);
		}
		check(results.rollout, "query key", expected);
		expect(sum(expected)).toBeCloseTo(1, 9);
	});

	it("refuses layers and axes that are not there", () => {
		const handles = openHandles(tinyDecoder(), tinyFacts);
		for (const attempt of [
			() => tapAttention(handles, { layers: [2] }),
			() => tapAttention(handles, { layers: [] }),
			() => tapAttention(handles, { reduce: [sumOver("region")] }),
		]) {
			try {
				attempt();
				expect.unreachable();
			} catch (error) {
				expect(isLvlmError(error, "invalid-argument")).toBe(true);
			}
		}
	});
});
