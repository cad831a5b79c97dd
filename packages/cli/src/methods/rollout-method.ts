import { rollout } from "@lvlm-interpret/explainers";
import { csvOf } from "../output/csv.js";
import { regionMaps, tensorOf } from "../output/region-map.js";
import { layoutOf, writeMapPictures } from "./map-pictures.js";
import type { Method } from "./method.js";

export const rolloutMethod: Method = {
	id: "rollout",
	summary: "attention multiplied through all layers, heads averaged: where information could have come from",
	takes: ["layer"],
	async run(input) {
		const { generation, choice, request, folder } = input;
		const result = await generation.explain(rollout(), { tokens: choice.tokens, layers: choice.layers }, request);
		const shown = tensorOf(result, "rollout");
		const regions = new Map(generation.sequence.tokens.map((token) => [token.position, token.image?.region]));
		await writeMapPictures(input, {
			name: "rollout",
			title: (token) => `Rollout of the answer token ${token}`,
			galleryTitle: "Attention rollout of each answer token",
			caption: `${shown.description.charAt(0).toUpperCase()}${shown.description.slice(1)}.`,
			unit: shown.unit,
			maps: regionMaps(shown, layoutOf(input), (position) => regions.get(position)),
		});
		await folder.write("rollout.csv", csvOf(shown));
		return [result];
	},
};
