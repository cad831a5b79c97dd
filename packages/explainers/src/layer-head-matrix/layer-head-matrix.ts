import {
	type AggregationId,
	aggregationIds,
	aggregations,
	type OptionSchema,
	type ResultTensor,
	type Tensor,
	tensor,
} from "@lvlm-interpret/core";
import {
	contract,
	type ExplainerProgram,
	entropyOver,
	type GraphExplainer,
	type ModelHandles,
	maxOver,
	meanOver,
	project,
	type Replay,
	tapAttention,
} from "@lvlm-interpret/graph";
import { rowSumError } from "../attention/row-sum-error.js";
import { chosenTokens, type Indices, tokensOption } from "../selection/tokens.js";
import { countPairs, isPair, type PairAggregationId, pairBlocks } from "./aggregations.js";

export interface LayerHeadMatrixOptions {
	readonly aggregations: readonly AggregationId[];
	/**
	 * `mass`: sum over the keys, mean over the queries. `pair-mean`: mean over all unmasked pairs, as the original shows. `cross` and
	 * `intra` are always means over pairs: their blocks differ too much in size for sums to be compared.
	 */
	readonly value: "mass" | "pair-mean";
	readonly tokens: Indices;
}

const options: OptionSchema<LayerHeadMatrixOptions> = {
	aggregations: {
		label: "Aggregations",
		description: "FROM-TO: FROM = the query that looks, TO = the key looked at.",
		type: "choices",
		choices: aggregationIds,
		default: aggregationIds,
	},
	value: {
		label: "Value",
		description:
			"mass: sum over the keys, mean over the queries. pair-mean: mean over all unmasked pairs, which cross and intra always are.",
		type: "choice",
		choices: ["mass", "pair-mean"],
		default: "mass",
	},
	tokens: tokensOption,
};

/** What a matrix holds: attention summed over the keys for each query, or the mean over its pairs. */
function unitOf(id: AggregationId, value: LayerHeadMatrixOptions["value"]): LayerHeadMatrixOptions["value"] {
	return aggregations[id].over === "pairs" ? value : "pair-mean";
}

/**
 * The weights of one block of pairs as columns: queries weigh `1 / divisor`, keys weigh 1. An aggregation that covers
 * two blocks has two columns, which are added afterwards.
 */
interface Column {
	readonly id: PairAggregationId;
	readonly queries: readonly number[];
	readonly keys: readonly number[];
	readonly divisor: number;
}

function columnsOf(settings: LayerHeadMatrixOptions, replay: Replay): Column[] {
	const { queries } = chosenTokens(replay, settings.tokens);
	return settings.aggregations.filter(isPair).flatMap((id) => {
		const blocks = pairBlocks(id, replay, queries);
		const counts = countPairs(blocks);
		const divisor = unitOf(id, settings.value) === "mass" ? counts.queries : counts.pairs;
		return blocks.map((block) => ({ ...block, id, divisor }));
	});
}

/** float32 [groups, rows], one weight for each listed position. A position that is listed twice counts twice. */
function weights(
	rows: number,
	columns: readonly Column[],
	positions: (column: Column) => readonly number[],
	weight: (column: Column) => number,
): Tensor<"float32"> {
	const data = new Float32Array(rows * columns.length);
	columns.forEach((column, index) => {
		// Divisor 0: the mask leaves nothing, and the matrix is reported as masked instead.
		if (column.divisor === 0) return;
		for (const position of positions(column)) {
			const place = index * rows + position;
			data[place] = (data[place] as number) + weight(column);
		}
	});
	return tensor("float32", [columns.length, rows], data);
}

/** Sums the columns of one aggregation out of [L, H, G]. */
function sumColumns(mass: Tensor<"float32">, columns: readonly Column[], id: PairAggregationId): Tensor<"float32"> {
	const [layers, heads, groups] = mass.shape as [number, number, number];
	const data = new Float32Array(layers * heads);
	columns.forEach((column, index) => {
		if (column.id !== id) return;
		for (let cell = 0; cell < data.length; cell++) {
			data[cell] = (data[cell] as number) + (mass.data[cell * groups + index] as number);
		}
	});
	return tensor("float32", [layers, heads], data);
}

