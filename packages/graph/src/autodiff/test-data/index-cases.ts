import { type CaseInput, indices, ints, microsoftCase, noise, type RuleCase, ruleCase, sized } from "./rule-case.js";

const constant = (input: CaseInput): CaseInput => ({ ...input, isConstant: true });

export const gatherCases: readonly RuleCase[] = [
	ruleCase("Gather", [noise(4, 3), indices([2, 2], 0, -1, 2, 2)]),
	ruleCase("Gather", [noise(4, 3), constant(indices([2, 2], 0, -1, 2, 2))]),
	ruleCase("Gather", [noise(4, 3), indices([], 1)], { axis: 1 }),
	ruleCase("Gather", [noise(4, 3), constant(indices([], -1))], { axis: 1 }),
	ruleCase("Gather", [noise(4, 3), constant(indices([], 2))]),
	ruleCase("Gather", [noise(3, 2, 4), constant(indices([], 1))]),
	ruleCase("Gather", [noise(3, 2, 4), indices([], 1)]),
	ruleCase("Gather", [noise(2, 4, 3), ints(3, 0)], { axis: -2 }),
	ruleCase("Gather", [noise(2, 4, 3), ints(1, 2)], { axis: -2 }),
	ruleCase("Gather", [noise(2, 4, 3), ints(-1)], { axis: 1 }),
	ruleCase("Gather", [noise(2, 4, 3), indices([3], 3, 3, -4)], { axis: 1 }),
	ruleCase("Gather", [noise(2, 4, 3), indices([2, 1], 0, 2)], { axis: 1 }),
	ruleCase("Gather", [noise(2, 4, 3), indices([2, 2], 0, 2, 2, 1)], { axis: 2 }),
	ruleCase("Gather", [noise(3, 2, 2), indices([2], 2, 2)], { axis: 0 }),
	ruleCase("Gather", [noise(4, 3), { shape: [2], dtype: "int32", data: [-1, 1] }]),
	ruleCase("Gather", [noise(5), indices([], 3)]),
	ruleCase("GatherElements", [noise(3, 3), indices([2, 2], 0, -1, 2, 1)], { axis: 1 }),
	ruleCase("GatherElements", [noise(3, 3), indices([1, 3], 0, 2, 1)]),
	ruleCase("GatherElements", [noise(3, 3), constant(indices([4, 3], 0, 2, 1, 0, 0, 0, 1, 1, 1, 2, 2, 2))], {
		axis: -2,
	}),
	ruleCase("GatherND", [noise(2, 3, 4), sized(indices([2, 2], 0, 1, 1, -1))]),
	ruleCase("GatherND", [noise(2, 3, 4), sized(indices([3, 1], 1, 1, 0))]),
	ruleCase("GatherND", [noise(2, 3), sized(indices([2, 2, 2], 0, 1, 1, 2, 0, 1, 1, 0))]),
	ruleCase("GatherND", [noise(2, 3), sized(indices([2], 1, 2))]),
];

export const scatterCases: readonly RuleCase[] = [
	ruleCase("ScatterND", [noise(4, 3), sized(indices([2, 1], 1, 3)), noise(2, 3)]),
	ruleCase("ScatterND", [noise(4, 3), sized(indices([2, 2], 1, 2, 3, 0)), noise(2)]),
	ruleCase("ScatterND", [noise(2, 4, 3), constant(indices([2, 2], 1, -1, 0, 2)), noise(2, 3)]),
	ruleCase("ScatterND", [noise(4, 3), sized(indices([3, 1], 1, 1, 0)), noise(3, 3)], { reduction: "add" }),
	ruleCase("ScatterElements", [noise(3, 3), indices([1, 3], 1, 0, 2), noise(1, 3)]),
	ruleCase("ScatterElements", [noise(2, 4), indices([2, 1], -1, 0), noise(2, 1)], { axis: -1 }),
	ruleCase("ScatterElements", [noise(3, 3), constant(indices([2, 3], 1, 1, 2, 1, 0, 1)), noise(2, 3)], {
		reduction: "add",
	}),
];

/** cos and sin of every position and frequency, [positions, half]. */
function tables(positions: number, half: number): readonly [CaseInput, CaseInput] {
	const angles = Array.from({ length: positions * half }, (_, i) => Math.floor(i / half) / 10 ** ((i % half) / half));
	const table = (f: (x: number) => number) => ({ shape: [positions, half], data: angles.map(f), isConstant: true });
	return [table(Math.cos), table(Math.sin)];
}

export const rotaryCases: readonly RuleCase[] = [0, 1].flatMap((interleaved) => [
	microsoftCase("RotaryEmbedding", [noise(2, 3, 16), indices([2, 3], 0, 1, 2, 4, 5, 9), ...tables(10, 4)], {
		interleaved,
	}),
	microsoftCase("RotaryEmbedding", [noise(2, 2, 3, 8), ints(5), ...tables(10, 4)], { interleaved }),
	microsoftCase("RotaryEmbedding", [noise(2, 2, 3, 8), indices([2, 3], 0, 1, 2, 4, 5, 9), ...tables(10, 4)], {
		interleaved,
	}),
	microsoftCase("RotaryEmbedding", [noise(2, 3, 16), ints(1), ...tables(10, 2)], {
		interleaved,
		num_heads: 2,
		rotary_embedding_dim: 4,
	}),
	microsoftCase("RotaryEmbedding", [noise(1, 3, 16), indices([1, 3], 3, 1, 2), ...tables(10, 2)], {
		interleaved,
		num_heads: 2,
		rotary_embedding_dim: 4,
	}),
]);
