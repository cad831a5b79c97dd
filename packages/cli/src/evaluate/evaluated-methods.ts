import { type ExplainRequest, type Generation, invariant, LvlmError, type Rect } from "@lvlm-interpret/core";
import {
	attention,
	causal,
	type RankedMap,
	type RelevancyMap,
	type RelevancyMode,
	rankedMap,
	relevancy,
	rollout,
	seededRandom,
} from "@lvlm-interpret/explainers";

/** A way from an answer to maps over the picture's regions, for some tokens together. */
export interface EvaluatedMethod {
	readonly id: string;
	maps(
		answer: Generation,
		tokens: readonly number[],
		request: ExplainRequest,
		seed: string,
	): Promise<readonly RankedMap[]>;
}

const modes: Readonly<Record<RelevancyMap, readonly RelevancyMode[]>> = {
	llama: ["hybrid", "exact", "lastRowOnly"],
	composed: ["hybrid", "exact", "lastRowOnly"],
	all: ["hybrid", "exact"],
	all_v2: ["hybrid", "exact", "lastRowOnly"],
	vit: ["exact"],
};

function relevancyMethod(map: RelevancyMap, mode: RelevancyMode): EvaluatedMethod {
	return {
		id: map === "vit" ? "relevancy-vit" : `relevancy-${map}-${mode}`,
		async maps(answer, tokens, request) {
			const options = { tokens, map, ...(map === "vit" ? {} : { mode }) };
			return [rankedMap(await answer.explain(relevancy(), options, request), { tensor: "image" })];
		},
	};
}

function attentionMethod(id: string, layersOf: (layers: number) => readonly number[] | "all"): EvaluatedMethod {
	return {
		id,
		async maps(answer, tokens, request) {
			const found = await answer.explain(attention(), { tokens }, request);
			const all = found.tensors.attention?.axes[0]?.index ?? [];
			const layers = layersOf(all.length);
			return [rankedMap(found, layers === "all" ? {} : { layers })];
		},
	};
}

const rolloutMethod: EvaluatedMethod = {
	id: "rollout",
	maps: async (answer, tokens, request) => [rankedMap(await answer.explain(rollout(), { tokens }, request))],
};

/** Weights of the last layer's causal graphs, of the first token: regions that are no node have none. */
const causalSets: EvaluatedMethod = {
	id: "causal",
	maps: async (answer, tokens, request) => [
		rankedMap(await answer.explain(causal(), { token: tokens[0] as number, verify: false }, request)),
	],
};

/** A map that needs no model. */
function made(
	id: string,
	answer: Generation,
	tokens: readonly number[],
	value: (region: Rect | null, at: number) => number,
): RankedMap {
	const [layout] = answer.layouts;
	invariant(layout, "an answer about an image has a layout");
	const index = layout.regions.map((_, at) => at);
	const values = layout.regions.map(value);
	return { method: id, tensor: "image", reduction: "made without the model", tokens, what: "region", index, values };
}

/** A Gaussian around the middle of what the model sees, a quarter of its width and height wide (standard deviation). */
const centre: EvaluatedMethod = {
	id: "centre",
	async maps(answer, tokens) {
		const visible = (answer.layouts[0] as Generation["layouts"][number]).visible;
		return [
			made("centre", answer, tokens, (region) => {
				if (!region) return 0;
				const across = (region.x + region.width / 2 - visible.x) / visible.width - 0.5;
				const down = (region.y + region.height / 2 - visible.y) / visible.height - 0.5;
				// Equal distances must tie, whatever the rounding of pixels: distances in 1/1000 of the side.
				const squared = Math.round(1000 * across) ** 2 + Math.round(1000 * down) ** 2;
				return Math.exp(-squared / (2 * 250 ** 2));
			}),
		];
	},
};

/** Random maps of each question. */
export const randomMaps = 5;

const random: EvaluatedMethod = {
	id: "random",
	async maps(answer, tokens, _, seed) {
		return Array.from({ length: randomMaps }, (_unused, k) => {
			const next = seededRandom(`${seed} random ${k}`);
			return made("random", answer, tokens, () => next());
		});
	},
};

export const evaluatedMethods: readonly EvaluatedMethod[] = [
	attentionMethod("attention", () => "all"),
	attentionMethod("attention-last", (layers) => [layers - 1]),
	rolloutMethod,
	...Object.entries(modes).flatMap(([map, list]) => list.map((mode) => relevancyMethod(map as RelevancyMap, mode))),
	causalSets,
	centre,
	random,
];

/** The methods of a list: "all", ids, or the beginnings of ids ("relevancy-llama"). @throws {LvlmError} "invalid-argument" */
export function methodsNamed(list: string): EvaluatedMethod[] {
	if (list === "all") return [...evaluatedMethods];
	return list.split(",").flatMap((name) => {
		const exact = evaluatedMethods.filter(({ id }) => id === name);
		const found = exact.length > 0 ? exact : evaluatedMethods.filter(({ id }) => id.startsWith(`${name}-`));
		if (found.length > 0) return found;
		const known = evaluatedMethods.map(({ id }) => id).join(", ");
		throw new LvlmError("invalid-argument", `There is no method "${name}" to evaluate.`, {
			name: "methods",
			expected: `all, or some of ${known}`,
			actual: name,
		});
	});
}
