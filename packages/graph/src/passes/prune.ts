import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import { valuesRead } from "../ir/order.js";
import type { Value } from "../ir/value.js";

export interface PruneOptions {
	/** Graph inputs that no output depends on: removed too. Default true. */
	readonly removeInputs?: boolean;
}

/** Removes the nodes, initialisers and inputs that the graph's outputs do not depend on. Returns how many nodes went. */
export function pruneGraph(graph: Graph, options: PruneOptions = {}): number {
	const order = graph.topologicalOrder();
	const needed = new Set<Value>(graph.outputs);
	const dead: Node[] = [];
	for (const node of order.reverse()) {
		if (node.outputs.some((output) => needed.has(output))) for (const value of valuesRead(node)) needed.add(value);
		else dead.push(node);
	}
	// `order` is reversed, so readers go before what they read.
	for (const node of dead) graph.removeNode(node);
	for (const value of [...graph.initializers.keys()]) {
		if (!needed.has(value) && !graph.inputs.includes(value)) graph.removeValue(value);
	}
	if (options.removeInputs ?? true)
		for (const input of [...graph.inputs]) if (!needed.has(input)) graph.removeValue(input);
	return dead.length;
}
