import { LvlmError, type OptionSchema, type ResultTensor, tensor } from "@lvlm-interpret/core";
import {
	type ExplainerProgram,
	type GraphBuilder,
	type GraphExplainer,
	type ModelHandles,
	maxOver,
	meanOver,
	type Reduction,
	type Replay,
	select,
	sumOver,
	tapAttention,
	type Value,
} from "@lvlm-interpret/graph";
import { imagePositions } from "../selection/image-positions.js";
import { chosen, chosenTokens, type Indices, tokensOption } from "../selection/tokens.js";
import { type SinkOptions, sinkOptions } from "../sinks/options.js";
import { readSinks, sinkCautions, writeSinks } from "../sinks/sinks.js";
import { rowSumError } from "./row-sum-error.js";

/** What becomes of the chosen heads. */
export type HeadReduction = "mean" | "max" | "none";

/** Which rows and columns of the attention matrices are read. */
export type AttentionView = "answer-image" | "answer-prompt";

export interface AttentionOptions extends SinkOptions {
	/** `answer-image`: answer tokens look at image regions. `answer-prompt`: they look at the prompt's text. */
	readonly view: AttentionView;
	readonly tokens: Indices;
	readonly layers: Indices;
	readonly heads: Indices;
	/** What becomes of the chosen heads: kept apart, or their mean or maximum. */
	readonly headReduction: HeadReduction;
	/** With `answer-image`: the regions looked at. Choosing some answers "which answer tokens looked at these patches?". */
	readonly regions: Indices;
	/** Sum over the keys: one number, the attention mass, in place of a row. */
	readonly sumKeys: boolean;
}

const options: OptionSchema<AttentionOptions> = {
	view: {
		label: "View",
		description: "FROM-TO: answer tokens look at the image, or at the prompt's text.",
		type: "choice",
		choices: ["answer-image", "answer-prompt"],
		default: "answer-image",
	},
	tokens: tokensOption,
	layers: { label: "Layers", description: "Decoder layers, from 0.", type: "indices", of: "layer", default: "all" },
	heads: { label: "Heads", description: "Attention heads, from 0.", type: "indices", of: "head", default: "all" },
	headReduction: {
		label: "Heads together",
		description: "Keep the chosen heads apart, or take their mean or maximum.",
		type: "choice",
		choices: ["mean", "max", "none"],
		default: "mean",
	},
	regions: {
		label: "Image regions",
		description: "The regions that are looked at, in the order of the image tokens, from 0.",
		type: "indices",
		of: "region",
		default: "all",
	},
	sumKeys: {
		label: "Sum",
		description: "Sum the attention over all that is looked at.",
		type: "boolean",
		default: false,
	},
	...sinkOptions,
};

/** The keys a view reads: joint positions, and what they stand for. */
interface Keys {
	readonly positions: readonly number[];
	readonly name: "region" | "key";
	/** Region numbers, or joint positions. */
	readonly index: readonly number[];
	readonly labels?: readonly string[];
	readonly words: string;
}

function keysOf(view: AttentionView, regions: Indices, replay: Replay): Keys {
	if (view === "answer-image") {
		const image = imagePositions(replay, regions);
		const words = regions === "all" ? "the image's regions" : `${regions.length} chosen image regions`;
		return { positions: image.positions, name: "region", index: image.regions, words };
	}
	if (regions !== "all") {
		throw new LvlmError("invalid-argument", 'Regions can be chosen in the view "answer-image" only.', {
			name: "regions",
			expected: '"all"',
			actual: JSON.stringify(regions),
		});
	}
	const text = replay.sequence.tokens.filter(
		(token) => token.position < replay.sequence.promptLength && token.segment !== "image",
	);
	const positions = text.map((token) => token.position);
	return {
		positions,
		name: "key",
		index: positions,
		labels: text.map((token) => token.text),
		words: "the prompt's text",
	};
}

/** Puts the chosen keys' attention at 0 where a key is a sink; [head, query, key], before anything is reduced. */
function withoutKeys(builder: GraphBuilder, isSink: Value, columns: Value): Reduction {
	return (_, { value, axes }) => {
		const kept = builder.op("Sub", [builder.constant("float32", 1, []), builder.op("Gather", [isSink, columns])]);
		return { value: builder.op("Mul", [value, kept]), axes };
	};
}

function headWords(reduction: HeadReduction, count: number, all: number): string {
	const which = count === all ? `all ${all} heads` : `${count} of ${all} heads`;
	if (reduction === "none" || count === 1) return `${which}, each apart`;
	return `${reduction === "mean" ? "mean" : "maximum"} over ${which}`;
}

