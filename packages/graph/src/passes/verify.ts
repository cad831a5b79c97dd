import { bytesPerElement, LvlmError } from "@lvlm-interpret/core";
import type { Graph, OnnxModel } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import { tensorDataCount } from "../ir/tensor-data.js";
import type { Value } from "../ir/value.js";

function fail(node: string, reason: string): never {
	throw new LvlmError("invalid-model", `The graph is broken at "${node}": ${reason}.`, { reason, node });
}

interface Scope {
	readonly values: Set<Value>;
	readonly names: Map<string, Value>;
}

class Verifier {
	readonly #opsets: ReadonlyMap<string, number>;
	readonly #nodes = new Set<Node>();
	readonly #seen = new Set<Value>();

	constructor(opsets: ReadonlyMap<string, number>) {
		this.#opsets = opsets;
	}

	graph(graph: Graph, outer: Scope | undefined): void {
		const scope: Scope = { values: new Set(outer?.values), names: new Map(outer?.names) };
		const define = (value: Value, producer: Node | undefined) => {
			if (scope.values.has(value)) fail(value.name, "the value is defined twice");
			if (!value.name) fail(producer?.name ?? graph.name, "a value has no name");
			if (scope.names.has(value.name)) fail(value.name, "two values have this name");
			if (value.producer !== producer) {
				fail(value.name, `it names "${value.producer?.name ?? "nothing"}" as the node that computes it`);
			}
			scope.values.add(value);
			scope.names.set(value.name, value);
			this.#seen.add(value);
		};
		for (const input of graph.inputs) define(input, undefined);
		for (const [value, data] of graph.initializers) {
			if (!graph.inputs.includes(value)) define(value, undefined);
			const expected = tensorDataCount(data) * bytesPerElement(data.dtype);
			const actual = data.content.kind === "inline" ? data.content.bytes.byteLength : data.content.byteLength;
			if (actual !== expected) fail(value.name, `it holds ${actual} bytes, its shape needs ${expected}`);
		}
		const order = graph.topologicalOrder();
		for (const node of order) {
			this.#node(node, graph, scope);
			for (const output of node.outputs) define(output, node);
		}
		const outputs = new Set<Value>();
		for (const output of graph.outputs) {
			if (!scope.values.has(output)) fail(output.name, "the graph output is not defined");
			if (outputs.has(output)) fail(output.name, "it is a graph output twice");
			outputs.add(output);
		}
	}

	#node(node: Node, graph: Graph, scope: Scope): void {
		this.#nodes.add(node);
		if (!node.opType) fail(node.name, "the node has no operator");
		if (!this.#opsets.has(node.domain)) {
			fail(node.name, `the model imports no opset of the domain "${node.domain || "ai.onnx"}" of ${node.opType}`);
		}
		node.inputs.forEach((value, index) => {
			if (!value) return;
			if (!scope.values.has(value)) fail(node.name, `input ${index} reads "${value.name}", which nothing defines`);
			if (![...value.uses].some((use) => use.node === node && use.index === index)) {
				fail(node.name, `input ${index} is not among the uses of "${value.name}"`);
			}
		});
		for (const attribute of node.attributes.values()) {
			if (attribute.type !== "graph") continue;
			if (attribute.value.outer !== graph) fail(node.name, "a subgraph belongs to another graph");
			this.graph(attribute.value, scope);
		}
	}

	uses(): void {
		for (const value of this.#seen) {
			for (const { node, index } of value.uses) {
				if (!this.#nodes.has(node)) fail(value.name, `"${node.name}", which is not in the graph, reads it`);
				if (node.inputs[index] !== value) fail(value.name, `"${node.name}" is listed as a reader, but is none`);
			}
		}
	}
}

/**
 * Checks that a model is whole: every value that is read is defined before, names are unique, producers and uses agree with
 * the nodes, inputs and outputs exist, the sizes of initialisers fit, and the opset of every domain is imported.
 *
 * @throws {LvlmError} "invalid-model" that names the node or value.
 */
export function verifyModel(model: OnnxModel): void {
	const verifier = new Verifier(model.opsets);
	verifier.graph(model.graph, undefined);
	verifier.uses();
}
