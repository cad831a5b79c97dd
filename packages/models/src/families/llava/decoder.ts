import type { Dim, OnnxModel, Value } from "@lvlm-interpret/graph";
import type { LlavaConfig } from "../../config/llava-config.js";
import { type CheckpointWeights, GraphWeights } from "./checkpoint-weights.js";
import { embeddingName } from "./embed-tokens.js";
import {
	activate,
	asModel,
	asRows,
	inScope,
	leadingShape,
	linear,
	newGraph,
	rmsNorm,
	sliceFrom,
	type Writer,
} from "./operators.js";
import { longestRotaryTable, rotaryTables } from "./rotary.js";

const model = "model.language_model";

/** Positions that the decoder can take: what the config says, up to the longest table that a graph carries. */
export function decoderPositions(config: LlavaConfig): number {
	return Math.min(config.text.maxPositions, longestRotaryTable);
}

/** What all layers share. */
interface Shared {
	/** int32 [batch_size]: joint positions of each row, less one. */
	readonly lastPosition: Value;
	/** int32 []: joint positions, cached ones included. */
	readonly total: Value;
	readonly cos: Value;
	readonly sin: Value;
	/** Shapes that turn rows back into [B, S, size], by size. */
	shape(size: number): Value;
}

function shared(writer: Writer, config: LlavaConfig, embeds: Value, mask: Value): Shared {
	const { headSize, rope } = config.text;
	const { builder } = inScope(writer, "attention_inputs");
	const axis = builder.constant("int64", [1], undefined, "axis");
	const one = builder.constant("int64", [1], undefined, "one");
	const counts = builder.op("ReduceSum", [mask, axis], { keepdims: 0 });
	const lastPosition = builder.op("Cast", [builder.op("Sub", [counts, one])], { to: 6 });
	const length = builder.op("Gather", [builder.op("Shape", [mask]), builder.constant("int64", 1, undefined, "total")], {
		axis: 0,
	});
	const positions = decoderPositions(config);
	const { cos, sin } = rotaryTables(rope, headSize, positions);
	const shapes = new Map<number, Value>();
	return {
		lastPosition,
		total: builder.op("Cast", [length], { to: 6 }),
		cos: writer.builder.constant("float32", cos, [positions, headSize / 2], "cos_cache"),
		sin: writer.builder.constant("float32", sin, [positions, headSize / 2], "sin_cache"),
		shape(size) {
			const known = shapes.get(size) ?? leadingShape(builder, embeds, size);
			shapes.set(size, known);
			return known;
		},
	};
}

/** Declares past_key_values.{index}.key or value. */
function pastInput(writer: Writer, config: LlavaConfig, index: number, what: "key" | "value"): Value {
	const { kvHeads, headSize } = config.text;
	const shape: Dim[] = ["batch_size", kvHeads, "past_sequence_length", headSize];
	return writer.builder.input(`past_key_values.${index}.${what}`, "float32", shape);
}

/** Self-attention on normalised rows [N, D] -> rows [N, D]; makes present.{index}.key and value outputs of the graph. */
function attention(
	writer: Writer,
	config: LlavaConfig,
	index: number,
	rows: Value,
	past: readonly [Value, Value],
	common: Shared,
): Value {
	const { hiddenSize, heads, kvHeads, headSize, attentionBias } = config.text;
	const name = `${model}.layers.${index}.self_attn`;
	const scope = inScope(writer, "attn");
	const { builder } = scope;
	const project = (one: string, count: number): Value => {
		const flat = linear(scope, `${name}.${one}`, rows, hiddenSize, count * headSize, attentionBias);
		return builder.op("Reshape", [flat, common.shape(count * headSize)]);
	};
	const query = project("q_proj", heads);
	const key = project("k_proj", kvHeads);
	const value = project("v_proj", kvHeads);
	const [mixed, presentKey, presentValue] = builder.ops(
		"GroupQueryAttention",
		[query, key, value, ...past, common.lastPosition, common.total, common.cos, common.sin],
		{
			num_heads: heads,
			kv_num_heads: kvHeads,
			scale: { float: headSize ** -0.5 },
			do_rotary: 1,
			rotary_interleaved: 0,
		},
		{ domain: "com.microsoft", outputs: ["", `present.${index}.key`, `present.${index}.value`] },
	) as [Value, Value, Value];
	for (const present of [presentKey, presentValue]) {
		present.type = { dtype: "float32", shape: ["batch_size", kvHeads, "total_sequence_length", headSize] };
		builder.graph.outputs.push(present);
	}
	const width = heads * headSize;
	return linear(scope, `${name}.o_proj`, asRows(builder, mixed, width), width, hiddenSize, attentionBias);
}

