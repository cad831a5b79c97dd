import type { Tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { Graph } from "../ir/graph.js";
import type { Value } from "../ir/value.js";
import { evaluateModel } from "../reference/evaluate-model.js";
import { gradients } from "./gradients.js";
import { gradientTable } from "./table.js";
import { differentiateCase, runGradients } from "./test-data/differentiate-case.js";
import { buildCase, floats, indices, noise, type RuleCase, ruleCase, tensorOf } from "./test-data/rule-case.js";

const scalar = (value: number) => ({ shape: [], dtype: "int64" as const, data: [value], isConstant: true });

/** Operators whose output is a float that jumps, or does not depend on the values. */
const steps: readonly RuleCase[] = [
	...["Floor", "Ceil", "Round", "Sign"].map((op) => ruleCase(op, [noise(2, 3)])),
	ruleCase("Range", [floats([], 0), floats([], 3), floats([], 1)]),
	ruleCase("OneHot", [indices([2], 0, 1), scalar(3), floats([2], 0, 1)]),
	ruleCase("EyeLike", [noise(3, 3)]),
];

type Build = (builder: GraphBuilder, x: Value) => Value;
const pair =
	(op: string): Build =>
	(b, x) =>
		b.op(op, [x, b.op("Neg", [x])]);
const positive: Build = (b, x) => b.op("Greater", [x, b.constant("float64", 0, [])]);
const ofSigns =
	(op: string): Build =>
	(b, x) =>
		b.op(op, [positive(b, x), positive(b, b.op("Neg", [x]))]);

/** Operators whose output is no float. */
const discrete: Readonly<Record<string, Build>> = {
	Equal: pair("Equal"),
	Greater: pair("Greater"),
	GreaterOrEqual: pair("GreaterOrEqual"),
	Less: pair("Less"),
	LessOrEqual: pair("LessOrEqual"),
	And: ofSigns("And"),
	Or: ofSigns("Or"),
	Not: (b, x) => b.op("Not", [positive(b, x)]),
	Shape: (b, x) => b.op("Shape", [x]),
	Size: (b, x) => b.op("Size", [x]),
	NonZero: (b, x) => b.op("NonZero", [x]),
	ArgMax: (b, x) => b.op("ArgMax", [x]),
	ArgMin: (b, x) => b.op("ArgMin", [x]),
	ConstantOfShape: (b, x) => b.op("ConstantOfShape", [b.op("Shape", [x])]),
};

describe("operators that are constant", () => {
	it.each(steps.map((one) => ({ op: one.op, one })))("$op passes nothing", ({ one }) => {
		const zeros = runGradients(differentiateCase(one));
		const { feeds } = buildCase(one, "float64");
		expect(zeros.map((zero) => zero.shape)).toEqual(one.wrt.map((index) => feeds[`x${index}`]?.shape));
		for (const zero of zeros) expect(new Set(zero.data as Float64Array)).toEqual(new Set([0]));
	});

	it.each(Object.entries(discrete))("%s passes nothing, and what goes around it passes", (_, build) => {
		const builder = new GraphBuilder(new Graph());
		const x = builder.input("x", "float64", [3]);
		const seed = builder.input("seed", "float64", [3]);
		const total = builder.op("ReduceSum", [builder.op("Cast", [build(builder, x)], { to: 11 })], { keepdims: 0 });
		const of = [{ value: builder.op("Add", [builder.op("Mul", [x, x]), total]), seed }];
		const opsets = new Map([["", 21]]);
		const model = { irVersion: 10, opsets, producer: "test", metadata: new Map(), graph: builder.graph };
		const [gradient] = gradients(model, { of, wrt: [x] });
		const feeds = { x: tensorOf("float64", [3], [1, -2, 3]), seed: tensorOf("float64", [3], [1, 10, 100]) };
		const { name } = gradient as Value;
		const result = evaluateModel(model, feeds, { outputs: [name] })[name] as Tensor;
		expect([...(result.data as Float64Array)]).toEqual([2, -40, 600]);
	});

	it("are all tried, but for one that has no inputs", () => {
		const kinds = Object.entries(gradientTable[""]).filter(([, rule]) => rule.kind === "constant");
		const tried = [...steps.map((one) => one.op), ...Object.keys(discrete), "Constant"];
		expect(kinds.map(([name]) => name).sort()).toEqual(tried.sort());
	});
});
