import {
	type CaseInput,
	floats,
	ints,
	microsoftCase,
	noise,
	positive,
	type RuleCase,
	ruleCase,
	weight,
} from "./rule-case.js";

/** A constant int64 scalar. */
const scalar = (value: number): CaseInput => ({ shape: [], dtype: "int64", data: [value], isConstant: true });
const bothInputs = { wrt: [0, 1] };

export const reduceCases: readonly RuleCase[] = [
	...[
		"ReduceSum",
		"ReduceMean",
		"ReduceMax",
		"ReduceMin",
		"ReduceProd",
		"ReduceLogSumExp",
		"ReduceL2",
		"ReduceSumSquare",
	].flatMap((op) => [
		ruleCase(op, [positive(2, 3, 4), ints(-1)]),
		ruleCase(op, [positive(2, 3, 4), ints(2, 0)], { keepdims: 0 }),
		ruleCase(op, [positive(2, 3, 4), ints(1)], { keepdims: 0 }),
		ruleCase(op, [positive(2, 3, 4), ints(-2)], { keepdims: 1 }),
		ruleCase(op, [positive(2, 3)]),
		ruleCase(op, [positive(2, 3)], { keepdims: 0 }),
		ruleCase(op, [positive(2, 1, 3), ints(1)], { keepdims: 0 }),
	]),
	...["ReduceSum", "ReduceMean", "ReduceMax"].flatMap((op) => [
		ruleCase(op, [positive(2, 3)], { noop_with_empty_axes: 1 }),
		ruleCase(op, [positive(2, 3), ints()], { noop_with_empty_axes: 1, keepdims: 0 }),
	]),
];

export const laneCases: readonly RuleCase[] = [
	...["Softmax", "LogSoftmax"].flatMap((op) => [
		ruleCase(op, [noise(2, 3, 4)]),
		ruleCase(op, [noise(2, 3, 4)], { axis: 1 }),
		ruleCase(op, [noise(2, 3, 4)], { axis: -3 }),
		ruleCase(op, [noise(3)], { axis: 0 }),
		ruleCase(op, [noise(2, 1)]),
	]),
	...[0, 1, 2, 3].flatMap((flags) => {
		const attributes = { exclusive: flags & 1, reverse: flags >> 1 };
		return [-1, 0].map((axis) => ruleCase("CumSum", [noise(2, 4), scalar(axis)], attributes));
	}),
	ruleCase("TopK", [noise(3, 5), ints(2)], { axis: 1 }, { outputs: 2 }),
	ruleCase("TopK", [noise(4, 2), ints(3)], { axis: -2, largest: 0 }, { outputs: 2 }),
	ruleCase("TopK", [floats([5], 3, 1, 4, 1.5, 5), ints(3)], {}, { outputs: 2 }),
];

export const normalizationCases: readonly RuleCase[] = [
	...["LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization"].flatMap((op) => {
		const opset = op === "RMSNormalization" ? 23 : 21;
		const epsilon = { epsilon: 1e-3 };
		return [
			ruleCase(op, [noise(2, 3, 4), noise(4)], epsilon, { opset, ...bothInputs }),
			ruleCase(op, [noise(2, 3, 4), noise(3, 4)], { axis: 1 }, { opset, ...bothInputs }),
			ruleCase(op, [noise(2, 3, 4), noise(3, 4)], { axis: -2 }, { opset, ...bothInputs }),
			ruleCase(op, [noise(2, 3, 4), weight(4)], {}, { opset }),
			ruleCase(op, [noise(4), noise(4)], {}, { opset, ...bothInputs }),
		];
	}),
	ruleCase("LayerNormalization", [noise(2, 3, 4), noise(4), noise(4)]),
	ruleCase("LayerNormalization", [noise(2, 3, 4), noise(3, 4), noise(3, 4)], { axis: 1 }),
	microsoftCase("SimplifiedLayerNormalization", [noise(2, 3, 4), noise(4)], { epsilon: 1e-3 }),
	microsoftCase("LayerNormalization", [noise(2, 3, 4), noise(4), noise(4)], { epsilon: 1e-3 }),
	...["SkipSimplifiedLayerNormalization", "SkipLayerNormalization"].flatMap((op) => {
		const own = op === "SkipLayerNormalization" ? [weight(4), weight(4)] : [weight(4)];
		const bias = own.length + 2;
		const sum = { outputs: ["y", "", "", "sum"] };
		const one = (shape: number[], skip: number[], options: Partial<RuleCase>, extra: CaseInput[] = []) =>
			microsoftCase(op, [noise(...shape), noise(...skip), ...own, ...extra], { epsilon: 1e-3 }, options);
		return [
			one([2, 3, 4], [2, 3, 4], {}),
			one([2, 3, 4], [2, 3, 4], { wrt: [0, 1, bias] }, [noise(4)]),
			one([2, 3, 4], [2, 3, 4], { ...sum, seeded: [0, 3] }),
			one([2, 3, 4], [2, 3, 4], { ...sum, seeded: [3], wrt: [0, 1, bias] }, [noise(4)]),
			one([2, 3, 4], [2, 3, 4], { ...sum, seeded: [0, 3], wrt: [0, 1, bias] }, [noise(4)]),
			one([2, 3, 4], [3, 4], {}),
			one([2, 3, 4], [1, 3, 4], { ...sum, seeded: [0, 3] }),
			one([3, 4], [3, 4], {}),
		];
	}),
];
