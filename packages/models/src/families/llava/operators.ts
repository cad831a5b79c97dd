import { Graph, GraphBuilder, type OnnxModel, type Value } from "@lvlm-interpret/graph";
import type { Activation } from "../../config/activation.js";
import type { GraphWeights } from "./checkpoint-weights.js";

/** Largest int64: "to the end" in Slice. */
const end = 2n ** 63n - 1n;

/** A graph that is being written, with its weights. */
export interface Writer {
	readonly builder: GraphBuilder;
	readonly weights: GraphWeights;
}

/** A writer whose node names start with `name/`. */
export function inScope(writer: Writer, name: string): Writer {
	return { builder: writer.builder.scope(name), weights: writer.weights };
}

/** An empty graph. */
export function newGraph(name: string, weights: GraphWeights): { graph: Graph; writer: Writer } {
	const graph = new Graph(name);
	return { graph, writer: { builder: new GraphBuilder(graph), weights } };
}

/** The graph as a model: opset 21, IR 10 and com.microsoft 1 are what every ONNX Runtime build of 2024 and later runs. */
export function asModel(graph: Graph): OnnxModel {
	return {
		irVersion: 10,
		opsets: new Map([
			["", 21],
			["com.microsoft", 1],
		]),
		producer: "lvlm-interpret",
		metadata: new Map(),
		graph,
	};
}

/**
 * A linear layer on rows: x [N, in] -> [N, out]. Hugging Face stores weights as [out, in]; Gemm with transB takes them as
 * they are, so that nothing is copied or transposed when the model is loaded.
 *
 * @param name  Our name of the layer, without ".weight".
 */
export function linear(writer: Writer, name: string, x: Value, sizeIn: number, sizeOut: number, bias: boolean): Value {
	const scope = inScope(writer, name.split(".").at(-1) as string);
	const weight = scope.weights.float32(scope.builder, `${name}.weight`, [sizeOut, sizeIn]);
	const inputs = [x, weight];
	if (bias) inputs.push(scope.weights.float32(scope.builder, `${name}.bias`, [sizeOut]));
	return scope.builder.op("Gemm", inputs, { transB: 1 });
}

/** Joins all axes but the last: [..., size] -> [N, size]. */
export function asRows(builder: GraphBuilder, x: Value, size: number): Value {
	return builder.op("Reshape", [x, builder.constant("int64", [-1, size], undefined, "rows")]);
}

/** The first two sizes of x, then `size`: the shape that `Reshape` needs to undo {@link asRows}. */
export function leadingShape(builder: GraphBuilder, x: Value, size: number): Value {
	const leading = builder.op("Shape", [x], { start: 0, end: 2 });
	return builder.op("Concat", [leading, builder.constant("int64", [size], undefined, "size")], { axis: 0 });
}

/** Elements from `start` (a value, int64 [1]) to the end of an axis. */
export function sliceFrom(builder: GraphBuilder, x: Value, start: Value, axis: number): Value {
	const ends = builder.constant("int64", [end], undefined, "end");
	return builder.op("Slice", [x, start, ends, builder.constant("int64", [axis], undefined, "axis")]);
}

/** LayerNorm over the last axis. */
export function layerNorm(writer: Writer, name: string, x: Value, size: number, epsilon: number): Value {
	const { builder, weights } = inScope(writer, name.split(".").at(-1) as string);
	const scale = weights.float32(builder, `${name}.weight`, [size]);
	const bias = weights.float32(builder, `${name}.bias`, [size]);
	return builder.op("LayerNormalization", [x, scale, bias], { axis: -1, epsilon: { float: epsilon } });
}

/** RMSNorm over the last axis: x / sqrt(mean(x^2) + epsilon) * weight. ONNX Runtime has it in the default domain. */
export function rmsNorm(writer: Writer, name: string, x: Value, size: number, epsilon: number): Value {
	const { builder, weights } = inScope(writer, name.split(".").at(-1) as string);
	const scale = weights.float32(builder, `${name}.weight`, [size]);
	return builder.op("SimplifiedLayerNormalization", [x, scale], {
		axis: -1,
		epsilon: { float: epsilon },
		stash_type: 1,
	});
}

/** An activation function. */
export function activate(builder: GraphBuilder, activation: Activation, x: Value): Value {
	switch (activation) {
		case "gelu":
			return builder.op("Gelu", [x]);
		case "gelu-tanh":
			return builder.op("Gelu", [x], { approximate: "tanh" });
		case "quick-gelu":
			return builder.op("QuickGelu", [x], { alpha: { float: 1.702 } }, { domain: "com.microsoft" });
		case "silu":
			return builder.op("QuickGelu", [x], { alpha: { float: 1 } }, { domain: "com.microsoft" });
		case "relu":
			return builder.op("Relu", [x]);
	}
}
