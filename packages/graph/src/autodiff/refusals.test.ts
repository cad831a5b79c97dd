import { describe, expect, it } from "vitest";
import { titleOf } from "./test-data/cases.js";
import { differentiateCase } from "./test-data/differentiate-case.js";
import {
	indices,
	ints,
	microsoftCase,
	noise,
	type RuleCase,
	ruleCase,
	tensorOf,
	weight,
} from "./test-data/rule-case.js";

const scalar = { shape: [], dtype: "int64" as const, data: [0] };

/** Forms of operators that have a rule, for which it does not hold. */
const refused: readonly (readonly [RegExp, RuleCase])[] = [
	[/axes are computed at run time/, ruleCase("ReduceSum", [noise(2, 3), indices([1], 1)])],
	[/axis is computed at run time/, ruleCase("CumSum", [noise(2, 3), scalar])],
	[/axes or steps/, ruleCase("Slice", [noise(2, 3), ints(0), ints(1), indices([1], 1)])],
	[/axes or steps/, ruleCase("Slice", [noise(2, 3), ints(0), ints(1), ints(1), indices([1], 1)])],
	[/axes are computed/, ruleCase("Pad", [noise(2, 3), ints(1, 1), undefined, indices([1], 1)])],
	[/border/, ruleCase("Pad", [noise(2, 3), ints(1, 1, 1, 1)], { mode: "edge" })],
	[/batch axes/, ruleCase("GatherND", [noise(2, 3), indices([2, 1], 0, 1)], { batch_dims: 1 })],
	[/reduces by "mul"/, ruleCase("ScatterND", [noise(2), indices([1, 1], 0), noise(1)], { reduction: "mul" })],
	[/reduces by "max"/, ruleCase("ScatterElements", [noise(2), indices([1], 0), noise(1)], { reduction: "max" })],
	[/sums one alone/, ruleCase("Einsum", [noise(2, 3)], { equation: "ij->i" })],
	[/explicit result/, ruleCase("Einsum", [noise(2, 3), noise(3)], { equation: "ij,j" })],
	[/overlap/, ruleCase("Conv", [noise(1, 1, 4, 4), weight(1, 1, 2, 2)])],
	[/overlap/, ruleCase("Conv", [noise(1, 1, 4, 4), weight(1, 1, 2, 2)], { strides: [2, 2], pads: [1, 1, 1, 1] })],
	[/overlap/, ruleCase("Conv", [noise(1, 2, 4, 4), weight(2, 1, 2, 2)], { strides: [2, 2], group: 2 })],
	[/convolution weights/, ruleCase("Conv", [noise(1, 1, 4, 4), noise(1, 1, 2, 2)], { strides: [2, 2] })],
	[/indices are not asked for/, ruleCase("TopK", [noise(4), ints(2)], {}, { outputs: 1 })],
	[/multiplies a vector/, microsoftCase("FusedMatMul", [noise(3), noise(3, 2)])],
	[
		/weights are not written/,
		microsoftCase("SkipSimplifiedLayerNormalization", [noise(1, 2, 4), noise(1, 2, 4), noise(4)], {}, { wrt: [2] }),
	],
];

describe("a rule that does not hold", () => {
	it.each(refused.map(([reason, one]) => ({ title: titleOf(one), reason, one })))(
		"refuses $title",
		({ reason, one }) => {
			const run = () => differentiateCase(one);
			expect(run).toThrow(reason);
			expect(run).toThrow(/"node"/);
			const fields = expect.objectContaining({ opType: one.op, phase: "gradient", node: "node" });
			expect(run).toThrow(expect.objectContaining({ code: "unsupported-op", fields }));
		},
	);

	it("refuses patches of an image whose size is not known", () => {
		const one = ruleCase("Conv", [noise(1, 1, 4, 4), weight(1, 1, 2, 2)], { strides: [2, 2] });
		expect(() => differentiateCase(one, { declared: "symbols" })).toThrow(/unknown size/);
	});

	it("refuses a rotation that also scales", () => {
		const tables = [weight(3, 2), weight(3, 2)];
		const one = microsoftCase("RotaryEmbedding", [noise(1, 2, 4), indices([1, 2], 0, 1), ...tables], { scale: 2 });
		// The reference evaluator does not run it either.
		const seeds = [tensorOf("float64", [1, 2, 4], new Float64Array(8))];
		expect(() => differentiateCase(one, { seeds })).toThrow(/it scales/);
	});
});
