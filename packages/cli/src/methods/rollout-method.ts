import { rollout } from "@lvlm-interpret/explainers";
import { csvOf } from "../output/csv.js";
import { regionMaps, tensorOf } from "../output/region-map.js";
import { cautionOf, layoutOf, writeMapPictures } from "./map-pictures.js";
import type { Method } from "./method.js";
import { sinkFlagNames } from "./sink-options.js";

export const rolloutMethod: Method = {
	id: "rollout",
	summary:
		"attention multiplied through all layers, heads averaged: where information could have come from (0.94 nats)",
	takes: ["layer", ...sinkFlagNames],
	async run(input) {
		const { generation, choice, request, folder } = input;
		const result = await generation.explain(
			rollout(),
			{ tokens: choice.tokens, layers: choice.layers, ...choice.sinks },
			request,
		);
		const shown = tensorOf(result, "rollout");
		const regions = new Map(generation.sequence.tokens.map((token) => [token.position, token.image?.region]));
		await writeMapPictures(input, {
			name: "rollout",
			title: (token) => `Rollout of the answer token ${token}`,
			galleryTitle: "Attention rollout of each answer token",
			caption: `${shown.description.charAt(0).toUpperCase()}${shown.description.slice(1)}.`,
			unit: shown.unit,
			maps: regionMaps(shown, layoutOf(input), (position) => regions.get(position)),
			...cautionOf(result),
		});
		await folder.write("rollout.csv", csvOf(shown));
		return [result];
	},
};
