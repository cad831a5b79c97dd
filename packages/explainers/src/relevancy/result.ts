import {
	type Axis,
	type ResultBody,
	type ResultTensor,
	type SinkCandidate,
	type Sinks,
	tensor,
} from "@lvlm-interpret/core";
import type { Replay, Rows } from "@lvlm-interpret/graph";
import { imagePositions } from "../selection/image-positions.js";
import { type ChosenTokens, chosenTokens } from "../selection/tokens.js";
import { readSinks, sinkCautions } from "../sinks/sinks.js";
import { normalisedRows, type RelevanceRows, relevanceRows } from "./maps.js";
import type { RelevancyOptions } from "./options.js";
import { shareDescriptions, shareNames, sharesOf } from "./shares.js";
import { answerWords, type PlacedWord, promptWords, reduce } from "./words.js";

const mapWords: Readonly<Record<RelevancyOptions["map"], string>> = {
	llama: "through the language model",
	composed: "through the language model and from there through the vision encoder",
	vit: "through the vision encoder alone, from its class token",
	all: "through the vision encoder and from there through the language model's image block, as the original composes them",
	all_v2: "of the language model's row, mixed into the vision encoder's at its class token",
};

const modeWords: Readonly<Record<RelevancyOptions["mode"], string>> = {
	hybrid: "the token's own row with its gradient, the prompt's rows with the first token's (hybrid)",
	exact: "all rows with the token's own gradient (exact)",
	lastRowOnly: "the token's own row alone, one hop a layer (lastRowOnly)",
};

const seedWords: Readonly<Record<RelevancyOptions["seed"], string>> = {
	logit: "logit",
	"log-probability": "log-probability",
	contrast: "logit against another token's",
};

/** What a reader must know before he trusts the map. */
export function cautionsOf(options: RelevancyOptions, tokens: readonly number[]): string[] {
	const { map, mode, referenceQuirks } = options;
	const found: string[] = [];
	if (mode === "hybrid" && map !== "vit" && tokens.some((token) => token > 0)) {
		found.push(
			'In the mode "hybrid" only the first hop of a later token is its own: every deeper one (image to question to answer) counts what mattered for the first generated token. Use the mode "exact" to explain one late content word.',
		);
	}
	if (map === "vit" || map === "all" || map === "all_v2") {
		found.push(
			'This map starts at the vision encoder\'s class token, which the language model does not read: it shows indirect effects. "composed" follows the way that the image takes.',
		);
	}
	if (referenceQuirks && map !== "llama") {
		found.push("Vision gradients are summed over the tokens so far, a defect of the original program.");
	}
	return found;
}

/** Rows as a result tensor. */
function shown(
	rows: readonly ArrayLike<number>[],
	axes: readonly Axis[],
	options: RelevancyOptions,
	description: string,
): ResultTensor {
	const width = axes[1]?.index.length ?? 0;
	const data = new Float32Array(rows.length * width);
	rows.forEach((row, index) => {
		data.set(Array.from(row), index * width);
	});
	const isShare = options.normalize && options.wordReduction !== "sum";
	return {
		tensor: tensor("float32", [rows.length, width], data),
		axes,
		unit: options.normalize ? "relevance share" : "relevance",
		signed: false,
		range: [0, isShare ? 1 : Number.POSITIVE_INFINITY],
		description,
	};
}

/** The answer's words of which a token is explained, with the places of their tokens in the list of chosen tokens. */
function explainedWords(replay: Replay, tokens: readonly number[]): { word: PlacedWord; places: number[] }[] {
	const first = replay.sequence.promptLength;
	return answerWords(replay).flatMap((word) => {
		const places = word.positions.map((position) => tokens.indexOf(position - first)).filter((place) => place >= 0);
		return places.length > 0 ? [{ word, places }] : [];
	});
}

