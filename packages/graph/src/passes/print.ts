import type { Graph } from "../ir/graph.js";
import type { Attribute, Node } from "../ir/node.js";
import type { TensorData } from "../ir/tensor-data.js";
import type { Value } from "../ir/value.js";

function valueText(value: Value): string {
	const { name, type } = value;
	return type
		? `${name}: ${type.dtype}${type.shape ? `[${type.shape.map((dim) => dim ?? "?").join(", ")}]` : "[…]"}`
		: name;
}

function tensorText(data: TensorData): string {
	const { content } = data;
	const place = content.kind === "inline" ? "inline" : `${content.file} @ ${content.offset}`;
	return `${data.dtype}[${data.shape.join(", ")}] (${place})`;
}

function attributeText(attribute: Attribute, indent: string): string {
	if (attribute.type === "graph") return `{\n${graphText(attribute.value, `${indent}  `)}${indent}}`;
	if (attribute.type === "tensor") return tensorText(attribute.value);
	return JSON.stringify(attribute.value);
}

function nodeText(node: Node, indent: string): string {
	const outputs = node.outputs
		.map((value) => (value.isOmitted && value.uses.size === 0 ? "_" : valueText(value)))
		.join(", ");
	const inputs = node.inputs.map((value) => value?.name ?? "_").join(", ");
	const attributes = [...node.attributes].map(([name, one]) => `${name}=${attributeText(one, indent)}`).join(", ");
	const operator = node.domain ? `${node.domain}.${node.opType}` : node.opType;
	return `${indent}${outputs} = ${operator}(${inputs})${attributes ? ` {${attributes}}` : ""}\n`;
}

function graphText(graph: Graph, indent: string): string {
	let text = `${indent}graph ${graph.name || "(unnamed)"}\n`;
	for (const input of graph.inputs) text += `${indent}in  ${valueText(input)}\n`;
	for (const [value, data] of graph.initializers) text += `${indent}const ${value.name}: ${tensorText(data)}\n`;
	for (const node of graph.topologicalOrder()) text += nodeText(node, indent);
	for (const output of graph.outputs) text += `${indent}out ${valueText(output)}\n`;
	return text;
}

/** A graph as text, one node a line in topological order: `y: float32[B, 4] = Add(a, b)`. For people, not for parsing. */
export function printGraph(graph: Graph): string {
	return graphText(graph, "");
}
