import type { OnnxModel, Value } from "@lvlm-interpret/graph";
import type { LlavaConfig } from "../../config/llava-config.js";
import { type CheckpointWeights, GraphWeights } from "./checkpoint-weights.js";
import {
	activate,
	asModel,
	asRows,
	inScope,
	layerNorm,
	leadingShape,
	linear,
	newGraph,
	sliceFrom,
	type Writer,
} from "./operators.js";

const tower = "model.vision_tower";
const projector = "model.multi_modal_projector";

/** pixel_values [n, C, H, W] -> embeddings [n, P + 1, D]: class token, then patches row by row, plus positions. */
function embed(writer: Writer, config: LlavaConfig, pixels: Value): Value {
	const { hiddenSize, channels, imageSize, patchSize } = config.vision;
	const { builder, weights } = inScope(writer, "embeddings");
	const name = `${tower}.embeddings`;
	const side = Math.floor(imageSize / patchSize);
	const kernel = weights.float32(builder, `${name}.patch_embedding.weight`, [
		hiddenSize,
		channels,
		patchSize,
		patchSize,
	]);
	const grid = builder.op("Conv", [pixels, kernel], {
		kernel_shape: [patchSize, patchSize],
		strides: [patchSize, patchSize],
	});
	const flat = builder.op("Reshape", [
		grid,
		builder.constant("int64", [0, hiddenSize, side * side], undefined, "flat"),
	]);
	const patches = builder.op("Transpose", [flat], { perm: [0, 2, 1] });
	const classToken = weights.float32(builder, `${name}.class_embedding`, [hiddenSize]);
	const images = builder.op("Shape", [pixels], { start: 0, end: 1 });
	const sizes = builder.op("Concat", [images, builder.constant("int64", [1, hiddenSize], undefined, "class_size")], {
		axis: 0,
	});
	const first = builder.op("Expand", [classToken, sizes]);
	const joined = builder.op("Concat", [first, patches], { axis: 1 });
	const positions = weights.float32(builder, `${name}.position_embedding.weight`, [side * side + 1, hiddenSize]);
	return builder.op("Add", [joined, positions]);
}

/** One transformer layer: [n, P + 1, D] -> the same; `shape` undoes {@link asRows}. */
function layer(writer: Writer, config: LlavaConfig, index: number, hidden: Value, shape: Value): Value {
	const { hiddenSize, intermediateSize, heads, activation, normEpsilon } = config.vision;
	const name = `${tower}.encoder.layers.${index}`;
	const scope = inScope(writer, `layers.${index}`);
	const builder = scope.builder;
	const attention = inScope(scope, "self_attn");
	const normed = asRows(builder, layerNorm(scope, `${name}.layer_norm1`, hidden, hiddenSize, normEpsilon), hiddenSize);
	const [query, key, value] = ["q_proj", "k_proj", "v_proj"].map((one) => {
		const rows = linear(attention, `${name}.self_attn.${one}`, normed, hiddenSize, hiddenSize, true);
		return attention.builder.op("Reshape", [rows, shape]);
	});
	const mixed = attention.builder.op(
		"MultiHeadAttention",
		[query, key, value],
		{ num_heads: heads },
		{ domain: "com.microsoft" },
	);
	const mixedRows = asRows(attention.builder, mixed, hiddenSize);
	const out = linear(attention, `${name}.self_attn.out_proj`, mixedRows, hiddenSize, hiddenSize, true);
	const middle = builder.op("Add", [hidden, builder.op("Reshape", [out, shape])]);

	const mlp = inScope(scope, "mlp");
	const inner = asRows(builder, layerNorm(scope, `${name}.layer_norm2`, middle, hiddenSize, normEpsilon), hiddenSize);
	const wide = linear(mlp, `${name}.mlp.fc1`, inner, hiddenSize, intermediateSize, true);
	const active = activate(mlp.builder, activation, wide);
	const narrow = linear(mlp, `${name}.mlp.fc2`, active, intermediateSize, hiddenSize, true);
	const outputs = [`hidden_states.${index + 1}`];
	return builder.op("Add", [middle, mlp.builder.op("Reshape", [narrow, shape])], {}, { outputs });
}

/**
 * CLIP vision tower and projector: `pixel_values` float32 [num_images, C, H, W] -> `image_features` float32
 * [num_images * tokens, D of the decoder]. Layers behind the last selected hidden state are not computed.
 * Source: transformers 5.18, modeling_clip.py and modeling_llava.py (get_image_features).
 */
export function buildVisionEncoder(config: LlavaConfig, checkpoint: CheckpointWeights): OnnxModel {
	const { hiddenSize, channels, imageSize, normEpsilon } = config.vision;
	const { graph, writer } = newGraph("vision_encoder", new GraphWeights(checkpoint));
	const pixels = writer.builder.input("pixel_values", "float32", ["num_images", channels, imageSize, imageSize]);
	const scope = inScope(writer, "/model/vision_tower");

	let hidden = layerNorm(scope, `${tower}.pre_layrnorm`, embed(scope, config, pixels), hiddenSize, normEpsilon);
	hidden.name = graph.uniqueName("hidden_states.0");
	const shape = leadingShape(scope.builder, hidden, hiddenSize);
	const states = [hidden];
	const depth = Math.max(...config.featureLayers);
	for (let index = 0; index < depth; index++) {
		hidden = layer(scope, config, index, hidden, shape);
		states.push(hidden);
	}

	const { builder } = scope;
	const selected = config.featureLayers.map((index) => {
		const state = states[index] as Value;
		if (config.featureStrategy === "full") return state;
		return sliceFrom(builder, state, builder.constant("int64", [1], undefined, "after_class"), 1);
	});
	const width = hiddenSize * selected.length;
	const features = selected.length === 1 ? (selected[0] as Value) : builder.op("Concat", selected, { axis: -1 });

	const project = inScope(writer, "/model/multi_modal_projector");
	const { hiddenSize: size } = config.text;
	const rows = asRows(project.builder, features, width);
	const first = linear(project, `${projector}.linear_1`, rows, width, size, config.projectorBias);
	const active = activate(project.builder, config.projectorActivation, first);
	const output = linear(project, `${projector}.linear_2`, active, size, size, config.projectorBias);
	output.name = graph.uniqueName("image_features");
	output.type = { dtype: "float32", shape: ["num_image_tokens", size] };
	graph.outputs.push(output);
	return asModel(graph);
}