/** What the session gave, as the result that `relevancy()` describes. */
export function relevancyResult(options: RelevancyOptions, rows: Rows, replay: Replay): ResultBody<"position-map"> {
	const chosen = chosenTokens(replay, options.tokens);
	const { tokens, labels } = chosen;
	const sinks = readSinks(rows, replay, options);
	const raw = withoutSinks(relevanceRows(options, rows, replay), sinks, replay);
	const scaled = (list: readonly Float64Array[]) => (options.normalize ? normalisedRows(list) : [...list]);
	const image = imagePositions(replay);
	const own = raw.positions && scaled(raw.positions);
	const onImage = own?.map((row) => image.positions.map((position) => row[position] as number));
	const regionRows = raw.vision ? visionRows(raw.vision, onImage, options, image.regions.length) : (onImage ?? []);
	// Only rows divided by their sums have the words of the language model and the patches of the vision encoder on one scale.
	const isOneScale = !raw.vision || options.normalize;
	const positions = isOneScale ? own : undefined;

	const how = `relevance ${mapWords[options.map]} for each answer token's ${seedWords[options.seed]}, ${options.map === "vit" ? "the token's own gradient" : modeWords[options.mode]}; attention times its positive gradient, mean over heads, layers multiplied`;
	const scale = !options.normalize
		? "not normalised"
		: options.map === "composed"
			? "each row divided by its sum in the language model, and the image's part of it spread over the patches"
			: "each row divided by its sum";
	const tokenAxis: Axis = { name: "token", index: tokens, labels };
	const words = explainedWords(replay, tokens);
	const merged = (list: readonly ArrayLike<number>[]) =>
		words.map(({ places }) =>
			Array.from({ length: list[0]?.length ?? 0 }, (_, at) =>
				reduce(
					places.map((place) => (list[place] as ArrayLike<number>)[at] as number),
					options.wordReduction,
				),
			),
		);
	const wordAxis: Axis = {
		name: "word",
		index: words.map(({ places }) => tokens[places[0] as number] as number),
		labels: words.map(({ word }) => word.text),
	};
	const regionAxis: Axis = { name: "region", index: image.regions };
	const perWord = `${options.wordReduction} over each word's tokens`;
	const tensors: Record<string, ResultTensor> = {
		image: shown(regionRows, [tokenAxis, regionAxis], options, `${how}; image regions; ${scale}`),
		wordImage: shown(
			merged(regionRows),
			[wordAxis, regionAxis],
			options,
			`${how}; image regions; ${scale}; ${perWord}`,
		),
	};
	if (positions) {
		const text = how.replace(mapWords[options.map], mapWords.llama);
		Object.assign(
			tensors,
			textTensors(options, replay, chosen, positions, { how: text, scale, perWord, wordAxis, merged }),
		);
	}
	const isOnMap = ({ region }: SinkCandidate) => region !== undefined || positions !== undefined;
	const cautions = [...cautionsOf(options, tokens), ...sinkCautions(sinks, isOnMap)];
	const logProbability = rows.log_probability && replayError(rows.log_probability.data as Float32Array, replay, tokens);
	return {
		kind: "position-map",
		tensors,
		...(positions ? {} : { absent: { relevance: withoutText(options), words: withoutText(options) } }),
		...(cautions.length > 0 ? { cautions } : {}),
		sinks,
		signals: {
			emptyRows: regionRows.filter((row) => row.every((one) => one === 0)).length,
			...(logProbability === undefined ? {} : { replayError: logProbability }),
		},
	};
}

function withoutText({ map }: RelevancyOptions): string {
	return map === "composed"
		? 'words and patches of the map "composed" have one scale only where rows are divided by their sums'
		: `the map "${map}" has no text part`;
}

/**
 * Rows over the image's regions out of the vision encoder's. Normalised, each has its sum; one that starts at the language model's row shares
 * out what that has on the image, so that patches and words stay on one scale.
 *
 * @param started  Where the rows started: the language model's, normalised, on the image tokens.
 */
function visionRows(
	rows: readonly Float64Array[],
	started: readonly (readonly number[])[] | undefined,
	{ normalize }: RelevancyOptions,
	regions: number,
): number[][] {
	const total = (row: ArrayLike<number>) => Array.from(row).reduce((sum, one) => sum + one, 0);
	return (normalize ? normalisedRows(rows) : rows).map((row, index) => {
		const share = normalize && started ? total(started[index] as number[]) : 1;
		// A vision row of N has its image tokens at the end: the class token, where it is dropped, stands before them.
		return Array.from(row.subarray(row.length - regions), (value) => share * value);
	});
}

