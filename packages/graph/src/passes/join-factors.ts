import { GraphBuilder } from "../build/builder.js";
import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";

/** Two values of one shape, as far as that is known. */
function isAlike(a: Value, b: Value): boolean {
	const [first, second] = [a.type?.shape, b.type?.shape];
	if (!first || !second || first.length !== second.length) return false;
	return first.every((dim, axis) => dim !== null && dim === second[axis]);
}

/**
 * Joins fixed factors: (t · a) · b is computed as t · (a · b) where a and b do not change and have one shape. A backward pass has such pairs at
 * each gated unit (the gate, and the slope of its activation), and keeps one product for it in place of both.
 *
 * @param changing  Nodes whose results change from run to run, in topological order.
 * @param changes  The values that do.
 */
export function joinFactors(graph: Graph, changing: readonly Node[], changes: ReadonlySet<Value>): void {
	const fixedFactor = (node: Node): number => {
		const [a, b] = node.inputs as readonly [Value, Value];
		if (node.opType !== "Mul" || node.domain !== "" || changes.has(a) === changes.has(b)) return -1;
		return changes.has(a) ? 1 : 0;
	};
	for (const node of changing) {
		const outer = fixedFactor(node);
		const product = node.inputs[1 - outer];
		const before = product?.producer;
		if (outer < 0 || !before || product.uses.size !== 1 || graph.outputs.includes(product)) continue;
		const inner = fixedFactor(before);
		if (inner < 0) continue;
		const [a, b] = [before.inputs[inner] as Value, node.inputs[outer] as Value];
		if (!isAlike(a, b)) continue;
		const both = new GraphBuilder(graph, node.name).op("Mul", [a, b], {}, { name: "factors" });
		both.type = a.type;
		graph.replaceInput(node, 1 - outer, before.inputs[1 - inner]);
		graph.replaceInput(node, outer, both);
		graph.removeNode(before);
	}
}
