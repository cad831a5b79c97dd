import type { Result, ResultKind } from "@lvlm-interpret/core";
import { attention, causal, layerHeadMatrix, relevancy, rollout } from "@lvlm-interpret/explainers";
import type { ModelHandles } from "@lvlm-interpret/graph";
import type { OpenedGeneration } from "@lvlm-interpret/models";

/** Numbers that cross from the page to the test. */
export interface Numbers {
	readonly shape: readonly number[];
	readonly values: readonly number[];
}
export type Found = Readonly<Record<string, Numbers>>;

function numbersOf(result: Result<ResultKind>): Found {
	const entries = Object.entries(result.tensors).map(([name, { tensor }]): [string, Numbers] => [
		name,
		{ shape: tensor.shape, values: [...tensor.data] },
	]);
	return Object.fromEntries(entries);
}

/** The logits of every position of the replay, [1, S, V]. */
const logits = {
	id: "logits",
	write: ({ decoder }: ModelHandles) => ({ outputs: { logits: decoder.logits } }),
};

async function logitsOf(answer: OpenedGeneration): Promise<Found> {
	let found: Found = {};
	await answer.compute(logits, () => [{}], {
		onRows({ logits: rows }) {
			if (rows) found = { logits: { shape: rows.shape, values: [...(rows.data as Float32Array)] } };
		},
	});
	return found;
}

const marks = ["arrow", "circle", "tail"];

/** Causal graphs with their checks as numbers: every edge with its end marks, the nodes within each radius, and what removals did. */
async function causalOf(answer: OpenedGeneration): Promise<Found> {
	const options = { layer: 0, alpha: 0.1, threshold: 0.001, maxSets: 8 };
	const { data, tensors } = await answer.explain(causal(), options);
	const heads = data?.heads ?? [];
	// A number in front of each list: an empty one has no largest entry to compare with.
	const list = (values: readonly number[]): Numbers => ({ shape: [values.length + 1], values: [1, ...values] });
	return {
		edges: list(
			heads.flatMap(({ head, edges }) =>
				edges.flatMap(({ from, to, markAtFrom, markAtTo }) => [
					head,
					from,
					to,
					marks.indexOf(markAtFrom),
					marks.indexOf(markAtTo),
				]),
			),
		),
		within: list(heads.flatMap(({ explanations }) => explanations.flatMap(({ within }) => [-1, ...within]))),
		drops: list(
			heads.flatMap(({ explanations }) =>
				explanations.flatMap(
					({ whole }) => whole?.checks.flatMap(({ dropNats, changed }) => [dropNats, +changed]) ?? [],
				),
			),
		),
		aggregate: list([...(tensors.aggregate?.tensor.data ?? [])]),
	};
}

/** What is compared between places: one row a method. */
export const methods: Readonly<Record<string, (answer: OpenedGeneration) => Promise<Found>>> = {
	logits: logitsOf,
	attention: async (answer) => numbersOf(await answer.explain(attention(), { headReduction: "none" })),
	"layer-head-matrix": async (answer) => numbersOf(await answer.explain(layerHeadMatrix())),
	rollout: async (answer) => numbersOf(await answer.explain(rollout())),
	causal: causalOf,
	relevancy: async (answer) =>
		numbersOf(await answer.explain(relevancy(), { map: "llama", mode: "hybrid", normalize: false })),
	"relevancy into the picture": async (answer) =>
		numbersOf(await answer.explain(relevancy(), { map: "vit", tokens: [0], normalize: false })),
};
