import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { decodeModel } from "../codec/decode.js";
import { encodeModel } from "../codec/encode.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import { topologicalOrder } from "../ir/order.js";
import type { Value } from "../ir/value.js";
import { evaluateModel } from "../reference/evaluate-model.js";
import { joinFactors } from "./join-factors.js";
import { outputsThatDependOn, scanOver } from "./scan-over.js";
import { verifyModel } from "./verify.js";

/** `shared` = tanh(x); `own` = (seed · shared) · x + w; `total` its sum. A run is a seed. */
function model() {
	const builder = new GraphBuilder(new Graph());
	const { graph } = builder;
	const opsets = new Map([["", 21]]);
	const x = builder.input("x", "float64", ["n"]);
	const seed = builder.input("seed", "float64", ["n"]);
	const shared = builder.op("Tanh", [x]);
	const scaled = builder.op("Mul", [builder.op("Mul", [seed, shared]), x]);
	for (const value of [shared, scaled]) value.type = { dtype: "float64", shape: ["n"] };
	const own = builder.op("Add", [scaled, builder.constant("float64", [5])]);
	builder.output("shared", shared, { dtype: "float64", shape: ["n"] });
	builder.output("own", own, { dtype: "float64", shape: ["n"] });
	builder.output("total", builder.op("ReduceSum", [own], { keepdims: 1 }), { dtype: "float64", shape: [1] });
	const made: OnnxModel = { irVersion: 10, opsets, producer: "test", metadata: new Map(), graph };
	return made;
}

const vector = (...values: number[]): Tensor => tensor("float64", [values.length], Float64Array.from(values));

describe("scanOver", () => {
	it("moves what depends on the inputs into the body, and gives inputs and outputs an axis in front", () => {
		const made = model();
		expect([...outputsThatDependOn(made, ["seed"])]).toEqual(["own", "total"]);
		scanOver(made, ["seed"]);
		verifyModel(made);
		const { graph } = decodeModel(encodeModel(made));
		expect(graph.inputs.map(({ name, type }) => [name, type?.shape])).toEqual([
			["x", ["n"]],
			["seed", ["runs", "n"]],
		]);
		expect(graph.outputs.map(({ name, type }) => [name, type?.shape])).toEqual([
			["shared", ["n"]],
			["own", ["runs", "n"]],
			["total", ["runs", 1]],
		]);
		const scan = [...graph.nodes].find(({ opType }) => opType === "Scan");
		const body = scan?.attributes.get("body");
		if (body?.type !== "graph") throw new Error("there is no body");
		// The factors are joined outside: one product is left of two.
		expect(topologicalOrder(body.value).map(({ opType }) => opType)).toEqual([
			...["Mul", "Add", "Identity", "ReduceSum", "Identity"],
		]);
		expect(scan?.attributes.get("num_scan_inputs")).toEqual({ type: "int", value: 1 });
		expect([...graph.nodes].map(({ opType }) => opType).sort()).toEqual(["Identity", "Mul", "Scan", "Tanh"]);
	});

	it("moves transpositions that nothing else reads where memory is spared", () => {
		const transposedOutside = (isSparing: boolean) => {
			const made = model();
			const { graph } = made;
			const builder = new GraphBuilder(graph);
			const [x, seed] = graph.inputs as [Value, Value];
			const square = builder.op("Unsqueeze", [x, builder.constant("int64", [0])]);
			const own = builder.op("Transpose", [square], { perm: [1, 0] });
			const shared = builder.op("Transpose", [square], { perm: [1, 0] });
			builder.output("other", builder.op("Add", [own, seed]), { dtype: "float64", shape: ["n", "n"] });
			builder.output("also", builder.op("Add", [shared, seed]), { dtype: "float64", shape: ["n", "n"] });
			builder.output("kept", shared, { dtype: "float64", shape: ["n", 1] });
			scanOver(made, ["seed"], { isSparing });
			verifyModel(made);
			return [...graph.nodes].filter(({ opType }) => opType === "Transpose").length;
		};
		expect([transposedOutside(false), transposedOutside(true)]).toEqual([2, 1]);
	});

	it("names an input that is none", () => {
		let thrown: unknown;
		try {
			scanOver(model(), ["seeds"]);
		} catch (error) {
			thrown = error;
		}
		expect(isLvlmError(thrown, "invalid-argument")).toBe(true);
		expect(thrown).toMatchObject({ fields: { expected: "x, seed", actual: "seeds" } });
	});
});

describe("joinFactors", () => {
	const feeds = { x: vector(0.3, -2), seed: vector(4, 0.5) };
	const dependents = ({ graph }: OnnxModel) => {
		const seed = graph.inputs[1];
		const values = new Set(seed ? [seed] : []);
		const nodes = topologicalOrder(graph).filter((node) => {
			const reads = node.inputs.some((input) => input && values.has(input));
			if (reads) for (const output of node.outputs) values.add(output);
			return reads;
		});
		return [nodes, values] as const;
	};

	it("multiplies what is fixed first, with the same result", () => {
		const [plain, joined] = [model(), model()];
		joinFactors(joined.graph, ...dependents(joined));
		verifyModel(joined);
		expect(dependents(joined)[0].filter(({ opType }) => opType === "Mul")).toHaveLength(1);
		const [before, after] = [plain, joined].map((one) => evaluateModel(one, feeds).own?.data as Float64Array);
		expect(before).toHaveLength(2);
		before?.forEach((value, index) => {
			expect(after?.[index]).toBeCloseTo(value, 14);
		});
	});

	it.each([
		[
			"is read elsewhere too",
			(made: OnnxModel, product: Parameters<Graph["replaceAllUses"]>[0]) => {
				new GraphBuilder(made.graph).output("also", product, { dtype: "float64", shape: ["n"] });
			},
		],
		[
			"has factors of different shapes",
			(made: OnnxModel) => {
				const x = made.graph.inputs[0];
				if (x) x.type = { dtype: "float64", shape: ["m"] };
			},
		],
	] as const)("leaves a product alone that %s", (_, change) => {
		const made = model();
		const product = topologicalOrder(made.graph).find(({ opType }) => opType === "Mul")?.outputs[0];
		if (!product) throw new Error("there is no product");
		change(made, product);
		joinFactors(made.graph, ...dependents(made));
		expect(dependents(made)[0].filter(({ opType }) => opType === "Mul")).toHaveLength(2);
	});
});