/** Rows with the candidates at 0, where they are to be hidden. */
function withoutSinks(rows: RelevanceRows, { mode, candidates }: Sinks, replay: Replay): RelevanceRows {
	if (mode === "keep" || candidates.length === 0) return rows;
	const image = imagePositions(replay).positions;
	const hidden = new Set(candidates.map(({ position }) => position));
	const without = (list: readonly Float64Array[] | undefined, positionOf: (place: number, width: number) => number) =>
		list?.map((row) => row.map((value, place) => (hidden.has(positionOf(place, row.length)) ? 0 : value)));
	const positions = without(rows.positions, (place) => place);
	// Vision rows end with the image tokens; the class token, where there is one, stands before them.
	const vision = without(rows.vision, (place, width) => image[place - (width - image.length)] ?? -1);
	return { ...(positions ? { positions } : {}), ...(vision ? { vision } : {}) };
}

interface TextParts {
	readonly how: string;
	readonly scale: string;
	readonly perWord: string;
	readonly wordAxis: Axis;
	merged(list: readonly ArrayLike<number>[]): number[][];
}

/** What only maps over all joint positions have: the whole rows, words beside words, and shares. */
function textTensors(
	options: RelevancyOptions,
	replay: Replay,
	chosen: ChosenTokens,
	positions: readonly Float64Array[],
	{ how, scale, perWord, wordAxis, merged }: TextParts,
): Record<string, ResultTensor> {
	const tokenAxis: Axis = { name: "token", index: chosen.tokens, labels: chosen.labels };
	const sequence = replay.sequence.tokens.slice(0, replay.rows);
	const keyAxis: Axis = {
		name: "key",
		index: sequence.map((token) => token.position),
		labels: sequence.map((token) => token.text),
	};
	// The last answer token's own position is not replayed; nothing looks at it.
	const columns = [...promptWords(replay), ...answerWords(replay)]
		.map((word) => ({ ...word, positions: word.positions.filter((position) => position < replay.rows) }))
		.filter((word) => word.positions.length > 0);
	const perKey = merged(positions);
	const wordRows = perKey.map((row) =>
		columns.map((word) =>
			reduce(
				word.positions.map((position) => row[position] as number),
				options.wordReduction,
			),
		),
	);
	const wordKeys: Axis = {
		name: "key",
		index: columns.map((word) => word.positions[0] as number),
		labels: columns.map((word) => word.text),
	};
	const shares = positions.map((row) => sharesOf(row, replay));
	const shareAxis: Axis = { name: "aggregation", index: shareNames.map((_, index) => index), labels: [...shareNames] };
	const meanings = shareNames.map((name) => `${name}: ${shareDescriptions[name]}`).join("; ");
	return {
		relevance: shown(positions, [tokenAxis, keyAxis], options, `${how}; all joint positions; ${scale}`),
		words: shown(
			wordRows,
			[wordAxis, wordKeys],
			options,
			`${how}; words of the prompt and earlier words of the answer, on the scale of "wordImage"; ${scale}; ${perWord}`,
		),
		shares: {
			...shown(shares, [tokenAxis, shareAxis], options, meanings),
			unit: "ratio",
			range: [0, Number.POSITIVE_INFINITY],
		},
	};
}

/** Largest difference, in nats, between a token's log-probability in the replay and in the generation. */
function replayError(replayed: ArrayLike<number>, replay: Replay, chosen: readonly number[]): number | undefined {
	// A stage for all tokens gives them from the first; one for the chosen tokens gives those.
	const isAll = replayed.length !== chosen.length;
	return chosen.reduce((worst, token, index) => {
		const own = replayed[isAll ? token : index] as number;
		return Math.max(worst, Math.abs(own - (replay.tokens[token] as { logProbability: number }).logProbability));
	}, 0);
}
