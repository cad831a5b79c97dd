import { LvlmError, type OptionSchema, queryPosition, type Tensor, tensor } from "@lvlm-interpret/core";
import { type GraphExplainer, gradients, logitsAt, type Replay, type Value } from "@lvlm-interpret/graph";

type Options = { readonly tokens: "all" | readonly number[] };

// Validation, command line flags and controls come from the schema.
const options: OptionSchema<Options> = {
	tokens: { label: "Answer tokens", description: "Indices from 0.", type: "indices", of: "token", default: "all" },
};

/**
 * Input x Gradient: how much the embedding of each joint position speaks for an answer token.
 *
 * Formula: a[t, p] = Σ_d x[p, d] · ∂z_t/∂x[p, d], z_t the token's logit. Result tensor `scores`: [token, key], float32, signed.
 * Cost: one backward a token, and a forward each, or one for all where the backend can share it (capability `scan`).
 * Source: Shrikumar et al. 2016, arXiv:1605.01713.
 * Differs from the source: inputs are embeddings (of text, and of patches as the language model reads them).
 */
export function inputXGradient(): GraphExplainer<Options, "position-map"> {
	return { specificationVersion: "v1", id: "example:input-x-gradient", produces: "position-map", options, program };
}

const program: GraphExplainer<Options, "position-map">["program"] = (handles, given) => {
	const { model, builder, inputsEmbeds: x } = handles.decoder;
	// What differs from token to token is fed: one compiled graph serves them all.
	const [query, target] = [builder.input("query", "int32", ["one"]), builder.input("target", "int64", ["one"])];
	const z = builder.op("Gather", [logitsAt(handles, query), target], { axis: 2 }); // [1, 1, 1]
	const seed = builder.constant("float32", 1, [1, 1, 1]);
	const [dx] = gradients(model, { of: [{ value: z, seed }], wrt: [x] }) as [Value]; // [1, S, D]
	const scores = builder.op("ReduceSum", [builder.op("Mul", [x, dx]), builder.constant("int64", [2])], { keepdims: 0 });
	return {
		outputs: { scores }, // [1, S]
		// The forward pass depends on neither, so that one serves all tokens where the backend can share it.
		each: ["query", "target"],
		// Several records are several runs; their rows are joined to [T, S].
		feeds: (replay) =>
			chosen(replay, given).map(({ index, id }) => ({
				query: tensor("int32", [1], Int32Array.of(queryPosition(replay.sequence, index))),
				target: tensor("int64", [1], BigInt64Array.of(BigInt(id))),
			})),
		result: (rows, replay) => {
			const list = chosen(replay, given);
			const token = { name: "token", index: list.map((t) => t.index), labels: list.map((t) => t.text) } as const;
			const key = { name: "key", index: Array.from({ length: replay.rows }, (_, position) => position) } as const;
			const scale = { unit: "logit", signed: true, range: [-Infinity, Infinity], description: "Σ x · ∂z/∂x" } as const;
			const map = { tensor: rows.scores as Tensor<"float32">, axes: [token, key], ...scale };
			return { kind: "position-map", tensors: { scores: map }, signals: {} };
		},
	};
};

function chosen({ tokens: all }: Replay, { tokens }: Options) {
	if (tokens === "all") return all.filter((token) => !token.isEnd);
	const fields = { name: "tokens", expected: `indices below ${all.length}`, actual: String(tokens) };
	if (tokens.some((index) => !all[index])) throw new LvlmError("invalid-argument", "There is no such token.", fields);
	return tokens.flatMap((index) => all[index] ?? []);
}
