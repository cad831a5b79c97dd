import { LvlmError } from "@lvlm-interpret/core";
import type { Graph } from "./graph.js";
import type { Node } from "./node.js";
import type { Value } from "./value.js";

/** The values a node reads, with those that its subgraphs take from outside. */
export function valuesRead(node: Node): Value[] {
	const read: Value[] = [];
	for (const input of node.inputs) if (input) read.push(input);
	for (const attribute of node.attributes.values()) {
		if (attribute.type !== "graph") continue;
		for (const inner of attribute.value.nodes) read.push(...valuesRead(inner));
		read.push(...attribute.value.outputs);
	}
	return read;
}

/**
 * Nodes of `graph` with every producer before its readers, depth first without recursion; ties keep insertion order.
 *
 * @throws {LvlmError} "invalid-model" when there is a cycle.
 */
export function topologicalOrder(graph: Graph): Node[] {
	const order: Node[] = [];
	const state = new Map<Node, "open" | "done">();
	for (const root of graph.nodes) {
		if (state.has(root)) continue;
		const stack: { node: Node; pending: Node[] }[] = [];
		const open = (node: Node) => {
			state.set(node, "open");
			const pending: Node[] = [];
			for (const value of valuesRead(node)) {
				if (value.producer && graph.nodes.has(value.producer)) pending.push(value.producer);
			}
			stack.push({ node, pending: pending.reverse() });
		};
		open(root);
		while (stack.length > 0) {
			const top = stack[stack.length - 1] as { node: Node; pending: Node[] };
			const next = top.pending.pop();
			if (next === undefined) {
				state.set(top.node, "done");
				order.push(top.node);
				stack.pop();
			} else if (!state.has(next)) {
				open(next);
			} else if (state.get(next) === "open") {
				throw new LvlmError(
					"invalid-model",
					`The graph "${graph.name}" has a cycle through "${next.name}" (${next.opType}).`,
					{
						reason: "cycle",
						node: next.name,
					},
				);
			}
		}
	}
	return order;
}
