import type { OptionSchema, Tensor } from "@lvlm-interpret/core";
import { queryPosition, tensor } from "@lvlm-interpret/core";
import { type GraphExplainer, tapAttention, weightedSum } from "@lvlm-interpret/graph";

type Options = { readonly token: number };

const options: OptionSchema<Options> = {
	token: { label: "Answer token", description: "Index from 0.", type: "integer", default: 0, min: 0 },
};

/**
 * How many positions each head looks back on average when a token is predicted: Σ_k a[q, k] · (q - k), for every layer and head.
 *
 * Result tensor `distance`: [layer, head], positions, unsigned. Cost: one forward.
 */
export function attentionDistance(): GraphExplainer<Options, "layer-head-matrix"> {
	return {
		specificationVersion: "v1",
		id: "example:attention-distance",
		produces: "layer-head-matrix",
		options,
		program,
	};
}

const program: GraphExplainer<Options, "layer-head-matrix">["program"] = (handles, { token }) => {
	const { builder } = handles.decoder;
	// Fed, so that one compiled graph serves every token of every answer.
	const rows = builder.input("rows", "int32", ["one"]);
	const steps = builder.input("steps", "float32", ["sequence_length"]);
	// The row of each layer and head, times the distances, summed in the graph: L x H numbers leave the device.
	const { value: distance } = tapAttention(handles, { rows, reduce: [weightedSum("key", steps)] });
	return {
		outputs: { distance }, // [L, H, 1]
		feeds: ({ sequence, rows: count }) => {
			const from = queryPosition(sequence, token);
			return {
				rows: tensor("int32", [1], Int32Array.of(from)),
				steps: tensor(
					"float32",
					[count],
					Float32Array.from({ length: count }, (_, key) => Math.max(0, from - key)),
				),
			};
		},
		result: (found, { facts, sequence }) => {
			const { layers, heads } = facts.text;
			const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
			const { data } = found.distance as Tensor<"float32">;
			return {
				kind: "layer-head-matrix",
				signals: {},
				tensors: {
					distance: {
						tensor: tensor("float32", [layers, heads], data),
						axes: [
							{ name: "layer", index: upTo(layers) },
							{ name: "head", index: upTo(heads) },
						],
						unit: "positions",
						signed: false,
						range: [0, queryPosition(sequence, token)],
						description: `Mean distance, in positions, that each head looks back from the row that predicts answer token ${token}.`,
					},
				},
			};
		},
	};
};