/**
 * Raw attention, as the model computed it: how much the row that predicts each answer token looks at each image region or
 * prompt token, for every layer and head.
 *
 * Result tensor `attention`: [layer, head, token, region] (view `answer-image`) or [layer, head, token, key]
 * (`answer-prompt`), float32 in [0, 1]; no head axis once heads are reduced, no last axis with `sumKeys`. A whole row
 * (image, prompt text and earlier answer tokens) sums to 1, so a view's row sums to at most 1. Signal `rowSumError`: largest
 * deviation of a whole row's sum from 1. `sinks`: tokens that draw attention whatever is asked, see `writeSinks`.
 *
 * Attention shows where the model looked, not what its answer rests on.
 *
 * Cost: one teacher-forced forward over prompt and answer; layers x heads x tokens x keys floats leave the session, divided
 * by what is reduced.
 *
 * Source: LVLM-Interpret, arXiv:2404.03118, section 3 (raw attentions).
 * Differs from the source: every layer, layer 0 too; any tokens, heads and regions; rows keep the scale of probabilities
 * (the source rescales each head by its own maximum before it averages, which ranks a uniform head first).
 */
export function attention(): GraphExplainer<AttentionOptions, "attention-map"> {
	return { specificationVersion: "v1", id: "attention", produces: "attention-map", options, program };
}

function program(handles: ModelHandles, settings: AttentionOptions): ExplainerProgram<"attention-map"> {
	const { layers: layerCount, heads: headCount } = handles.facts.text;
	const layers = chosen("layers", settings.layers, layerCount, "layer");
	const heads = chosen("heads", settings.heads, headCount, "head");
	const keepsHeads = settings.headReduction === "none";
	const { builder } = handles.decoder;
	const rows = builder.input("queries", "int32", ["queries"]);
	const columns = builder.input("keys", "int32", ["keys"]);
	const { outputs: sinks, isSink } = writeSinks(handles, settings);
	const hidden = settings.sinks === "hide" && isSink ? [withoutKeys(builder, isSink, columns)] : [];
	const together = { mean: [meanOver("head")], max: [maxOver("head")], none: [] }[settings.headReduction];
	const reduce = [
		...(settings.heads === "all" ? [] : [select("head", builder.constant("int32", heads, undefined, "heads"))]),
		...hidden,
		...(settings.sumKeys ? [sumOver("key")] : []),
		...together,
	];

	function describe(keys: Keys, tokens: number): string {
		const what = settings.sumKeys ? "attention mass (sum over the keys)" : "attention probability";
		return `${what}: the rows that predict ${tokens} answer token${tokens === 1 ? "" : "s"} look at ${keys.words}; ${headWords(settings.headReduction, heads.length, headCount)}; ${layers.length} of ${layerCount} layers, each apart`;
	}

	return {
		outputs: {
			attention: tapAttention(handles, { layers, rows, columns, reduce }).value,
			row_sum_error: rowSumError(handles, layers, rows),
			...sinks,
		},
		feeds(replay) {
			const { queries } = chosenTokens(replay, settings.tokens);
			const { positions } = keysOf(settings.view, settings.regions, replay);
			return {
				queries: tensor("int32", [queries.length], Int32Array.from(queries)),
				keys: tensor("int32", [positions.length], Int32Array.from(positions)),
			};
		},
		result(values, replay) {
			const { tokens, labels } = chosenTokens(replay, settings.tokens);
			const keys = keysOf(settings.view, settings.regions, replay);
			const shown: ResultTensor = {
				tensor: values.attention as ResultTensor["tensor"],
				axes: [
					{ name: "layer", index: layers },
					...(keepsHeads ? [{ name: "head" as const, index: heads }] : []),
					{ name: "token", index: tokens, labels },
					...(settings.sumKeys
						? []
						: [{ name: keys.name, index: keys.index, ...(keys.labels ? { labels: keys.labels } : {}) }]),
				],
				unit: settings.sumKeys ? "attention mass" : "attention probability",
				signed: false,
				range: [0, 1],
				description: describe(keys, tokens.length),
			};
			const found = readSinks(values, replay, settings);
			const looked = new Set(keys.positions);
			const cautions = sinkCautions(found, ({ position }) => looked.has(position));
			return {
				kind: "attention-map",
				tensors: { attention: shown },
				sinks: found,
				...(cautions.length > 0 ? { cautions } : {}),
				signals: { rowSumError: Number(values.row_sum_error?.data[0]) },
			};
		},
	};
}
