import type { GeneratedToken, ImageLayout, Result, ResultTensor, RgbImage, Sequence } from "@lvlm-interpret/core";
import { settingsWords } from "../relevance/map-words.js";
import { answerWordsOf, modalityItems } from "../relevance/relevance-rows.js";

/** An answer with one map of it: half of a comparison. Of two conversations with one picture each, or of one answer by two methods. */
export interface CompareRun {
	/** "original", "triangle painted over" */
	readonly label: string;
	/** Id of the model, with its precision where that may differ. */
	readonly model: string;
	readonly question: string;
	readonly image?: RgbImage;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	/** Of the answer, in its order. */
	readonly tokens: readonly Pick<GeneratedToken, "index" | "text" | "logProbability">[];
	/** An explanation with a tensor over tokens and regions: relevancy, attention, rollout. */
	readonly result?: Result;
	/** Of a map by layers: the one that is meant. Default: the mean over all. */
	readonly layer?: number;
	/** What else may differ: device, sampling, an edit. */
	readonly settings?: Readonly<Record<string, string>>;
}

/** A word of an answer with what the model gave it. */
export interface RunWord {
	readonly text: string;
	/** Answer tokens, from 0. */
	readonly tokens: readonly number[];
	/** Of all its tokens together, in nats. */
	readonly logProbability: number;
}

/** The words of a run's answer. */
export function wordsOf({ sequence, tokens }: CompareRun): RunWord[] {
	const byIndex = new Map(tokens.map((token) => [token.index, token]));
	return answerWordsOf(sequence).map(({ text, positions }) => {
		const own = positions.map((position) => position - sequence.promptLength);
		return {
			text,
			tokens: own,
			logProbability: own.reduce((sum, index) => sum + (byIndex.get(index)?.logProbability ?? Number.NaN), 0),
		};
	});
}

/** The first tensor with a row of regions for each token. */
function mapTensor(result: Result | undefined): ResultTensor | undefined {
	return Object.values(result?.tensors ?? {}).find(({ axes }) => {
		return axes.at(-1)?.name === "region" && axes.some(({ name }) => name === "token");
	});
}

/** A run's map for some tokens of its answer: one value a region of its layout, the mean over those tokens. */
export interface RunMap {
	readonly values: Float32Array;
	readonly layout: ImageLayout;
	readonly unit: string;
	/** "relevancy: llama map, exact"; with the layer, where one is meant. */
	readonly method: string;
}

/** "relevancy: llama map, exact, layer 2" */
export function methodOf({ result, layer }: Pick<CompareRun, "result" | "layer">): string {
	if (!result) return "no map";
	const words = settingsWords(result);
	const has = mapTensor(result)?.axes.find(({ name }) => name === "layer");
	const layers = !has ? "" : layer === undefined ? `, mean over ${has.index.length} layers` : `, layer ${layer}`;
	return `${words === `${result.method} map` ? result.method : `${result.method}: ${words}`}${layers}`;
}

/**
 * @param tokens  Answer tokens, from 0; where none of them has a row, all are meant.
 * @returns Undefined without a map of regions, a layout for it, or the layer that is meant.
 */
export function runMap(
	run: Pick<CompareRun, "result" | "layouts" | "layer">,
	tokens: readonly number[],
): RunMap | undefined {
	const of = mapTensor(run.result);
	const layout = run.layouts[0];
	if (!of || !layout) return undefined;
	const { axes, tensor } = of;
	const outer = axes.slice(0, -1);
	const regions = axes.at(-1)?.index ?? [];
	let rows = [0];
	for (const axis of outer) {
		const wanted = axis.name === "token" ? tokens : axis.name === "layer" && run.layer !== undefined ? [run.layer] : [];
		const found = axis.index.flatMap((entry, place) => (wanted.includes(entry) ? [place] : []));
		if (axis.name === "layer" && wanted.length > 0 && found.length === 0) return undefined;
		const places = found.length > 0 ? found : axis.index.map((_, place) => place);
		rows = rows.flatMap((row) => places.map((place) => row * axis.index.length + place));
	}
	const values = new Float32Array(layout.regions.length).fill(Number.NaN);
	regions.forEach((region, at) => {
		values[region] =
			rows.reduce((sum, row) => sum + (tensor.data[row * regions.length + at] as number), 0) / rows.length;
	});
	return { values, layout, unit: of.unit, method: methodOf(run) };
}

/** Of the mass of some tokens, how much is on the picture, in [0, 1]; NaN where the map says nothing about the text. */
export function imageShareOf({ result, sequence }: CompareRun, tokens: readonly number[]): number {
	if (!result) return Number.NaN;
	const items = modalityItems(result, sequence, "token").filter(({ positions }) =>
		positions.some((position) => tokens.length === 0 || tokens.includes(position - sequence.promptLength)),
	);
	let [image, all] = [0, 0];
	for (const { parts } of items) {
		for (const [segment, { sum }] of Object.entries(parts)) {
			all += sum;
			if (segment === "image") image += sum;
		}
	}
	return all > 0 ? image / all : Number.NaN;
}
