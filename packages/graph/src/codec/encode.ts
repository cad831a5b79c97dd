import { LvlmError } from "@lvlm-interpret/core";
import type { Graph, OnnxModel } from "../ir/graph.js";
import type { Attribute, Node } from "../ir/node.js";
import {
	type AttributeMessage,
	type GraphMessage,
	type ModelMessage,
	modelTable,
	type NodeMessage,
	type TensorMessage,
} from "./messages.js";
import { encodeTensor } from "./tensor.js";
import { encodeValueInfo } from "./value-info.js";
import { writeMessage } from "./wire.js";

/** A protobuf message stays below 2 GiB. Room is left for what stands around the tensors. */
const maxInlineBytes = 2 ** 31 - 2 ** 20;

export interface EncodeOptions {
	/** Where an external file lies, as the runtime shall read it. Default: the file's own name. */
	readonly locate?: (file: string) => string;
}

class Encoder {
	readonly #locate: (file: string) => string;
	#inlineBytes = 0;

	constructor(locate: (file: string) => string) {
		this.#locate = locate;
	}

	tensor(name: string, data: Parameters<typeof encodeTensor>[1]): TensorMessage {
		if (data.content.kind === "inline") {
			this.#inlineBytes += data.content.bytes.byteLength;
			if (this.#inlineBytes > maxInlineBytes) {
				throw new LvlmError(
					"limit-exceeded",
					`The weights inside the ONNX file reach ${this.#inlineBytes} bytes at "${name}".`,
					{ limit: "bytes of one ONNX file", allowed: maxInlineBytes, actual: this.#inlineBytes },
					{ hint: "Keep large weights as external data." },
				);
			}
		}
		return encodeTensor(name, data, this.#locate);
	}

	attribute(node: Node, name: string, attribute: Attribute): AttributeMessage {
		const bytes = (text: string) => new TextEncoder().encode(text);
		const empty = { name, floats: [], ints: [], strings: [] };
		switch (attribute.type) {
			case "float":
				return { ...empty, f: attribute.value, type: 1 };
			case "int":
				return { ...empty, i: attribute.value, type: 2 };
			case "string":
				return { ...empty, s: bytes(attribute.value), type: 3 };
			case "tensor":
				return { ...empty, t: this.tensor(`${node.name}.${name}`, attribute.value), type: 4 };
			case "graph":
				return { ...empty, g: this.graph(attribute.value), type: 5 };
			case "floats":
				return { ...empty, floats: [...attribute.value], type: 6 };
			case "ints":
				return { ...empty, ints: [...attribute.value], type: 7 };
			case "strings":
				return { ...empty, strings: attribute.value.map(bytes), type: 8 };
		}
	}

	node(node: Node, outputs: ReadonlySet<unknown>): NodeMessage {
		const message: NodeMessage = {
			input: node.inputs.map((value) => value?.name ?? ""),
			output: node.outputs.map((value) =>
				value.isOmitted && value.uses.size === 0 && !outputs.has(value) ? "" : value.name,
			),
			name: node.name,
			opType: node.opType,
			attribute: [...node.attributes].map(([name, attribute]) => this.attribute(node, name, attribute)),
		};
		if (node.domain) message.domain = node.domain;
		if (node.unreadFields) message.unread = node.unreadFields;
		return message;
	}

	graph(graph: Graph): GraphMessage {
		const outputs = new Set<unknown>(graph.outputs);
		const nodes = graph.topologicalOrder();
		const message: GraphMessage = {
			node: nodes.map((node) => this.node(node, outputs)),
			name: graph.name,
			initializer: [...graph.initializers].map(([value, data]) => this.tensor(value.name, data)),
			input: graph.inputs.map(encodeValueInfo),
			output: graph.outputs.map(encodeValueInfo),
			valueInfo: nodes
				.flatMap((node) => node.outputs)
				.filter((value) => value.type && !outputs.has(value) && !value.isOmitted)
				.map(encodeValueInfo),
		};
		if (graph.unreadFields) message.unread = graph.unreadFields;
		return message;
	}
}

/**
 * Writes a model as an ONNX file, nodes in topological order, equal models to equal bytes. Inline tensors become `raw_data`
 * (copied once, into the result); external ones stay outside: `locate(file)` with offset and length.
 *
 * @throws {LvlmError} "limit-exceeded" when inline weights reach 2 GiB; "invalid-model" when the graph has a cycle.
 */
export function encodeModel(model: OnnxModel, options: EncodeOptions = {}): Uint8Array {
	const encoder = new Encoder(options.locate ?? ((file) => file));
	const message: ModelMessage = {
		irVersion: model.irVersion,
		producerName: model.producer,
		graph: encoder.graph(model.graph),
		opsetImport: [...model.opsets].map(([domain, version]) => ({ domain, version })),
		metadataProps: [...model.metadata].map(([key, value]) => ({ key, value })),
	};
	if (model.unreadFields) message.unread = model.unreadFields;
	return writeMessage(modelTable, message);
}
