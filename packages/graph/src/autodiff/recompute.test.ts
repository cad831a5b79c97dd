import type { Tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Value } from "../ir/value.js";
import { evaluateModel } from "../reference/evaluate-model.js";
import { differentiate, type GradientRequest } from "./gradients.js";
import { tensorOf } from "./test-data/rule-case.js";

const rows = 3;

/** Two residual blocks with attention over rows: y = h + tanh(h)², h = x + softmax(x·xᵀ)·x. */
function blocks() {
	const builder = new GraphBuilder(new Graph());
	const opsets = new Map([["", 21]]);
	const model: OnnxModel = { irVersion: 10, opsets, producer: "test", metadata: new Map(), graph: builder.graph };
	const x = builder.input("x", "float64", [1, "rows", 2]);
	const seed = builder.input("seed", "float64", ["seeds", 1, "rows", 2]);
	const streams: Value[] = [x];
	const attention: Value[] = [];
	for (let layer = 0; layer < 2; layer++) {
		const from = streams.at(-1) as Value;
		const keys = builder.op("Transpose", [from], { perm: [0, 2, 1] });
		const probabilities = builder.op("Softmax", [builder.op("MatMul", [from, keys])], { axis: -1 });
		attention.push(probabilities);
		const h = builder.op("Add", [from, builder.op("MatMul", [probabilities, from])]);
		const slope = builder.op("Tanh", [h]);
		streams.push(h, builder.op("Add", [h, builder.op("Mul", [slope, slope])]));
	}
	const forward = new Set(model.graph.nodes);
	const feeds: Record<string, Tensor> = {
		x: tensorOf("float64", [1, rows, 2], [0.3, -0.2, 0.5, 0.1, -0.4, 0.7]),
		seed: tensorOf("float64", [2, 1, rows, 2], [1, 2, 3, 4, 5, 6, -1, 0, 1, 0, 2, 1]),
	};
	const found = (recompute?: GradientRequest["recompute"]) => {
		const of = [{ value: streams.at(-1) as Value, seed }];
		const request = { of, wrt: [x, ...attention], batched: true, ...(recompute ? { recompute } : {}) };
		const { gradients, values } = differentiate(model, request);
		const asked = [...gradients, ...values];
		const results = evaluateModel(model, feeds, { outputs: asked.map(({ name }) => name) });
		return { values, numbers: asked.map(({ name }) => [...((results[name] as Tensor).data as Float64Array)]) };
	};
	/** Whether the backward pass reads a forward value itself, and not its shape alone. */
	const isKept = (value: Value) =>
		[...value.uses].some(({ node }) => !forward.has(node) && node.opType !== "Shape" && node.opType !== "Identity");
	return { streams, attention, found, isKept };
}

describe("computing again", () => {
	it("gives the same gradients to the last digit", () => {
		const one = blocks();
		expect(one.found(one.attention).numbers).toEqual(blocks().found().numbers);
	});

	it("reads no attention from the forward pass, and gives what stands for it", () => {
		const plain = blocks();
		plain.found();
		expect(plain.attention.map(plain.isKept)).toEqual([true, true]);
		const again = blocks();
		const { values } = again.found(again.attention);
		expect(again.attention.map(again.isKept)).toEqual([false, false]);
		expect(values[1]).not.toBe(again.attention[0]);
	});
});