/** Gated MLP on rows: down(act(gate(x)) * up(x)). */
function mlp(writer: Writer, config: LlavaConfig, index: number, rows: Value): Value {
	const { hiddenSize, intermediateSize, mlpBias, activation } = config.text;
	const name = `${model}.layers.${index}.mlp`;
	const scope = inScope(writer, "mlp");
	const gate = linear(scope, `${name}.gate_proj`, rows, hiddenSize, intermediateSize, mlpBias);
	const up = linear(scope, `${name}.up_proj`, rows, hiddenSize, intermediateSize, mlpBias);
	const product = scope.builder.op("Mul", [activate(scope.builder, activation, gate), up]);
	return linear(scope, `${name}.down_proj`, product, intermediateSize, hiddenSize, mlpBias);
}

/** One decoder layer: residual stream [B, S, D] -> the same, named hidden_states.{index + 1}. */
function layer(
	writer: Writer,
	config: LlavaConfig,
	index: number,
	hidden: Value,
	past: readonly [Value, Value],
	common: Shared,
): Value {
	const { hiddenSize, normEpsilon } = config.text;
	const name = `${model}.layers.${index}`;
	const scope = inScope(writer, `layers.${index}`);
	const { builder } = scope;
	const before = rmsNorm(scope, `${name}.input_layernorm`, hidden, hiddenSize, normEpsilon);
	const mixed = attention(scope, config, index, asRows(builder, before, hiddenSize), past, common);
	const middle = builder.op("Add", [hidden, builder.op("Reshape", [mixed, common.shape(hiddenSize)])]);
	const after = rmsNorm(scope, `${name}.post_attention_layernorm`, middle, hiddenSize, normEpsilon);
	const change = mlp(scope, config, index, asRows(builder, after, hiddenSize));
	return builder.op(
		"Add",
		[middle, builder.op("Reshape", [change, common.shape(hiddenSize)])],
		{},
		{ outputs: [`hidden_states.${index + 1}`] },
	);
}

/** The name of the head: its own weight when the checkpoint has one, else the embedding table of a tied model. */
function headName(config: LlavaConfig, weights: CheckpointWeights): string {
	return config.tieWordEmbeddings && !weights.has("lm_head.weight") ? embeddingName(config, weights) : "lm_head.weight";
}

/**
 * Llama decoder with cache. Inputs, outputs and names: see `ModelFamily`. Positions count from 0 at the first cached
 * position (rotation is done inside GroupQueryAttention), so rows must not be padded on the left.
 * Source: transformers 5.18, modeling_llama.py; operator: ONNX Runtime, docs/ContribOperators.md, GroupQueryAttention.
 */
export function buildDecoder(config: LlavaConfig, checkpoint: CheckpointWeights): OnnxModel {
	const { hiddenSize, vocabularySize, layers, normEpsilon } = config.text;
	const { graph, writer } = newGraph("decoder_model_merged", new GraphWeights(checkpoint));
	const { builder } = writer;
	const embeds = builder.input("inputs_embeds", "float32", ["batch_size", "sequence_length", hiddenSize]);
	const mask = builder.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
	const keep = builder.input("num_logits_to_keep", "int64", []);
	const past = Array.from({ length: layers }, (_, index): [Value, Value] => [
		pastInput(writer, config, index, "key"),
		pastInput(writer, config, index, "value"),
	]);
	const scope = inScope(writer, "/model");
	const common = shared(scope, config, embeds, mask);

	let hidden = scope.builder.op("Identity", [embeds], {}, { outputs: ["hidden_states.0"] });
	past.forEach((pair, index) => {
		hidden = layer(scope, config, index, hidden, pair, common);
	});

	// The last `keep` rows; 0 keeps all, since a slice from -0 starts at the first.
	const head = inScope(writer, "/lm_head");
	const flat = head.builder.op("Reshape", [keep, head.builder.constant("int64", [1], undefined, "one")]);
	const kept = sliceFrom(head.builder, hidden, head.builder.op("Neg", [flat]), 1);
	const normed = rmsNorm(scope, `${model}.norm`, kept, hiddenSize, normEpsilon);
	const table = head.weights.float32(head.builder, headName(config, checkpoint), [vocabularySize, hiddenSize]);
	const rows = head.builder.op("Gemm", [asRows(head.builder, normed, hiddenSize), table], { transB: 1 });
	const shape = leadingShape(head.builder, kept, vocabularySize);
	const logits = head.builder.op("Reshape", [rows, shape], {}, { outputs: ["logits"] });
	logits.type = { dtype: "float32", shape: ["batch_size", "num_logits", vocabularySize] };
	graph.outputs.unshift(logits);
	return asModel(graph);
}
