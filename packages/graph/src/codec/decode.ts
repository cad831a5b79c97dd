import { LvlmError } from "@lvlm-interpret/core";
import { Graph, type OnnxModel } from "../ir/graph.js";
import type { Attribute, Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import {
	type AttributeMessage,
	type GraphMessage,
	type ModelMessage,
	modelTable,
	type NodeMessage,
} from "./messages.js";
import { decodeTensor } from "./tensor.js";
import { decodeValueType } from "./value-info.js";
import { readMessage } from "./wire.js";

/** `AttributeProto.AttributeType`. */
const attributeNames: Readonly<Record<number, string>> = {
	9: "TENSORS",
	10: "GRAPHS",
	11: "SPARSE_TENSOR",
	12: "SPARSE_TENSORS",
	13: "TYPE_PROTO",
	14: "TYPE_PROTOS",
};

function invalid(node: string, reason: string): LvlmError<"invalid-model"> {
	return new LvlmError("invalid-model", `"${node}" in the ONNX file is broken: ${reason}.`, { reason, node });
}

function text(node: string, bytes: Uint8Array): string {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		throw invalid(node, "a string attribute is not UTF-8");
	}
}

/** Names to values, with the scopes around a subgraph. */
interface Scope {
	readonly values: Map<string, Value>;
	readonly outer: Scope | undefined;
}

function lookUp(scope: Scope, name: string): Value | undefined {
	for (let at: Scope | undefined = scope; at; at = at.outer) {
		const value = at.values.get(name);
		if (value) return value;
	}
	return undefined;
}

function decodeAttribute(node: string, message: AttributeMessage, graph: Graph, scope: Scope): Attribute {
	const name = message.name ?? "";
	if (message.refAttrName) throw invalid(node, `the attribute "${name}" refers to a function's attribute`);
	switch (message.type) {
		case 1:
			return { type: "float", value: message.f ?? 0 };
		case 2:
			return { type: "int", value: message.i ?? 0 };
		case 3:
			return { type: "string", value: text(node, message.s ?? new Uint8Array(0)) };
		case 4:
			if (!message.t) throw invalid(node, `the attribute "${name}" has no tensor`);
			return { type: "tensor", value: decodeTensor(`${node}.${name}`, message.t) };
		case 5:
			if (!message.g) throw invalid(node, `the attribute "${name}" has no graph`);
			return { type: "graph", value: decodeGraph(message.g, graph, scope) };
		case 6:
			return { type: "floats", value: message.floats };
		case 7:
			return { type: "ints", value: message.ints };
		case 8:
			return { type: "strings", value: message.strings.map((one) => text(node, one)) };
		default:
			throw invalid(
				node,
				`the attribute "${name}" is of type ${attributeNames[message.type ?? 0] ?? message.type}, which is not read`,
			);
	}
}

interface PendingNode {
	readonly message: NodeMessage;
	readonly node: Node;
	readonly attributes: Map<string, Attribute>;
}

function decodeGraph(message: GraphMessage, outer: Graph | undefined, outerScope: Scope | undefined): Graph {
	const graph = new Graph(message.name ?? "", outer);
	if (message.unread) graph.unreadFields = message.unread;
	const scope: Scope = { values: new Map(), outer: outerScope };
	const define = (name: string, value: Value) => {
		if (scope.values.has(name)) throw invalid(name, "the name is defined twice");
		scope.values.set(name, value);
	};

	for (const info of message.input) {
		const name = info.name ?? "";
		const type = decodeValueType(info);
		if (!type && !outer) throw invalid(name, "the graph input is not a tensor of a supported element type");
		define(name, graph.addInput(name, type));
	}
	for (const tensor of message.initializer) {
		const name = tensor.name ?? "";
		const data = decodeTensor(name, tensor);
		const input = scope.values.get(name);
		// Up to IR version 3 an initialiser is also listed as an input: then it is the input's default.
		if (input && graph.inputs.includes(input)) graph.initializers.set(input, data);
		else define(name, graph.addInitializer(name, data));
	}

	// First all nodes, then their edges and subgraphs: so the order in the file does not matter, and names of this graph are
	// taken before those of its subgraphs.
	const pending = message.node.map((one): PendingNode => {
		const attributes = new Map<string, Attribute>();
		const node = graph.addNode({
			opType: one.opType ?? "",
			domain: one.domain === "ai.onnx" ? "" : (one.domain ?? ""),
			name: one.name ?? "",
			inputs: one.input.map(() => undefined),
			outputs: one.output,
			attributes,
			...(one.unread ? { unreadFields: one.unread } : {}),
		});
		one.output.forEach((name, index) => {
			if (name) define(name, node.outputs[index] as Value);
		});
		return { message: one, node, attributes };
	});
	for (const { message: one, node, attributes } of pending) {
		one.input.forEach((name, index) => {
			if (!name) return;
			const value = lookUp(scope, name);
			if (!value) throw invalid(node.name, `it reads "${name}", which nothing defines`);
			graph.replaceInput(node, index, value);
		});
		for (const attribute of one.attribute) {
			attributes.set(attribute.name ?? "", decodeAttribute(node.name, attribute, graph, scope));
		}
	}

	for (const info of message.valueInfo) {
		const value = scope.values.get(info.name ?? "");
		const type = decodeValueType(info);
		if (value && type) value.type ??= type;
	}
	for (const info of message.output) {
		const value = lookUp(scope, info.name ?? "");
		if (!value) throw invalid(info.name ?? "", "the graph output is not defined");
		value.type = decodeValueType(info) ?? value.type;
		graph.outputs.push(value);
	}
	return graph;
}

/**
 * Reads an ONNX file. Weights stay where they are: `raw_data` becomes views into `bytes`, external data becomes carriers with
 * the file name as written. Fields that the IR does not model (functions, doc strings, node metadata, fields of newer
 * versions) are kept as bytes on model, graph and node and written back by {@link encodeModel}.
 *
 * @throws {LvlmError} "invalid-model" with the byte offset or the node, "limit-exceeded" (nesting, rank, size).
 * Cost: one pass; about 5 µs a node. `bytes` must not change while the model is in use.
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
	const message = readMessage<ModelMessage>(modelTable, bytes);
	if (!message.graph) {
		throw new LvlmError("invalid-model", "Not an ONNX file: it has no graph.", { reason: "no graph", offset: 0 });
	}
	const model: OnnxModel = {
		irVersion: message.irVersion ?? 0,
		opsets: new Map(
			message.opsetImport.map((one) => [one.domain === "ai.onnx" ? "" : (one.domain ?? ""), one.version ?? 0]),
		),
		producer: message.producerName ?? "",
		metadata: new Map(message.metadataProps.map((one) => [one.key ?? "", one.value ?? ""])),
		graph: decodeGraph(message.graph, undefined, undefined),
	};
	return message.unread ? { ...model, unreadFields: message.unread } : model;
}
