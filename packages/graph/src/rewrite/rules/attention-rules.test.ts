import { readdirSync, readFileSync } from "node:fs";
import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../build/builder.js";
import { decodeModel } from "../../codec/decode.js";
import { encodeModel } from "../../codec/encode.js";
import { Graph, type OnnxModel } from "../../ir/graph.js";
import { cloneModel } from "../../passes/clone.js";
import { dropCache } from "../../passes/drop-cache.js";
import { pruneGraph } from "../../passes/prune.js";
import { verifyModel } from "../../passes/verify.js";
import { evaluateModel } from "../../reference/index.js";
import { applyRules } from "../driver.js";
import { findAttention } from "../find-attention.js";
import { attentionRules } from "./attention-rules.js";

const folder = new URL("../../../../../fixtures/attention-rules/", import.meta.url);
const cases = readdirSync(folder)
	.filter((one) => one.endsWith(".onnx"))
	.map((one) => one.slice(0, -5));

function read(name: string): OnnxModel {
	return decodeModel(new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder))));
}

function tensors(name: string): Record<string, Tensor> {
	const stored = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Record<
		string,
		{ shape: number[]; data: number[] }
	>;
	return Object.fromEntries(
		Object.entries(stored).map(([key, one]) => [key, tensor("float32", one.shape, Float32Array.from(one.data))]),
	);
}

