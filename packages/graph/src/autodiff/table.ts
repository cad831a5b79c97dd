import type { OperatorNames } from "../ops/names.js";
import { type GradientRule, notDifferentiable } from "./rule.js";
import { elementwiseRules } from "./rules/elementwise.js";
import { gatherRules, scatterRules } from "./rules/gather.js";
import { microsoftRules } from "./rules/microsoft.js";
import { normalizationRules } from "./rules/normalization.js";
import { productRules } from "./rules/products.js";
import { laneRules, reduceRules } from "./rules/reduce.js";
import { constantRules, controlRules, pieceRules, shapeRules } from "./rules/shapes.js";

/** How gradients pass every supported operator. A name without its rule does not compile. */
export const gradientTable: {
	readonly [D in keyof OperatorNames]: { readonly [N in OperatorNames[D]]: GradientRule };
} = {
	"": {
		...elementwiseRules,
		...reduceRules,
		...laneRules,
		...productRules,
		...normalizationRules,
		...shapeRules,
		...pieceRules,
		...constantRules,
		...gatherRules,
		...scatterRules,
		...controlRules,
	},
	"com.microsoft": microsoftRules,
};

/** The rule of an operator; one that is not supported is not differentiable. */
export function gradientRuleOf(domain: string, opType: string): GradientRule {
	const table = gradientTable[(domain === "ai.onnx" ? "" : domain) as keyof OperatorNames];
	const known = table && Object.hasOwn(table, opType);
	return known ? (table as Record<string, GradientRule>)[opType] : notDifferentiable("the operator is not known");
}
