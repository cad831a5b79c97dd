import { constants } from "./constants.js";
import { control } from "./control.js";
import { convolutions } from "./convolution.js";
import { einsum } from "./einsum.js";
import { elementwise } from "./elementwise.js";
import { gathers } from "./gather.js";
import { laneOperators } from "./lane-operators.js";
import { matmuls } from "./matmul.js";
import { microsoft } from "./microsoft.js";
import type { OperatorNames } from "./names.js";
import { normalizations } from "./normalization.js";
import type { Operator } from "./operator.js";
import { pieces } from "./pieces.js";
import { reduce } from "./reduce.js";
import { scatters } from "./scatter.js";
import { shapes } from "./shape.js";

/** Every supported operator, by domain ("" = ai.onnx) and name. A name without its entry does not compile. */
export const operatorTable: {
	readonly [D in keyof OperatorNames]: { readonly [N in OperatorNames[D]]: Operator };
} = {
	"": {
		...elementwise,
		...reduce,
		...laneOperators,
		...matmuls,
		...einsum,
		...normalizations,
		...shapes,
		...pieces,
		...constants,
		...gathers,
		...scatters,
		...convolutions,
		...control,
	},
	"com.microsoft": microsoft,
};

/** An operator's entry; undefined for one that is not supported. "ai.onnx" is the long name of the default domain. */
export function findOperator(domain: string, opType: string): Operator | undefined {
	const table = operatorTable[(domain === "ai.onnx" ? "" : domain) as keyof OperatorNames];
	return table && Object.hasOwn(table, opType) ? (table as Record<string, Operator>)[opType] : undefined;
}
