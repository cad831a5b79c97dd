import { type AggregationId, aggregations, type Result } from "@lvlm-interpret/core";
import { fitScale } from "@lvlm-interpret/core/paint";
import { attention, layerHeadMatrix } from "@lvlm-interpret/explainers";
import { csvOf } from "../output/csv.js";
import { regionMaps, tensorOf, visibleText } from "../output/region-map.js";
import { encodePng, renderMatrix } from "../render/index.js";
import { cautionOf, layoutOf, writeMapPictures } from "./map-pictures.js";
import type { Method, MethodInput } from "./method.js";
import { sinkFlagNames } from "./sink-options.js";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

function layerWords(layers: readonly number[], count: number): string {
	if (layers.length === count) return `mean over all ${count} layers`;
	return layers.length === 1 ? `layer ${layers[0]} of 0 to ${count - 1}` : `mean over the layers ${layers.join(", ")}`;
}

function headWords(heads: "all" | readonly number[], count: number): string {
	if (heads === "all" || heads.length === count) return `mean over all ${count} heads`;
	return heads.length === 1 ? `head ${heads[0]} of 0 to ${count - 1}` : `mean over the heads ${heads.join(", ")}`;
}

/** Maps of the image, one an answer token. */
async function answerImage(input: MethodInput): Promise<Result> {
	const { generation, choice, model, request, folder } = input;
	const { layers, heads, tokens, regions } = choice;
	const result = await generation.explain(
		attention(),
		{ view: "answer-image", layers, heads, tokens, regions, ...choice.sinks },
		request,
	);
	const shown = tensorOf(result, "attention");
	const { text } = model.facts;
	await writeMapPictures(input, {
		name: "attention",
		title: (token) => `Where the answer token ${token} looked`,
		galleryTitle: "Where each answer token looked",
		caption: `Attention probability, answer-image (FROM the row that predicts the token TO the image patches), ${layerWords(shown.axes[0]?.index ?? [], text.layers)}, ${headWords(heads, text.heads)}.`,
		unit: "attention probability",
		maps: regionMaps(shown, layoutOf(input), (index) => index),
		...cautionOf(result),
	});
	await folder.write("attention-image.csv", csvOf(shown));
	return result;
}

/** Which answer tokens looked at the chosen patches: layers x tokens. */
async function fromPatches(input: MethodInput, regions: readonly number[]): Promise<Result> {
	const { generation, choice, model, request, folder, subtitle } = input;
	const { layers, heads, tokens } = choice;
	const options = { view: "answer-image", layers, heads, tokens, regions, sumKeys: true, ...choice.sinks } as const;
	const result = await generation.explain(attention(), options, request);
	const shown = tensorOf(result, "attention");
	const [layerAxis, tokenAxis] = shown.axes;
	const picture = renderMatrix({
		values: shown.tensor.data,
		rowLabels: (layerAxis?.index ?? []).map(String),
		columnLabels: (tokenAxis?.labels ?? []).map(visibleText),
		rowTitle: "layer",
		columnTitle: "answer token",
		scale: fitScale(shown.tensor.data, { domain: "min-max" }),
		title: `Which answer tokens looked at the chosen patches (${regions.join(", ")})`,
		subtitle,
		caption: `Attention mass on ${regions.length} of ${layoutOf(input).regions.length} patches, FROM the row that predicts each answer token, ${headWords(heads, model.facts.text.heads)}.`,
		unit: shown.unit,
		pixelRatio: 2,
	});
	await folder.write("attention-patches.png", encodePng(picture));
	await folder.write("attention-patches.csv", csvOf(shown));
	return result;
}

/** How much the prompt's text was looked at. */
async function answerPrompt(input: MethodInput): Promise<Result> {
	const { layers, heads, tokens, sinks } = input.choice;
	const options = { view: "answer-prompt", layers, heads, tokens, ...sinks } as const;
	const result = await input.generation.explain(attention(), options, input.request);
	await input.folder.write("attention-prompt.csv", csvOf(tensorOf(result, "attention")));
	return result;
}

/** One matrix an aggregation. */
async function matrices(input: MethodInput): Promise<Result> {
	const { generation, choice, model, request, folder, subtitle } = input;
	const { tokens, matrixValue } = choice;
	const result = await generation.explain(layerHeadMatrix(), { tokens, value: matrixValue }, request);
	const { layers, heads } = model.facts.text;
	const csv: string[] = [];
	for (const [id, shown] of Object.entries(result.tensors)) {
		const picture = renderMatrix({
			values: shown.tensor.data,
			rowLabels: numbers(layers),
			columnLabels: numbers(heads),
			rowTitle: "layer",
			columnTitle: "head",
			scale: fitScale(shown.tensor.data, { domain: "min-max" }),
			title: `${aggregations[id as AggregationId].label}, by layer and head`,
			subtitle,
			caption: `${shown.description}. Read FROM → TO: FROM is the query that looks, TO the key looked at.`,
			unit: shown.unit,
			pixelRatio: 2,
		});
		await folder.write(`layer-head-${id}.png`, encodePng(picture));
		const [header, ...lines] = csvOf(shown).trimEnd().split("\n");
		if (csv.length === 0) csv.push(`aggregation,unit,${header?.split(",").slice(0, 2).join(",")},value`);
		csv.push(...lines.map((line) => `${id},${shown.unit},${line}`));
	}
	await folder.write("layer-head-matrix.csv", `${csv.join("\n")}\n`);
	return result;
}

export const attentionMethod: Method = {
	id: "attention",
	summary:
		"where each answer token looked: maps of the image, the prompt's text, and layer x head matrices (mean of all layers: 2.52 nats; it points at the object most often, in 80 %)",
	takes: ["layer", "head", "patch", "matrixValue", ...sinkFlagNames],
	async run(input) {
		const { regions } = input.choice;
		const maps = regions === "all" ? await answerImage(input) : await fromPatches(input, regions);
		return [maps, await answerPrompt(input), await matrices(input)];
	},
};
