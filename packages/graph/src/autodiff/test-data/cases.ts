import { elementwiseCases } from "./elementwise-cases.js";
import { gatherCases, rotaryCases, scatterCases } from "./index-cases.js";
import { laneCases, normalizationCases, reduceCases } from "./lane-cases.js";
import { pieceCases, shapeCases } from "./piece-cases.js";
import { productCases } from "./product-cases.js";
import type { RuleCase } from "./rule-case.js";

/** Cases of every operator that passes gradients on. */
export const ruleCases: readonly RuleCase[] = [
	...elementwiseCases,
	...productCases,
	...reduceCases,
	...laneCases,
	...normalizationCases,
	...shapeCases,
	...pieceCases,
	...gatherCases,
	...scatterCases,
	...rotaryCases,
];

export const titleOf = ({ op, inputs, attributes }: RuleCase): string =>
	`${op} ${inputs.map((one) => `[${one?.shape ?? "-"}]`).join(" ")} ${JSON.stringify(attributes)}`;
