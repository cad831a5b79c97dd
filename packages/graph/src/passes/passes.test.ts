import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { encodeModel } from "../codec/encode.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Value } from "../ir/value.js";
import { tinyDecoder, tinyFacts } from "../program/tiny-decoder.js";
import { cloneModel } from "./clone.js";
import { dropCache } from "./drop-cache.js";
import { printGraph } from "./print.js";
import { pruneGraph } from "./prune.js";
import { verifyModel } from "./verify.js";

function modelOf(graph: Graph): OnnxModel {
	return { irVersion: 10, opsets: new Map([["", 21]]), producer: "", metadata: new Map(), graph };
}

/** if (c) x + one else x · x, with an unused branch of the graph beside it. */
function branching(): OnnxModel {
	const graph = new Graph("outer");
	const builder = new GraphBuilder(graph);
	const c = builder.input("c", "bool", []);
	const x = builder.input("x", "float32", ["n"]);
	builder.input("idle", "float32", [3]);
	const one = builder.constant("float32", 1, [], "one");
	const inner = (name: string, opType: string, other: Value) => {
		const sub = new Graph(name, graph);
		sub.outputs.push(sub.addNode({ opType, inputs: [x, other], outputs: [name] }).outputs[0] as Value);
		return { type: "graph", value: sub } as const;
	};
	const attributes = { then_branch: inner("then", "Add", one), else_branch: inner("else", "Mul", x) };
	const y = builder.op("If", [c], attributes, { name: "choice" });
	builder.op("Neg", [builder.op("Exp", [y])]);
	builder.output("y", y, { dtype: "float32", shape: ["n"] });
	return modelOf(graph);
}

describe("cloneModel", () => {
	it("copies structure and shares weights; edits do not reach the original", () => {
		for (const model of [tinyDecoder(), branching()]) {
			const before = encodeModel(model);
			const values = new Map<Value, Value>();
			const copy = cloneModel(model, values);
			verifyModel(copy);
			expect(encodeModel(copy)).toEqual(before);
			for (const [value, data] of model.graph.initializers) {
				expect(copy.graph.initializers.get(values.get(value) as Value)).toBe(data);
			}
			copy.graph.outputs.length = 0;
			pruneGraph(copy.graph);
			expect(copy.graph.nodes.size).toBe(0);
			expect(encodeModel(model)).toEqual(before);
			verifyModel(model);
		}
	});
});

describe("pruneGraph", () => {
	it("removes what no output needs and keeps what subgraphs read", () => {
		const model = branching();
		expect(pruneGraph(model.graph, { removeInputs: false })).toBe(2);
		expect(model.graph.inputs.map((one) => one.name)).toEqual(["c", "x", "idle"]);
		pruneGraph(model.graph);
		expect(model.graph.inputs.map((one) => one.name)).toEqual(["c", "x"]);
		expect([...model.graph.initializers.keys()].map((one) => one.name)).toEqual(["one"]);
		verifyModel(model);
		model.graph.outputs.length = 0;
		pruneGraph(model.graph);
		expect(model.graph.initializers.size + model.graph.inputs.length).toBe(0);
	});
});

describe("dropCache", () => {
	it("removes cache inputs and outputs, and shows other readers a cache of length 0", () => {
		const decoder = tinyDecoder();
		expect(dropCache(decoder)).toBe(2 * tinyFacts.text.layers);
		expect(decoder.graph.outputs.map((one) => one.name)).toEqual(["logits"]);
		verifyModel(decoder);

		const builder = new GraphBuilder(new Graph());
		const past = builder.input("past_key_values.0.key", "float32", ["batch", 2, "past", 4]);
		const now = builder.input("now", "float32", [1, 2, "s", 4]);
		builder.output("present.0.key", builder.op("Concat", [past, now], { axis: 2 }));
		builder.output("keys", builder.op("Concat", [past, now], { axis: 2 }));
		dropCache(modelOf(builder.graph));
		expect(builder.graph.outputs.map((one) => one.name)).toEqual(["keys"]);
		expect([...builder.graph.initializers.values()].map((one) => one.shape)).toEqual([[1, 2, 0, 4]]);

		const fixed = new GraphBuilder(new Graph());
		fixed.output("y", fixed.op("Neg", [fixed.input("past_key_values.0.key", "float32", [1, 2, 8, 4])]));
		expect(() => dropCache(modelOf(fixed.graph))).toThrow(/no symbolic length/);
	});
});

describe("verifyModel", () => {
	function reasonOf(damage: (model: OnnxModel) => OnnxModel | undefined): string {
		const model = branching();
		const damaged = damage(model) ?? model;
		try {
			verifyModel(damaged);
		} catch (error) {
			if (isLvlmError(error, "invalid-model")) return `${error.fields.node}: ${error.fields.reason}`;
			throw error;
		}
		return "whole";
	}
	const choice = (model: OnnxModel) =>
		[...model.graph.nodes].find((node) => node.name === "choice") as never as {
			inputs: (Value | undefined)[];
			outputs: Value[];
		};

	it("accepts a whole model", () => expect(reasonOf(() => undefined)).toBe("whole"));

	it("names what is broken", () => {
		expect(reasonOf((model) => ({ ...model, opsets: new Map() }))).toContain("ai.onnx");
		expect(
			reasonOf((model) => {
				(model.graph.inputs[1] as Value).name = "c";
				return undefined;
			}),
		).toBe("c: two values have this name");
		expect(
			reasonOf((model) => {
				const foreign = new GraphBuilder(new Graph()).input("foreign", "bool", []);
				choice(model).inputs[0] = foreign;
				return undefined;
			}),
		).toContain('choice: input 0 reads "foreign"');
		expect(
			reasonOf((model) => {
				model.graph.inputs[0]?.uses.clear();
				return undefined;
			}),
		).toContain("not among the uses");
		expect(
			reasonOf((model) => {
				(choice(model).outputs[0] as Value).producer = undefined;
				return undefined;
			}),
		).toContain("as the node that computes it");
		expect(
			reasonOf((model) => {
				// The subgraphs still read "x".
				model.graph.inputs.splice(1, 1);
				return undefined;
			}),
		).toContain('reads "x", which nothing defines');
		expect(
			reasonOf((model) => {
				const [value] = model.graph.initializers.keys();
				model.graph.initializers.set(value as Value, {
					dtype: "float32",
					shape: [2],
					content: { kind: "inline", bytes: new Uint8Array(4) },
				});
				return undefined;
			}),
		).toBe("one: it holds 4 bytes, its shape needs 8");
		expect(
			reasonOf((model) => {
				model.graph.outputs.push(model.graph.outputs[0] as Value);
				return undefined;
			}),
		).toBe("y: it is a graph output twice");
	});
});

describe("printGraph", () => {
	it("writes one node a line, subgraphs indented", () => {
		const text = printGraph(branching().graph);
		expect(text).toContain("in  x: float32[n]\n");
		expect(text).toContain("const one: float32[] (inline)\n");
		expect(text).toContain("\n  then = Add(x, one)\n");
		expect(text).toMatch(/y: float32\[n\] = Identity\(choice_output\)\n/);
		expect(text.trimEnd().endsWith("out y: float32[n]")).toBe(true);
	});
});