/**
 * One number a layer and head: how much FROM looks at TO, under ten aggregations.
 *
 * Result: one tensor an aggregation, by its id, [layer, head] float32. `mass` and `pair-mean` lie in [0, 1]; `entropy` in nats,
 * [0, ln S]; `peak` in [0, 1]. What the causal mask rules out altogether is not there and named in `absent`.
 * Only pairs that the mask leaves are counted: a query without any such key takes no part in the mean.
 *
 * Cost: one teacher-forced forward and, per layer, one product of the attention with a [S, ≤ 10] matrix; 10 x L x H floats leave
 * the session.
 *
 * Source: LVLM-Interpret, arXiv:2404.03118, attention analysis (its matrix is `answer-image` or `answer-question` with
 * `pair-mean`); `cross` and `intra` follow VL-InterpreT, arXiv:2203.17247.
 * Differs from the source: layer 0 is there; the question is the user's text, not all that follows the image; mass is the default.
 */
export function layerHeadMatrix(): GraphExplainer<LayerHeadMatrixOptions, "layer-head-matrix"> {
	return { specificationVersion: "v1", id: "layer-head-matrix", produces: "layer-head-matrix", options, program };
}

function program(handles: ModelHandles, settings: LayerHeadMatrixOptions): ExplainerProgram<"layer-head-matrix"> {
	const { builder } = handles.decoder;
	const { layers, heads } = handles.facts.text;
	const all = Array.from({ length: layers }, (_, index) => index);
	const queries = builder.input("queries", "int32", ["queries"]);
	const rowMean = (over: typeof maxOver) =>
		tapAttention(handles, { rows: queries, reduce: [over("key"), meanOver("query")] }).value;
	const hasPairs = settings.aggregations.some(isPair);
	// mass[h, g] = Σ_q Σ_k queryWeights[q, g] · A[h, q, k] · keyWeights[g, k]
	const mass = () => {
		const keyWeights = builder.input("key_weights", "float32", ["groups", "sequence_length"]);
		const queryWeights = builder.input("query_weights", "float32", ["groups", "sequence_length"]);
		const reduce = [project("key", keyWeights, "group"), contract("query", queryWeights, "group")];
		return tapAttention(handles, { reduce }).value;
	};

	function shown(id: AggregationId, values: Tensor<"float32">): ResultTensor {
		const how = !isPair(id)
			? "mean over the rows"
			: unitOf(id, settings.value) === "mass"
				? "attention summed over the keys, mean over the queries"
				: "mean over all unmasked pairs";
		return {
			tensor: values,
			axes: [
				{ name: "layer", index: all },
				{ name: "head", index: Array.from({ length: heads }, (_, index) => index) },
			],
			unit:
				id === "entropy" ? "nats" : unitOf(id, settings.value) === "mass" ? "attention mass" : "attention probability",
			signed: false,
			range: [0, id === "entropy" ? Number.POSITIVE_INFINITY : 1],
			description: `${id}: ${aggregations[id].sentence}; ${how}`,
		};
	}

	return {
		outputs: {
			...(hasPairs ? { mass: mass() } : {}),
			...(settings.aggregations.includes("entropy") ? { entropy: rowMean(entropyOver) } : {}),
			...(settings.aggregations.includes("peak") ? { peak: rowMean(maxOver) } : {}),
			row_sum_error: rowSumError(handles, all, queries),
		},
		feeds(replay) {
			const rows = chosenTokens(replay, settings.tokens).queries;
			const columns = columnsOf(settings, replay);
			const ofQueries = weights(
				replay.rows,
				columns,
				(column) => column.queries,
				(column) => 1 / column.divisor,
			);
			const ofKeys = weights(
				replay.rows,
				columns,
				(column) => column.keys,
				() => 1,
			);
			return {
				queries: tensor("int32", [rows.length], Int32Array.from(rows)),
				...(hasPairs ? { query_weights: ofQueries, key_weights: ofKeys } : {}),
			};
		},
		result(values, replay) {
			const columns = columnsOf(settings, replay);
			const tensors: Record<string, ResultTensor> = {};
			const absent: Record<string, string> = {};
			for (const id of settings.aggregations) {
				if (!isPair(id)) {
					tensors[id] = shown(id, values[id] as Tensor<"float32">);
				} else if (columns.every((column) => column.id !== id || column.divisor === 0)) {
					absent[id] =
						`masked: the causal mask, or what the sequence holds, leaves no pair in which ${aggregations[id].sentence}`;
				} else {
					tensors[id] = shown(id, sumColumns(values.mass as Tensor<"float32">, columns, id));
				}
			}
			return {
				kind: "layer-head-matrix",
				tensors,
				...(Object.keys(absent).length > 0 ? { absent } : {}),
				signals: { rowSumError: Number(values.row_sum_error?.data[0]) },
			};
		},
	};
}
