import type { OnnxModel, Value } from "@lvlm-interpret/graph";
import { tinyFacts } from "./facts.js";
import { tinyWriter } from "./writer.js";

/** `embed_tokens`: input_ids int64 [n, S] to inputs_embeds [n, S, D]. */
export function tinyEmbedTokens(): OnnxModel {
	const { builder: b, weight, model } = tinyWriter("embed_tokens", 2);
	const { hiddenSize, vocabularySize } = tinyFacts.text;
	const ids = b.input("input_ids", "int64", ["batch_size", "sequence_length"]);
	b.output("inputs_embeds", b.op("Gather", [weight("embed_tokens", vocabularySize, hiddenSize), ids]), {
		dtype: "float32",
		shape: ["batch_size", "sequence_length", hiddenSize],
	});
	return model();
}

/**
 * `decoder_model_merged`: a Llama of two layers (RMS norm, rotary positions, grouped heads, gated MLP) with its cache; inputs, outputs and names
 * are those of the three-file layout on the Hub, values of the residual stream are called `hidden_states.{0, 1, 2}`.
 */
export function tinyDecoder(): OnnxModel {
	const { layers, heads, kvHeads, headSize, hiddenSize, vocabularySize, maxPositions } = tinyFacts.text;
	const { graph, builder: b, weight, model } = tinyWriter("decoder_model_merged", 3);
	const embeds = b.input("inputs_embeds", "float32", ["batch_size", "sequence_length", hiddenSize]);
	const mask = b.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
	const keep = b.input("num_logits_to_keep", "int64", []);
	const one = b.constant("int64", [1]);
	const counts = b.op("ReduceSum", [mask, one], { keepdims: 0 });
	const last = b.op("Cast", [b.op("Sub", [counts, one])], { to: 6 });
	const length = b.op("Gather", [b.op("Shape", [mask]), b.constant("int64", 1)]);
	const total = b.op("Cast", [length], { to: 6 });
	const half = headSize / 2;
	const angles = Array.from(
		{ length: maxPositions * half },
		(_, i) => Math.floor(i / half) / 50 ** ((i % half) / half),
	);
	const cos = b.constant("float32", angles.map(Math.cos), [maxPositions, half], "cos_cache");
	const sin = b.constant("float32", angles.map(Math.sin), [maxPositions, half], "sin_cache");

	let hidden = b.op("Identity", [embeds], {}, { outputs: ["hidden_states.0"] });
	for (let layer = 0; layer < layers; layer++) {
		const scope = b.scope(`/model/layers.${layer}`);
		const norm = (x: Value, name: string): Value =>
			scope.op("SimplifiedLayerNormalization", [x, weight(`${layer}.${name}`, hiddenSize)], {
				axis: -1,
				epsilon: 1e-5,
				stash_type: 1,
			});
		const dense = (x: Value, name: string, from: number, to: number): Value =>
			scope.op("MatMul", [x, weight(`${layer}.${name}`, from, to)]);
		const past = ["key", "value"].map((what) =>
			b.input(`past_key_values.${layer}.${what}`, "float32", ["batch_size", kvHeads, "past_sequence_length", headSize]),
		);
		const normed = norm(hidden, "input_norm");
		const [mixed, ...present] = scope.ops(
			"GroupQueryAttention",
			[
				dense(normed, "q", hiddenSize, heads * headSize),
				dense(normed, "k", hiddenSize, kvHeads * headSize),
				dense(normed, "v", hiddenSize, kvHeads * headSize),
				...past,
				last,
				total,
				cos,
				sin,
			],
			{ num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1 },
			{ domain: "com.microsoft", outputs: ["", `present.${layer}.key`, `present.${layer}.value`] },
		) as [Value, Value, Value];
		for (const value of present) {
			value.type = { dtype: "float32", shape: ["batch_size", kvHeads, "total_sequence_length", headSize] };
		}
		graph.outputs.push(...present);
		const middle = scope.op("Add", [hidden, dense(mixed, "o", heads * headSize, hiddenSize)]);
		const inner = norm(middle, "post_norm");
		const gate = dense(inner, "gate", hiddenSize, 2 * hiddenSize);
		const gated = scope.op("Mul", [
			scope.op("Mul", [gate, scope.op("Sigmoid", [gate])]),
			dense(inner, "up", hiddenSize, 2 * hiddenSize),
		]);
		hidden = scope.op(
			"Add",
			[middle, dense(gated, "down", 2 * hiddenSize, hiddenSize)],
			{},
			{ outputs: [`hidden_states.${layer + 1}`] },
		);
	}
	const start = b.op("Neg", [b.op("Reshape", [keep, one])]);
	const end = b.constant("int64", [Number.MAX_SAFE_INTEGER]);
	const kept = b.op("Slice", [hidden, start, end, one]);
	const normed = b.op("SimplifiedLayerNormalization", [kept, weight("norm", hiddenSize)], {
		axis: -1,
		epsilon: 1e-5,
		stash_type: 1,
	});
	const logits = b.op("MatMul", [normed, weight("lm_head", hiddenSize, vocabularySize)], {}, { outputs: ["logits"] });
	logits.type = { dtype: "float32", shape: ["batch_size", "num_logits", vocabularySize] };
	graph.outputs.unshift(logits);
	return model();
}
