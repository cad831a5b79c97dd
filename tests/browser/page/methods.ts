import type { Result, ResultKind } from "@lvlm-interpret/core";
import { attention, layerHeadMatrix, relevancy, rollout } from "@lvlm-interpret/explainers";
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

/** What is compared between places: one row a method. */
export const methods: Readonly<Record<string, (answer: OpenedGeneration) => Promise<Found>>> = {
	logits: logitsOf,
	attention: async (answer) => numbersOf(await answer.explain(attention(), { headReduction: "none" })),
	"layer-head-matrix": async (answer) => numbersOf(await answer.explain(layerHeadMatrix())),
	rollout: async (answer) => numbersOf(await answer.explain(rollout())),
	relevancy: async (answer) => numbersOf(await answer.explain(relevancy(), { normalize: false })),
	"relevancy into the picture": async (answer) =>
		numbersOf(await answer.explain(relevancy(), { map: "vit", tokens: [0], normalize: false })),
};
