import { LvlmError, type Tensor, type TypedArray, tensor } from "@lvlm-interpret/core";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import { inlineBytes, type TensorData } from "../ir/tensor-data.js";
import type { Value } from "../ir/value.js";
import { decodeBytes, widen } from "../ops/decode.js";
import { isFloat, type NdArray, ndArray } from "../ops/nd-array.js";
import { evaluateGraph } from "./evaluate-graph.js";

export interface EvaluateOptions {
	/** Bytes of external initialisers. Without it they are refused. */
	readonly external?: (file: string, offset: number, byteLength: number) => Uint8Array;
	/** Names of the values to return, also inner ones. Default: the graph's outputs. Only what they need is computed. */
	readonly outputs?: readonly string[];
	/** Called after every node with its outputs. */
	readonly onNode?: (node: Node, outputs: readonly (NdArray | undefined)[]) => void;
	/** dtype of float results. Default "float64"; "float32" rounds at the end (the computation is in float64 either way). */
	readonly precision?: "float64" | "float32";
}

/** Opset that a bare graph is taken to have. */
const defaultOpset = 21;

function toArray(value: Tensor): NdArray {
	return ndArray(value.dtype, value.shape, widen(value.dtype, value.data));
}

function toTensor(array: NdArray, precision: "float64" | "float32"): Tensor {
	if (!isFloat(array.dtype)) return tensor(array.dtype, array.shape, array.data as TypedArray as never);
	return precision === "float64"
		? tensor("float64", array.shape, array.data as Float64Array)
		: tensor("float32", array.shape, Float32Array.from(array.data as Float64Array));
}

function valueNamed(graph: Graph, name: string): Value {
	for (const node of graph.nodes) for (const output of node.outputs) if (output.name === name) return output;
	const other = [...graph.inputs, ...graph.initializers.keys()].find((value) => value.name === name);
	if (other) return other;
	throw new LvlmError("invalid-argument", `The graph "${graph.name}" has no value "${name}".`, {
		name: "outputs",
		expected: "names of values",
		actual: name,
	});
}

/** The feeds by value, checked against the declared dtypes and sizes; float64 is taken for any float input. */
function bindFeeds(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Map<Value, NdArray> {
	const known = new Map<Value, NdArray>();
	const sizes = new Map<string, number>();
	for (const input of graph.inputs) {
		const fed = feeds[input.name];
		if (!fed) continue;
		const { dtype, shape } = input.type ?? { dtype: fed.dtype, shape: undefined };
		const sameKind = dtype === fed.dtype || (isFloat(dtype) && isFloat(fed.dtype));
		const fits =
			!shape ||
			(shape.length === fed.shape.length &&
				shape.every((dim, axis) => {
					if (typeof dim === "string") {
						const size = sizes.get(dim) ?? fed.shape[axis];
						sizes.set(dim, size);
						return size === fed.shape[axis];
					}
					return dim === null || dim === fed.shape[axis];
				}));
		if (!sameKind || !fits) {
			const expected = `${dtype} [${shape?.map((dim) => dim ?? "?").join(", ") ?? "…"}]`;
			const actual = `${fed.dtype} [${fed.shape.join(", ")}]`;
			throw new LvlmError("shape-mismatch", `Feed "${input.name}" should be ${expected}, but is ${actual}.`, {
				name: input.name,
				expected,
				actual,
			});
		}
		known.set(input, { ...toArray(fed), dtype });
	}
	for (const name of Object.keys(feeds)) {
		if (graph.inputs.some((input) => input.name === name)) continue;
		throw new LvlmError("invalid-argument", `The graph "${graph.name}" has no input "${name}".`, {
			name: "feeds",
			expected: graph.inputs.map((input) => input.name).join(", "),
			actual: name,
		});
	}
	return known;
}

/**
 * Runs a model in float64, operator by operator, in JavaScript: the oracle for rewrites, taps and gradients.
 *
 * @param model  A model, or a bare graph (taken as opset 21).
 * @param feeds  Inputs by name; float inputs of any float dtype.
 * @returns Values by name. Float ones are float64 tensors (or float32, see `precision`), whatever the model's dtype;
 *   integers and booleans keep theirs.
 * @throws {LvlmError} "unsupported-op"; "shape-mismatch" with the node's name; "invalid-argument" for unknown names;
 *   "invalid-model" for a missing feed or external data that cannot be read.
 * Cost: plain loops, about 10^8 multiply-adds a second; values are dropped after their last reader.
 */
export function evaluateModel(
	model: OnnxModel | Graph,
	feeds: Readonly<Record<string, Tensor>>,
	options: EvaluateOptions = {},
): Record<string, Tensor> {
	const graph = model instanceof Graph ? model : model.graph;
	const opsets = model instanceof Graph ? undefined : model.opsets;
	const wanted = options.outputs ? options.outputs.map((name) => valueNamed(graph, name)) : graph.outputs;
	const load = (name: string, data: TensorData) => {
		const { content } = data;
		const { external } = options;
		if (content.kind === "inline" || !external) return decodeBytes(name, data, inlineBytes(name, data));
		return decodeBytes(name, data, external(content.file, content.offset, content.byteLength));
	};
	const results = evaluateGraph(graph, wanted, bindFeeds(graph, feeds), {
		opset: (domain) => opsets?.get(domain) ?? (domain === "" ? defaultOpset : 1),
		load,
		onNode: options.onNode,
	});
	const precision = options.precision ?? "float64";
	return Object.fromEntries(wanted.map((value, index) => [value.name, toTensor(results[index], precision)]));
}
