import type { Tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import { evaluateModel } from "../reference/evaluate-model.js";
import { type GradientRequest, gradients } from "./gradients.js";
import { constant, vjp } from "./rule.js";
import { tensorOf } from "./test-data/rule-case.js";

const opsets = new Map([
	["", 21],
	["com.microsoft", 1],
]);

/** A graph of float64 vectors [3] with a value `x` and a cotangent `seed` of [1, 10, 100]. */
class Bench {
	readonly builder = new GraphBuilder(new Graph());
	readonly model: OnnxModel = {
		irVersion: 10,
		opsets,
		producer: "test",
		metadata: new Map(),
		graph: this.builder.graph,
	};
	readonly x = this.builder.input("x", "float64", [3]);
	readonly seed = this.builder.input("seed", "float64", [3]);
	readonly feeds: Record<string, Tensor> = {
		x: tensorOf("float64", [3], [1, -2, 3]),
		seed: tensorOf("float64", [3], [1, 10, 100]),
	};

	op(opType: string, ...inputs: Value[]): Value {
		return this.builder.op(opType, inputs);
	}

	run(values: readonly Value[]): number[][] {
		const names = values.map((value) => value.name);
		const results = evaluateModel(this.model, this.feeds, { outputs: names });
		return names.map((name) => [...((results[name] as Tensor).data as Float64Array)]);
	}

	/** Gradients of `of` along the seed. */
	gradients(of: Value, wrt: readonly Value[], more: Partial<GradientRequest> = {}): number[][] {
		return this.run(gradients(this.model, { of: [{ value: of, seed: this.seed }], wrt, ...more }));
	}

	/** Operators of the nodes that `gradients` writes. */
	written(of: Value, wrt: readonly Value[]): string[] {
		const before = new Set(this.model.graph.nodes);
		gradients(this.model, { of: [{ value: of, seed: this.seed }], wrt });
		return [...this.model.graph.nodes].filter((node) => !before.has(node)).map((node) => node.opType);
	}
}

describe("gradients", () => {
	it("computes an activation again on the way back instead of keeping it", () => {
		const b = new Bench();
		const options = { domain: "com.microsoft" };
		const silu = b.builder.op("QuickGelu", [b.x], { alpha: { float: 1 } }, options);
		const y = b.op("Mul", silu, b.x);
		const forward = new Set(b.model.graph.nodes);
		// d(x²σ)/dx = 2xσ + x²σ(1 - σ)
		const expected = [1, -2, 3].map((x, at) => {
			const sigmoid = 1 / (1 + Math.exp(-x));
			return 10 ** at * (2 * x * sigmoid + x * x * sigmoid * (1 - sigmoid));
		});
		const [given] = b.gradients(y, [b.x]) as [number[]];
		given.forEach((one, at) => {
			expect(one).toBeCloseTo(expected[at] as number, 12);
		});
		const readers = [...silu.uses].map(({ node }) => node);
		expect(readers.every((node) => forward.has(node))).toBe(true);
	});

	it("adds what flows back from every reader of a value", () => {
		const b = new Bench();
		const y = b.op("Add", b.op("Mul", b.x, b.x), b.op("Add", b.op("Neg", b.x), b.x));
		// y = x² - x + x
		expect(b.gradients(y, [b.x])).toEqual([[2, -40, 600]]);
	});

	it("counts a value that a node reads twice twice", () => {
		const b = new Bench();
		expect(b.gradients(b.op("Div", b.x, b.x), [b.x])).toEqual([[0, 0, 0]]);
		const c = new Bench();
		const rows = c.builder.op("Unsqueeze", [c.x, c.builder.constant("int64", [1])]);
		const square = c.op("MatMul", rows, c.builder.op("Transpose", [rows], { perm: [1, 0] }));
		const diagonal = c.builder.op("ReduceSum", [square, c.builder.constant("int64", [1])], { keepdims: 0 });
		// y_i = x_i Σ_j x_j with Σ x = 2: dx_k = 2·seed_k + Σ_i seed_i·x_i = 2·seed_k + 281.
		expect(c.gradients(diagonal, [c.x])).toEqual([[283, 301, 481]]);
	});

	it("gives total derivatives of several values on one path, inner ones too", () => {
		const b = new Bench();
		const square = b.op("Mul", b.x, b.x);
		const cube = b.op("Mul", square, b.x);
		const y = b.op("Add", cube, square);
		// y = s·x + s: dy/ds = x + 1; dy/dcube = 1; dy/dx = 3x² + 2x.
		expect(b.gradients(y, [square, b.x, cube, y])).toEqual([
			[2, -10, 400],
			[5, 80, 3300],
			[1, 10, 100],
			[1, 10, 100],
		]);
	});

	it("adds the gradients of several values", () => {
		const b = new Bench();
		const square = b.op("Mul", b.x, b.x);
		const of = [square, b.x].map((value) => ({ value, seed: b.seed }));
		expect(b.run(gradients(b.model, { of, wrt: [b.x, square] }))).toEqual([
			[3, -30, 700],
			[1, 10, 100],
		]);
	});

	it("is zero where nothing depends on a value, for every seed of a batch", () => {
		const b = new Bench();
		const other = b.builder.input("other", "float64", ["rows", 2]);
		b.feeds.other = tensorOf("float64", [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
		const y = b.op("Exp", b.x);
		expect(b.gradients(y, [other])).toEqual([[0, 0, 0, 0, 0, 0, 0, 0]]);
		const seeds = b.builder.input("seeds", "float64", ["seeds", 3]);
		b.feeds.seeds = tensorOf("float64", [2, 3], [1, 2, 3, 4, 5, 6]);
		const [none] = gradients(b.model, { of: [{ value: y, seed: seeds }], wrt: [other], batched: true });
		const { name } = none as Value;
		expect(evaluateModel(b.model, b.feeds, { outputs: [name] })[name]).toEqual(
			tensorOf("float64", [2, 4, 2], new Float64Array(16)),
		);
	});

	it("visits only nodes on a path", () => {
		const b = new Bench();
		const aside = b.builder.input("aside", "float64", [3]);
		const modulus = b.op("Mod", b.op("Exp", aside), aside);
		const y = b.op("Mul", b.op("Tanh", b.x), modulus);
		b.op("Mod", b.op("Log", b.x), b.x);
		expect(b.written(y, [b.x])).toEqual(["Mul", "Sub", "Mul", "Mul"]);
	});

	it("takes a rule for one node in place of the table's", () => {
		const b = new Bench();
		const y = b.op("Mul", b.op("Exp", b.x), b.x);
		const exponential = y.producer?.inputs[0]?.producer as Node;
		const doubled = vjp((call, dy) => call.mul(dy, call.scalar(2)));
		const e = Math.exp;
		const expected = [e(1) + 2, 10 * e(-2) - 40, 100 * e(3) + 600];
		const [own] = b.gradients(y, [b.x], { overrides: new Map([[exponential, doubled]]) });
		expected.forEach((value, at) => {
			expect(own?.[at]).toBeCloseTo(value, 10);
		});
		const [detached] = b.gradients(y, [b.x], { overrides: new Map([[exponential, constant]]) });
		[e(1), 10 * e(-2), 100 * e(3)].forEach((value, at) => {
			expect(detached?.[at]).toBeCloseTo(value, 10);
		});
		const odd = b.builder.op("Odd", [b.x], { size: 3 }, { domain: "acme" });
		odd.type = { dtype: "float64", shape: [3] };
		const tripled = vjp((call, dy) => call.mul(dy, call.scalar(call.attributes.size as number)));
		expect(b.gradients(odd, [b.x], { overrides: new Map([[odd.producer as Node, tripled]]) })).toEqual([[3, 30, 300]]);
	});

	it("can be asked twice, also for the gradient of a gradient", () => {
		const b = new Bench();
		const cube = b.op("Mul", b.op("Mul", b.x, b.x), b.x);
		const [first] = gradients(b.model, { of: [{ value: cube, seed: b.seed }], wrt: [b.x] });
		expect(b.run([first as Value])).toEqual([[3, 120, 2700]]);
		expect(b.gradients(cube, [b.x])).toEqual([[3, 120, 2700]]);
		// seed·6x, along the seed
		expect(b.gradients(first as Value, [b.x])).toEqual([[6, -1200, 180000]]);
	});

	it("shares the gradient in equal parts among the largest, as PyTorch does", () => {
		const b = new Bench();
		const ties = b.builder.input("ties", "float64", [3]);
		b.feeds.ties = tensorOf("float64", [3], [5, 5, 1]);
		expect(b.gradients(b.op("Max", ties, b.builder.constant("float64", 5, [])), [ties])).toEqual([[0.5, 5, 0]]);
		expect(b.gradients(b.op("Min", ties, ties), [ties])).toEqual([[1, 10, 100]]);
		const largest = b.builder.op("ReduceMax", [ties], { keepdims: 1 });
		expect(b.gradients(b.op("Mul", largest, b.builder.constant("float64", [1, 1, 1])), [ties])).toEqual([
			[55.5, 55.5, 0],
		]);
	});
});

describe("gradients refuses", () => {
	const refused = (run: () => unknown, message: RegExp, fields: object) => {
		expect(run).toThrow(message);
		expect(run).toThrow(expect.objectContaining(fields));
	};

	it("a node without derivative on the path, by name", () => {
		const b = new Bench();
		const y = b.builder.op("Mod", [b.x, b.seed], { fmod: 1 }, { name: "rest" });
		const fields = { phase: "gradient", node: "rest", opType: "Mod", domain: "" };
		const code = { code: "unsupported-op", fields: expect.objectContaining(fields) };
		refused(() => b.gradients(y, [b.x]), /"rest"/, code);
		const odd = b.builder.op("Odd", [b.x], {}, { domain: "acme", name: "odd" });
		refused(() => b.gradients(odd, [b.x]), /"odd" \(acme\.Odd\)/, { code: "unsupported-op" });
	});

	it("a branch that reads the value from outside", () => {
		const b = new Bench();
		const branch = (opType: string) => {
			const inner = new Graph(opType, b.model.graph);
			inner.outputs.push(...inner.addNode({ opType, inputs: [b.x] }).outputs);
			return { type: "graph" as const, value: inner };
		};
		const flag = b.builder.constant("bool", 1, []);
		const y = b.builder.op(
			"If",
			[flag],
			{ then_branch: branch("Exp"), else_branch: branch("Neg") },
			{ name: "choice" },
		);
		refused(() => b.gradients(y, [b.x]), /"choice".*branch/, { code: "unsupported-op" });
	});

	it("what flows into an output that has no rule", () => {
		const b = new Bench();
		const options = { outputs: 3, name: "norm" };
		const [y, mean] = b.builder.ops("LayerNormalization", [b.x, b.seed], {}, options) as [Value, Value];
		const wide = b.builder.op("Cast", [mean], { to: 11 });
		refused(() => b.gradients(b.op("Add", y, wide), [b.x]), /"norm".*output 1/, { code: "unsupported-op" });
	});

	it("empty requests, integers, and old opsets", () => {
		const b = new Bench();
		const y = b.op("Exp", b.x);
		const of = [{ value: y, seed: b.seed }];
		refused(() => gradients(b.model, { of, wrt: [] }), /respect/, { code: "invalid-argument" });
		refused(() => gradients(b.model, { of: [], wrt: [b.x] }), /respect/, { code: "invalid-argument" });
		const whole = b.builder.input("whole", "int64", [3]);
		refused(() => b.gradients(y, [whole]), /"whole"/, { code: "invalid-argument" });
		const old = { ...b.model, opsets: new Map([["", 17]]) };
		refused(() => gradients(old, { of, wrt: [b.x] }), /opset 18/, { code: "capability-missing" });
	});
});