describe("fused attention taken apart", () => {
	it("has all its cases", () => expect(cases.length).toBe(13));

	it.each(cases)("computes what ONNX Runtime computed: %s", (name) => {
		const model = read(name);
		dropCache(model);
		const report = applyRules(model.graph, attentionRules);
		const site = report.sites[0];
		expect(report.applied).toHaveLength(1);
		expect(site?.layer).toBe(name.startsWith("gqa") ? 0 : 3);
		if (!site) return;
		site.probabilities.name = "probabilities";
		model.graph.outputs.push(site.probabilities);
		pruneGraph(model.graph);
		verifyModel(model);
		// All that stays fused is the rotation, whose gradient is a rotation.
		const fused = [...model.graph.nodes].filter((node) => node.domain !== "").map((node) => node.opType);
		expect(fused.filter((opType) => opType !== "RotaryEmbedding")).toEqual([]);

		const stored = tensors(name);
		const expected = stored.y as Tensor;
		const feeds = Object.fromEntries(
			model.graph.inputs.map((input) => [input.name, stored[input.name] as Tensor] as const),
		);
		// Through bytes, so that what is tested is what a runtime would get.
		const results = evaluateModel(decodeModel(encodeModel(model)), feeds);
		const y = results.y as Tensor;
		expect(y.shape).toEqual(expected.shape);
		let worst = 0;
		y.data.forEach((value, index) => {
			worst = Math.max(worst, Math.abs(Number(value) - Number(expected.data[index])));
		});
		expect(worst).toBeLessThan(2e-6);

		const probabilities = results.probabilities as Tensor;
		const heads = name.includes("shared") || name.includes("packed-d") || name === "gqa-bias" ? 4 : 2;
		expect(probabilities.shape).toEqual([1, heads, 7, 7]);
		const isCausal = name.startsWith("gqa") || name === "mha-causal";
		for (let row = 0; row < heads * 7; row++) {
			const values = [...probabilities.data.slice(row * 7, row * 7 + 7)].map(Number);
			expect(values.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
			if (isCausal) expect(values.slice((row % 7) + 1).every((one) => one === 0)).toBe(true);
		}
	});

	it.each([
		["a prompt", 0, 5, -1],
		["a decode step", 6, 1, -1],
		["a chunk after a cache", 4, 3, -1],
		["a chunk within a window", 6, 3, 4],
	])("goes on from a cache: %s", (_, past, rows, window) => {
		const [heads, kvHeads, size, half] = [4, 2, 16, 8];
		const builder = new GraphBuilder(new Graph("cached"));
		const noise = (shape: number[], seed: number) => {
			const count = shape.reduce((product, one) => product * one, 1);
			return tensor(
				"float32",
				shape,
				Float32Array.from({ length: count }, (_, index) => Math.sin(12.9898 * index + seed)),
			);
		};
		const feeds: Record<string, Tensor> = {
			query: noise([1, rows, heads * size], 1),
			key: noise([1, rows, kvHeads * size], 2),
			value: noise([1, rows, kvHeads * size], 3),
			past_key: noise([1, kvHeads, past, size], 4),
			past_value: noise([1, kvHeads, past, size], 5),
		};
		const inputs = Object.entries(feeds).map(([name, { shape }]) =>
			builder.input(name, "float32", name.startsWith("past") ? [1, kvHeads, "past", size] : [1, "rows", shape[2] ?? 0]),
		);
		const table = (of: (angle: number) => number) =>
			builder.constant(
				"float32",
				Array.from({ length: 16 * half }, (_, index) => of(Math.floor(index / half) * 0.3 ** (index % half))),
				[16, half],
			);
		const lengths = [builder.constant("int32", [past + rows - 1]), builder.constant("int32", past + rows)];
		const outputs = builder.ops(
			"GroupQueryAttention",
			[...inputs, ...lengths, table(Math.cos), table(Math.sin)],
			{ num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, local_window_size: window },
			{ domain: "com.microsoft", outputs: ["y", "present_key", "present_value"] },
		);
		builder.graph.outputs.push(...outputs);
		const model = {
			irVersion: 10,
			opsets: new Map([
				["", 21],
				["com.microsoft", 1],
			]),
			producer: "test",
			metadata: new Map<string, string>(),
			graph: builder.graph,
		};
		const fused = evaluateModel(model, feeds);
		const taken = cloneModel(model);
		expect(applyRules(taken.graph, attentionRules).applied).toHaveLength(1);
		verifyModel(taken);
		const apart = evaluateModel(decodeModel(encodeModel(taken)), feeds);
		for (const name of ["y", "present_key", "present_value"]) {
			const [one, other] = [fused[name], apart[name]];
			expect(other?.shape).toEqual(one?.shape);
			one?.data.forEach((value, index) => {
				expect(Math.abs(Number(value) - Number(other?.data[index]))).toBeLessThan(1e-6);
			});
		}
	});

	it("finds what is decomposed already, under the same sites", () => {
		for (const name of ["gqa-shared-rotary", "mha-plain", "gqa-softcap"]) {
			const model = read(name);
			dropCache(model);
			const { sites } = applyRules(model.graph, attentionRules);
			pruneGraph(model.graph);
			expect(findAttention(model.graph).map((site) => site.probabilities)).toEqual(
				sites.map((site) => site.probabilities),
			);
			expect(applyRules(model.graph, attentionRules).applied).toEqual([]);
		}
	});

	it("leaves a softmax that feeds no product alone", () => {
		const builder = new GraphBuilder(new Graph());
		const x = builder.input("x", "float32", ["n", 4]);
		builder.output("y", builder.op("Softmax", [builder.op("MatMul", [x, x])], { axis: -1 }));
		expect(findAttention(builder.graph)).toEqual([]);
	});
});

describe("refusals", () => {
	function reasonsOf(run: () => unknown): readonly string[] {
		try {
			run();
		} catch (error) {
			if (isLvlmError(error, "pattern-not-found")) return error.fields.reasons;
			throw error;
		}
		return [];
	}

	it("says why a node cannot be rewritten, and changes nothing", () => {
		const model = read("gqa-plain");
		for (const node of model.graph.nodes) {
			if (node.opType === "GroupQueryAttention") model.graph.replaceInput(node, 4, undefined);
		}
		const before = encodeModel(model);
		const reasons = reasonsOf(() => applyRules(model.graph, attentionRules)).join(" | ");
		expect(reasons).toContain("/model/layers.0/attn/GroupQueryAttention");
		expect(reasons).toContain("past key without a past value");
		expect(encodeModel(model)).toEqual(before);
		expect(applyRules(cloneModel(model).graph, attentionRules, { strict: false }).refused).toHaveLength(1);
	});

	it("refuses smooth softmax, padding masks and bad head counts", () => {
		const attempt = (opType: string, inputs: number, attributes: Record<string, number>) => {
			const builder = new GraphBuilder(new Graph());
			const x = builder.input("x", "float32", [1, "s", 8]);
			const list = Array.from({ length: inputs }, () => x);
			builder.output("y", builder.op(opType, list, attributes, { domain: "com.microsoft" }));
			return reasonsOf(() => applyRules(builder.graph, attentionRules)).join(" | ");
		};
		const heads = { num_heads: 2, kv_num_heads: 2 };
		expect(attempt("GroupQueryAttention", 3, { ...heads, smooth_softmax: 1 })).toContain("smooth softmax");
		expect(attempt("GroupQueryAttention", 3, { num_heads: 3, kv_num_heads: 2 })).toContain("do not share");
		expect(attempt("GroupQueryAttention", 3, { ...heads, some_new_thing: 1 })).toContain("some_new_thing");
		expect(attempt("GroupQueryAttention", 3, { ...heads, do_rotary: 1 })).toContain("tables");
		expect(attempt("MultiHeadAttention", 5, { num_heads: 2 })).toContain("padding mask");
		expect(attempt("MultiHeadAttention", 3, {})).toContain("num_heads");
	});
});
