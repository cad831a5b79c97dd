import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Attribute } from "../ir/node.js";
import type { Value } from "../ir/value.js";

/**
 * A copy of a graph, as a subgraph of `outer` where one is given.
 *
 * @param values  As for {@link copyInto}. What the source reads from around it is read from there, or as this map has it.
 */
export function cloneGraph(source: Graph, outer: Graph | undefined, values: Map<Value, Value>): Graph {
	const graph = new Graph(source.name, outer);
	graph.unreadFields = source.unreadFields;
	copyInto(graph, source, values);
	for (const output of source.outputs) graph.outputs.push(values.get(output) ?? output);
	return graph;
}

/**
 * Copies inputs, initialisers and nodes of a graph into another; the bytes of weights and constants are shared. Names that are
 * taken there get a number. The source's outputs become plain values.
 *
 * @param values  Receives original value to copied value. A source input that it holds already is not made an input: its
 *   readers read that value.
 */
export function copyInto(graph: Graph, source: Graph, values: Map<Value, Value>): void {
	for (const input of source.inputs) {
		if (!values.has(input)) values.set(input, graph.addInput(input.name, input.type));
	}
	for (const [value, data] of source.initializers) {
		const input = values.get(value);
		if (input) graph.initializers.set(input, data);
		else values.set(value, graph.addInitializer(value.name, data));
	}
	const pending = [...source.nodes].map((original) => {
		const attributes = new Map<string, Attribute>();
		const node = graph.addNode({
			...original,
			inputs: original.inputs.map(() => undefined),
			outputs: original.outputs.map((output) => output.name),
			attributes,
		});
		original.outputs.forEach((output, index) => {
			const copy = node.outputs[index] as Value;
			copy.type = output.type;
			copy.isOmitted = output.isOmitted;
			values.set(output, copy);
		});
		return { original, node, attributes };
	});
	for (const { original, node, attributes } of pending) {
		original.inputs.forEach((input, index) => {
			if (input) graph.replaceInput(node, index, values.get(input) ?? input);
		});
		for (const [name, attribute] of original.attributes) {
			attributes.set(
				name,
				attribute.type === "graph" ? { type: "graph", value: cloneGraph(attribute.value, graph, values) } : attribute,
			);
		}
	}
}

/**
 * A copy of a model's structure; the bytes of weights and constants are shared.
 *
 * @param values  Receives original value to copied value, for callers that hold values of the original.
 */
export function cloneModel(model: OnnxModel, values: Map<Value, Value> = new Map()): OnnxModel {
	return {
		...model,
		opsets: new Map(model.opsets),
		metadata: new Map(model.metadata),
		graph: cloneGraph(model.graph, undefined, values),
	};
}
