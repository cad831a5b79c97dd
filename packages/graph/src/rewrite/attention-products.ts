import { LvlmError } from "@lvlm-interpret/core";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";

/** The two products around attention probabilities. */
export interface AttentionProducts {
	/** Queries (left) times keys, transposed (right). */
	readonly scores: Node;
	/** Probabilities (left) times values (right). */
	readonly mixed: Node;
}

const between = new Set(["Reshape", "Identity", "Cast"]);

/** The product that reads a value from the left, through reshapes. */
function productAfter(value: Value): Node | undefined {
	for (const { node, index } of value.uses) {
		if (node.opType === "MatMul" && index === 0) return node;
	}
	for (const { node, index } of value.uses) {
		const found = between.has(node.opType) && index === 0 ? productAfter(node.outputs[0] as Value) : undefined;
		if (found) return found;
	}
	return undefined;
}

/** The product that gave the scores: back through softmax, biases, softcap and scale. */
function productBefore(value: Value): Node | undefined {
	let node = value.producer;
	while (node && node.opType !== "MatMul") node = node.inputs[0]?.producer;
	return node;
}

/** @throws {LvlmError} "pattern-not-found" when the value is not softmax(Q·Kᵀ) times V. */
export function attentionProducts(probabilities: Value): AttentionProducts {
	const mixed = productAfter(probabilities);
	const scores = productBefore(probabilities);
	if (mixed && scores) return { mixed, scores };
	throw new LvlmError("pattern-not-found", `"${probabilities.name}" is no attention of plain operators.`, {
		pattern: "MatMul, Softmax, MatMul",
		reasons: [mixed ? "no product gives its scores" : "it is not multiplied with values"],
	});
}
