import { microsoftCase, noise, type RuleCase, ruleCase, weight } from "./rule-case.js";

const flags = [0, 1].flatMap((transA) => [0, 1].map((transB) => ({ transA, transB })));
const matrix = (rows: number, columns: number, isTurned: number): number[] =>
	isTurned ? [columns, rows] : [rows, columns];

export const productCases: readonly RuleCase[] = [
	...[
		[
			[2, 3],
			[3, 4],
		],
		[
			[5, 2, 3],
			[3, 4],
		],
		[
			[2, 3],
			[5, 3, 4],
		],
		[
			[2, 1, 3, 4],
			[5, 4, 2],
		],
		[
			[5, 3, 4],
			[2, 1, 4, 2],
		],
		[
			[1, 3, 4],
			[5, 4, 2],
		],
		[
			[2, 2, 3, 4],
			[2, 2, 4, 3],
		],
		[[3], [3, 2]],
		[[2, 3], [3]],
		[[3], [3]],
		[[3], [5, 3, 2]],
		[[5, 2, 3], [3]],
		[[1], [1]],
		[
			[2, 1],
			[1, 4],
		],
	].map(([a, b]) => ruleCase("MatMul", [noise(...(a as number[])), noise(...(b as number[]))])),
	ruleCase("MatMul", [noise(2, 3, 4), weight(4, 5)]),
	ruleCase("MatMul", [noise(4, 5), weight(5, 3)]),
	ruleCase("MatMul", [noise(4), weight(4, 3)]),
	ruleCase("MatMul", [noise(2, 3, 4), weight(2, 4, 5)]),
	...flags.flatMap((turned) => {
		const [a, b] = [noise(...matrix(2, 3, turned.transA)), noise(...matrix(3, 4, turned.transB))];
		return [
			ruleCase("Gemm", [a, b], turned),
			ruleCase("Gemm", [a, b, noise(4)], { ...turned, alpha: 0.5, beta: { float: 2 } }),
			ruleCase("Gemm", [a, { ...b, isConstant: true }, weight(4)], turned),
			microsoftCase("FusedMatMul", [a, b], { ...turned, alpha: 0.5 }),
		];
	}),
	ruleCase("Gemm", [noise(2, 3), noise(3, 4), noise(2, 1)]),
	ruleCase("Gemm", [noise(2, 3), noise(3, 4), noise()], { beta: 0.25 }),
	ruleCase("Gemm", [noise(2, 3), noise(3, 4), noise(2, 4)]),
	...flags.map((turned) =>
		microsoftCase(
			"FusedMatMul",
			[noise(2, 1, ...matrix(2, 3, turned.transA)), noise(5, ...matrix(3, 4, turned.transB))],
			turned,
		),
	),
	microsoftCase("FusedMatMul", [noise(2, 3, 4), noise(4, 5)], { alpha: 3 }),
	ruleCase("Einsum", [noise(2, 3), noise(3, 4)], { equation: "ij,jk->ik" }),
	ruleCase("Einsum", [noise(1, 2, 3, 4), noise(1, 2, 5, 4)], { equation: "bhqd,bhkd->bhqk" }),
	ruleCase("Einsum", [noise(2, 3), noise(3), noise(2, 4)], { equation: "ab, b, ac -> cb" }),
	ruleCase("Einsum", [noise(2, 3)], { equation: "ij->ji" }),
	ruleCase("Einsum", [noise(2), noise(3)], { equation: "i,j->ij" }),
	ruleCase("Conv", [noise(1, 3, 8, 8), weight(4, 3, 4, 4), weight(4)], { strides: [4, 4] }),
	ruleCase("Conv", [noise(2, 3, 9, 7), weight(4, 3, 4, 2), weight(4)], { strides: [4, 2], pads: [0, 0, 0, 0] }),
	ruleCase("Conv", [noise(2, 2, 3, 3), weight(3, 2, 1, 1)]),
];
