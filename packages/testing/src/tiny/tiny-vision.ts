import type { OnnxModel, Value } from "@lvlm-interpret/graph";
import { tinyFacts } from "./facts.js";
import { tinyWriter } from "./writer.js";

/** `vision_encoder`: patches, a class token, one transformer layer, a projection. pixel_values [n, 3, 4, 4] to image_features [4n, D]. */
export function tinyVisionEncoder(): OnnxModel {
	const { hiddenSize: width, heads, imageSize, patchSize } = tinyFacts.vision;
	const { graph, builder: b, weight, model } = tinyWriter("vision_encoder", 1);
	const patches = (imageSize / patchSize) ** 2;
	const pixels = b.input("pixel_values", "float32", ["num_images", 3, imageSize, imageSize]);
	const kernel = weight("patch_embedding", width, 3, patchSize, patchSize);
	const grid = b.op("Conv", [pixels, kernel], {
		kernel_shape: [patchSize, patchSize],
		strides: [patchSize, patchSize],
	});
	const flat = b.op("Reshape", [grid, b.constant("int64", [0, width, patches])]);
	const images = b.op("Shape", [pixels], { start: 0, end: 1 });
	const first = b.op("Expand", [
		weight("class_embedding", width),
		b.op("Concat", [images, b.constant("int64", [1, width])], { axis: 0 }),
	]);
	const joined = b.op("Concat", [first, b.op("Transpose", [flat], { perm: [0, 2, 1] })], { axis: 1 });
	const embedded = b.op(
		"Add",
		[joined, weight("position_embedding", patches + 1, width)],
		{},
		{ outputs: ["hidden_states.0"] },
	);

	const norm = (x: Value, name: string): Value =>
		b.op("LayerNormalization", [x, weight(`${name}.weight`, width), weight(`${name}.bias`, width)], {
			axis: -1,
			epsilon: 1e-5,
		});
	const dense = (x: Value, name: string, from: number, to: number): Value =>
		b.op("Add", [b.op("MatMul", [x, weight(`${name}.weight`, from, to)]), weight(`${name}.bias`, to)]);
	const normed = norm(embedded, "layer_norm1");
	const [query, key, value] = ["q", "k", "v"].map((name) => dense(normed, name, width, width));
	const mixed = b.op(
		"MultiHeadAttention",
		[query, key, value],
		{ num_heads: heads },
		{ domain: "com.microsoft", name: "layers.0/attention" },
	);
	const middle = b.op("Add", [embedded, dense(mixed, "out", width, width)]);
	const wide = dense(norm(middle, "layer_norm2"), "fc1", width, 2 * width);
	const active = b.op("QuickGelu", [wide], { alpha: { float: 1.702 } }, { domain: "com.microsoft" });
	const hidden = b.op("Add", [middle, dense(active, "fc2", 2 * width, width)], {}, { outputs: ["hidden_states.1"] });

	const size = tinyFacts.text.hiddenSize;
	const kept = b.op("Slice", [
		hidden,
		b.constant("int64", [1]),
		b.constant("int64", [Number.MAX_SAFE_INTEGER]),
		b.constant("int64", [1]),
	]);
	const rows = b.op("Reshape", [kept, b.constant("int64", [-1, width])]);
	const projected = dense(b.op("Gelu", [dense(rows, "linear_1", width, size)]), "linear_2", size, size);
	b.output("image_features", projected, { dtype: "float32", shape: ["num_image_tokens", size] });
	graph.outputs.length = 1;
	return model();
}
