import {
	type CaseInput,
	floats,
	microsoftCase,
	noise,
	positive,
	type RuleCase,
	ruleCase,
	weight,
} from "./rule-case.js";

/** Pairs of shapes that broadcast in every way. */
const pairs: readonly (readonly [readonly number[], readonly number[]])[] = [
	[
		[2, 3],
		[2, 3],
	],
	[[2, 3], [3]],
	[[3], [2, 3]],
	[
		[2, 1, 3],
		[4, 1],
	],
	[[2, 3], []],
	[[], [2, 3]],
	[
		[1, 1, 3],
		[2, 1],
	],
	[[1], [1, 1]],
	[
		[2, 1],
		[1, 3],
	],
	[[], []],
];

const onPairs = (op: string, input: (...shape: number[]) => CaseInput): RuleCase[] =>
	pairs.map(([a, b]) => ruleCase(op, [input(...a), input(...b)]));

const truth = (shape: readonly number[], ...data: number[]): CaseInput => ({ shape, dtype: "bool", data });

export const elementwiseCases: readonly RuleCase[] = [
	...["Abs", "Neg", "Exp", "Relu", "Tanh", "Sigmoid", "Erf", "Sin", "Cos", "Softplus", "Gelu", "Identity"].flatMap(
		(op) => [ruleCase(op, [noise(2, 3)]), ruleCase(op, [noise()])],
	),
	...["Sqrt", "Log", "Reciprocal"].map((op) => ruleCase(op, [positive(2, 3)])),
	ruleCase("Gelu", [noise(3, 4)], { approximate: "tanh" }),
	...["Add", "Sub", "Mul", "Max", "Min"].flatMap((op) => onPairs(op, noise)),
	...["Div", "Pow"].flatMap((op) => onPairs(op, positive)),
	ruleCase("Pow", [noise(2, 3), { shape: [], data: [2], isConstant: true }]),
	ruleCase("Pow", [noise(2, 3), { shape: [], data: [3], dtype: "int64", isConstant: true }]),
	ruleCase("Pow", [positive(2, 3), { shape: [3], data: [2, -1, 0.5], isConstant: true }]),
	ruleCase("Mul", [noise(2, 3), weight(3)]),
	ruleCase("Max", [noise(3), noise(2, 1), noise(1)]),
	ruleCase("Min", [noise(3), noise(2, 3), noise(2, 1), noise()]),
	ruleCase("Max", [noise(3)]),
	ruleCase("Where", [truth([2, 1], 1, 0), noise(2, 3), noise(3)]),
	ruleCase("Where", [truth([2, 3], 1, 0, 0, 1, 1, 0), noise(), noise(2, 3)]),
	ruleCase("Where", [truth([3], 1, 0, 1), noise(2, 1), noise(1, 3)]),
	ruleCase("Where", [truth([2, 2, 3], 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0), noise(2, 3), noise(1)]),
	ruleCase("Clip", [noise(3, 4), floats([], -0.5), floats([], 0.7)], {}, { wrt: [0] }),
	ruleCase("Clip", [noise(3, 4), undefined, floats([], 0.7)], {}, { wrt: [0] }),
	ruleCase("Clip", [noise(3, 4), floats([], -0.5)], {}, { wrt: [0] }),
	ruleCase("Clip", [noise(3, 4)]),
	ruleCase("Cast", [noise(2, 3)], { to: 11 }),
	ruleCase("Cast", [noise(2, 3)], { to: 1 }),
	microsoftCase("Gelu", [noise(3, 4)]),
	microsoftCase("QuickGelu", [noise(3, 4)]),
	microsoftCase("QuickGelu", [noise(3, 4)], { alpha: { float: 1 } }),
	microsoftCase("FastGelu", [noise(2, 3, 4)]),
	microsoftCase("FastGelu", [noise(2, 3, 4), noise(4)]),
	microsoftCase("BiasGelu", [noise(2, 3, 4), noise(4)]),
];
