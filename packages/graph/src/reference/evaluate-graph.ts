import { LvlmError } from "@lvlm-interpret/core";
import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import { topologicalOrder, valuesRead } from "../ir/order.js";
import type { TensorData } from "../ir/tensor-data.js";
import type { Value } from "../ir/value.js";
import type { NdArray } from "../ops/nd-array.js";
import { type EvaluateCall, readAttributes } from "../ops/operator.js";
import { findOperator } from "../ops/table.js";

export interface Surroundings {
	opset(domain: string): number;
	/** Decodes an initialiser. */
	load(name: string, data: TensorData): NdArray;
	onNode?: ((node: Node, outputs: readonly (NdArray | undefined)[]) => void) | undefined;
}

/** Nodes that `wanted` needs, every producer before its readers. */
function neededNodes(graph: Graph, wanted: readonly Value[]): Node[] {
	const needed = new Set<Node>();
	const pending = wanted.flatMap((value) => value.producer ?? []);
	for (let node = pending.pop(); node; node = pending.pop()) {
		if (needed.has(node) || !graph.nodes.has(node)) continue;
		needed.add(node);
		for (const value of valuesRead(node)) if (value.producer) pending.push(value.producer);
	}
	return topologicalOrder(graph).filter((node) => needed.has(node));
}

/**
 * Computes `wanted` of a graph. `known` holds the inputs; for a subgraph `lookOutside` finds values of the graphs around.
 * A value is dropped after its last reader.
 *
 * @throws {LvlmError} "unsupported-op", "shape-mismatch"; "invalid-model" for a value that nothing gives.
 */
export function evaluateGraph(
	graph: Graph,
	wanted: readonly Value[],
	known: Map<Value, NdArray>,
	surroundings: Surroundings,
	lookOutside: (value: Value) => NdArray | undefined = () => undefined,
): NdArray[] {
	const order = neededNodes(graph, wanted);
	const readers = new Map<Value, number>();
	const count = (value: Value) => readers.set(value, (readers.get(value) ?? 0) + 1);
	for (const node of order) valuesRead(node).forEach(count);
	wanted.forEach(count);
	const find = (value: Value): NdArray | undefined => {
		const found = known.get(value);
		if (found) return found;
		const data = graph.initializers.get(value);
		if (!data) return lookOutside(value);
		const loaded = surroundings.load(value.name, data);
		known.set(value, loaded);
		return loaded;
	};
	const read = (value: Value): NdArray => {
		const found = find(value);
		if (found) return found;
		throw new LvlmError("invalid-model", `Nothing gives the value "${value.name}" of graph "${graph.name}".`, {
			reason: `value "${value.name}" is not defined`,
		});
	};
	for (const node of order) {
		const outputs = evaluateNode(
			node,
			node.inputs.map((input) => input && read(input)),
			surroundings,
			(inner) => evaluateGraph(inner, inner.outputs, new Map(), surroundings, find),
		);
		surroundings.onNode?.(node, outputs);
		node.outputs.forEach((value, index) => {
			const output = outputs[index];
			if (output && readers.has(value)) known.set(value, output);
		});
		for (const value of valuesRead(node)) {
			const left = (readers.get(value) ?? 1) - 1;
			readers.set(value, left);
			if (left === 0) known.delete(value);
		}
	}
	return wanted.map(read);
}

/** Runs one node's rule. */
export function evaluateNode(
	node: Node,
	inputs: readonly (NdArray | undefined)[],
	surroundings: Pick<Surroundings, "opset">,
	runGraph: EvaluateCall["runGraph"],
): readonly (NdArray | undefined)[] {
	const rules = findOperator(node.domain, node.opType);
	if (!rules) {
		const { opType, domain, name } = node;
		throw new LvlmError(
			"unsupported-op",
			`Node "${name}": ${domain ? `${domain}.` : ""}${opType} cannot be evaluated.`,
			{ opType, domain, phase: "evaluate", node: name },
		);
	}
	const attributes = readAttributes(node, rules.attributes);
	return rules.evaluate({ node, opset: surroundings.opset(node.domain), attributes, inputs, runGraph });
}
