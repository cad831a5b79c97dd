import { type OptionSchema, type ResultTensor, type Sinks, type Tensor, tensor } from "@lvlm-interpret/core";
import {
	type ExplainerProgram,
	type GraphBuilder,
	type GraphExplainer,
	type ModelHandles,
	meanOver,
	tapAttentionByLayer,
	type Value,
} from "@lvlm-interpret/graph";
import { rowSumError } from "../attention/row-sum-error.js";
import { chosenTokens, type Indices, tokensOption } from "../selection/tokens.js";
import { type SinkOptions, sinkOptions } from "../sinks/options.js";
import { readSinks, sinkCautions, writeSinks } from "../sinks/sinks.js";

export interface RolloutOptions extends SinkOptions {
	readonly tokens: Indices;
	/** Layers that take part; the rest counts as identity. */
	readonly layers: Indices;
	/** Share of the residual connection in each layer, in [0, 1]. */
	readonly residual: number;
}

const options: OptionSchema<RolloutOptions> = {
	tokens: tokensOption,
	layers: {
		label: "Layers",
		description: "Decoder layers that take part, from 0.",
		type: "indices",
		of: "layer",
		default: "all",
	},
	residual: {
		label: "Residual share",
		description: "How much of each position stays where it is in every layer.",
		type: "number",
		min: 0,
		max: 1,
		default: 0.5,
	},
	...sinkOptions,
};

/**
 * Attention rollout: how much each position of the prompt feeds the row that predicts each answer token, if attention were all
 * that moves information and heads were averaged.
 *
 * Formula: r <- r · (residual · I + (1 - residual) · mean_h A[l]), from the top layer down, starting from the unit vector of the
 * token's row. Only the rows r are carried, never a product of whole matrices.
 *
 * Result tensor `rollout`: [token, key] over all replayed joint positions (image, prompt text, earlier answer tokens), float32 in
 * [0, 1]; rows sum to 1 (signal `rolloutSumError`: largest deviation).
 *
 * Cost: one teacher-forced forward; per layer one product [T, S] x [S, S]. T x S floats leave the session.
 * Source: Abnar & Zuidema 2020, arXiv:2005.00928, section 3.
 * Differs from the source: the share of the residual is an option; its default, 0.5, is the paper's. The paper's rows are over an
 * encoder's tokens; a decoder's causal mask leaves them as they are, since every row still sums to 1.
 */
export function rollout(): GraphExplainer<RolloutOptions, "position-map"> {
	return { specificationVersion: "v1", id: "rollout", produces: "position-map", options, program };
}

/** Unit rows: float32 [T, S], 1 at each token's own position. */
function unitRows(queries: readonly number[], rows: number): Tensor<"float32"> {
	const data = new Float32Array(queries.length * rows);
	queries.forEach((position, index) => {
		data[index * rows + position] = 1;
	});
	return tensor("float32", [queries.length, rows], data);
}

function rolledOut(builder: GraphBuilder, start: Value, attention: readonly Value[], residual: number): Value {
	const stays = builder.constant("float32", residual, [], "residual");
	const moves = builder.constant("float32", 1 - residual, [], "moves");
	let r = start;
	for (const layer of [...attention].reverse()) {
		const moved = builder.op("Mul", [builder.op("MatMul", [r, layer]), moves]);
		r = builder.op("Add", [builder.op("Mul", [r, stays]), moved]);
	}
	return r;
}

function program(handles: ModelHandles, settings: RolloutOptions): ExplainerProgram<"position-map"> {
	const { layers: count } = handles.facts.text;
	const layers =
		settings.layers === "all"
			? Array.from({ length: count }, (_, index) => index)
			: [...settings.layers].sort((a, b) => a - b);
	const { builder } = handles.decoder;
	const start = builder.input("unit_rows", "float32", ["queries", "sequence_length"]);
	const queries = builder.input("queries", "int32", ["queries"]);
	const means = tapAttentionByLayer(handles, { layers, reduce: [meanOver("head")] }).map((layer) => layer.value);
	return {
		outputs: {
			rollout: rolledOut(builder.scope("rollout"), start, means, settings.residual),
			row_sum_error: rowSumError(handles, layers, queries),
			...writeSinks(handles, settings).outputs,
		},
		feeds(replay) {
			const rows = chosenTokens(replay, settings.tokens).queries;
			return {
				unit_rows: unitRows(rows, replay.rows),
				queries: tensor("int32", [rows.length], Int32Array.from(rows)),
			};
		},
		result(values, replay) {
			const { tokens, labels } = chosenTokens(replay, settings.tokens);
			const whole = values.rollout as Tensor<"float32">;
			const found = readSinks(values, replay, settings);
			const map = found.mode === "hide" ? withoutSinks(whole, found) : whole;
			const cautions = sinkCautions(found, () => true);
			const positions = replay.sequence.tokens.slice(0, replay.rows);
			const shown: ResultTensor = {
				tensor: map,
				axes: [
					{ name: "token", index: tokens, labels },
					{
						name: "key",
						index: positions.map((token) => token.position),
						labels: positions.map((token) => token.text),
					},
				],
				unit: "rollout share",
				signed: false,
				range: [0, 1],
				description: `attention rollout of the rows that predict ${tokens.length} answer token${tokens.length === 1 ? "" : "s"}: mean over all ${handles.facts.text.heads} heads, ${layers.length} of ${count} layers multiplied, residual share ${settings.residual}`,
			};
			return {
				kind: "position-map",
				tensors: { rollout: shown },
				sinks: found,
				...(cautions.length > 0 ? { cautions } : {}),
				signals: { rowSumError: Number(values.row_sum_error?.data[0]), rolloutSumError: sumError(whole) },
			};
		},
	};
}

/** A copy of [token, key] rows with the candidates at 0. */
function withoutSinks({ shape, data }: Tensor<"float32">, { candidates }: Sinks): Tensor<"float32"> {
	const width = shape[1] as number;
	const copy = data.slice();
	for (let start = 0; start < copy.length; start += width) {
		for (const { position } of candidates) copy[start + position] = 0;
	}
	return tensor("float32", shape, copy);
}

/** Largest deviation of a row's sum from 1. */
function sumError(map: Tensor<"float32">): number {
	const width = map.shape[1] as number;
	let largest = 0;
	for (let start = 0; start < map.data.length; start += width) {
		let sum = 0;
		for (let place = start; place < start + width; place++) sum += map.data[place] as number;
		largest = Math.max(largest, Math.abs(sum - 1));
	}
	return largest;
}
