import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import { type AttentionSite, layerOf } from "./rule.js";

// What exports put between the two products. Reads are followed through input 0, or any input for the scores.
const betweenSoftmaxAndValues = new Set(["Cast", "Identity", "Dropout", "Reshape", "Where"]);
const betweenProductAndSoftmax = new Set([
	...["Add", "Sub", "Mul", "Div", "Where", "Cast", "Reshape", "Tanh", "Max", "Identity"],
]);

/** The product that reads these probabilities from the left, and the value it reads. */
function valueProduct(softmax: Node): { product: Node; read: Value } | undefined {
	let value = softmax.outputs[0] as Value;
	for (let step = 0; step < 6; step++) {
		const readers = [...value.uses];
		const product = readers.find((use) => use.node.opType === "MatMul" && use.index === 0);
		if (product) return { product: product.node, read: value };
		const next = readers.find((use) => betweenSoftmaxAndValues.has(use.node.opType));
		if (!next) return undefined;
		value = next.node.outputs[0] as Value;
	}
	return undefined;
}

function comesFromProduct(value: Value | undefined, depth: number): boolean {
	const node = value?.producer;
	if (!node || depth > 10) return false;
	if (node.opType === "MatMul" || node.opType === "FusedMatMul") return true;
	return betweenProductAndSoftmax.has(node.opType) && node.inputs.some((input) => comesFromProduct(input, depth + 1));
}

/**
 * Attention that stands in the graph as MatMul, Softmax, MatMul (torch exports; graphs that were decomposed before). The
 * probabilities are what is multiplied with V. A Softmax that feeds no product (router, classifier) is none.
 */
export function findAttention(graph: Graph): AttentionSite[] {
	const sites: AttentionSite[] = [];
	for (const node of graph.topologicalOrder()) {
		if (node.opType !== "Softmax" || node.domain !== "") continue;
		const found = valueProduct(node);
		if (!found || !comesFromProduct(node.inputs[0], 0)) continue;
		// After a Reshape the heads are no longer an axis of their own: then the Softmax's own output is reported.
		const isReshaped = found.read !== node.outputs[0] && found.read.producer?.opType === "Reshape";
		sites.push({
			node: node.name,
			layer: layerOf(node.name) ?? layerOf(found.product.name),
			probabilities: isReshaped ? (node.outputs[0] as Value) : found.read,
			output: found.product.outputs[0] as Value,
		});
	}
	return sites;
}
