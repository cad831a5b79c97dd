import { describe, expect, it } from "vitest";
import { ruleOfInput } from "./rule.js";
import { gradientRuleOf } from "./table.js";
import { titleOf } from "./test-data/cases.js";
import { differentiateCase, forward } from "./test-data/differentiate-case.js";
import { expectSlopes } from "./test-data/expect-rule.js";
import { buildCase, fixtureCases, type RuleCase } from "./test-data/rule-case.js";

/** Why no gradient passes to an input in a case of the forward fixtures, where none does. */
function refusalOf({ op, attributes, opset, inputs }: RuleCase, index: number): RegExp | undefined {
	const value = (name: string): unknown => (attributes[name] as { value: unknown } | undefined)?.value;
	if (opset < 18) return /opset/;
	if (op === "Mod") return /jumps/;
	if (op === "If") return /branch/;
	if (op === "MultiHeadAttention" || op === "GroupQueryAttention") return /taken apart/;
	if (op === "Einsum" && !String(value("equation")).includes("->")) return /explicit result/;
	if (op === "Einsum" && String(value("equation")).includes(".")) return /explicit result/;
	if (op === "Einsum" && value("equation") === "ii->i") return /repeats a letter/;
	if (op === "Einsum" && value("equation") === "i,j->") return /sums one alone/;
	if (op === "GatherND" && value("batch_dims")) return /batch axes/;
	if (op.startsWith("Scatter") && ["mul", "max", "min"].includes(String(value("reduction")))) return /reduces by/;
	if (op === "Pad" && !["constant", undefined].includes(value("mode") as undefined)) return /border/;
	if (op === "Conv" && index > 0) return /are not written/;
	if (op === "Conv" && String(value("strides")) !== String(inputs[1]?.shape.slice(2))) return /overlap/;
	if (op.startsWith("Skip") && (index === 2 || (index === 3 && op === "SkipLayerNormalization"))) return /not written/;
	return undefined;
}

describe("the cases of fixtures/operators", () => {
	fixtureCases().forEach((given, index) => {
		const rule = gradientRuleOf(given.domain, given.op);
		const wrt = given.wrt.filter((input) => rule.kind !== "vjp" || ruleOfInput(rule, input));
		const built = buildCase(given, "float64");
		const hasFloats = given.wrt.length > 0 && forward(given, built, built.feeds)[0]?.dtype === "float64";
		const data = given.inputs[0]?.data ?? [];
		// Where two are equal, the choice among them is a kink.
		if (given.op === "TopK" && new Set(data).size < data.length) return;
		for (const input of hasFloats && rule.kind !== "constant" ? wrt : []) {
			const one = { ...given, wrt: [input] };
			const refusal = refusalOf(one, input);
			it(`${index} ${titleOf(one)}, input ${input}`, () => {
				if (!refusal) return expectSlopes(one, { step: 1e-4, tolerance: 1e-7 });
				expect(() => differentiateCase(one)).toThrow(refusal);
			});
		}
	});
});
