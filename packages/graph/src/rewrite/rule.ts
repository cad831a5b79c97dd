import type { GraphBuilder } from "../build/builder.js";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";

/** An attention of the model, after it was taken apart. */
export interface AttentionSite {
	/** The fused node that was there, or the Softmax where the model was decomposed already. */
	readonly node: string;
	/** From "layers.{i}" or "layers/{i}" in the node's name; undefined where the name has none. */
	readonly layer: number | undefined;
	/** What is multiplied with V, on the path to the output. Shape [B, H, Q, K]; rows sum to 1. */
	readonly probabilities: Value;
	/** What the attention computes. Shape [B, Q, H·d] for fused nodes. */
	readonly output: Value;
}

/** What a rule writes with. */
export interface RewriteContext {
	/** Emits nodes under the matched node's name. */
	readonly builder: GraphBuilder;
	/** Builds something once a graph (a mask, a table) and shares it. */
	once(key: string, build: () => Value): Value;
	/** A number for a value, equal for the same value: for keys of {@link once}. */
	idOf(value: Value): number;
}

export interface Rewritten {
	/** One for each output of the node; undefined for those that must be unread. */
	readonly outputs: readonly (Value | undefined)[];
	readonly sites?: readonly AttentionSite[];
}

/** A rewrite as data: which nodes, under which conditions, into what. One file a rule. */
export interface RewriteRule {
	/** Kebab-case. */
	readonly name: string;
	/** Is this a node the rule is about? */
	match(node: Node): boolean;
	/** Why the node cannot be rewritten; empty when it can. */
	check(node: Node): readonly string[];
	/** Emits the replacement. The driver redirects the readers and removes the node. */
	rewrite(node: Node, context: RewriteContext): Rewritten;
}

/** The layer number in a node's name. */
export function layerOf(name: string): number | undefined {
	const found = /layers?[./_](\d+)/.exec(name);
	return found ? Number(found[1]) : undefined;
}

/** An int attribute, or `fallback`. */
export function intAttribute(node: Node, name: string, fallback: number): number {
	const found = node.attributes.get(name);
	return found?.type === "int" ? found.value : fallback;
}

/** A float attribute, or `fallback`. */
export function floatAttribute(node: Node, name: string, fallback: number): number {
	const found = node.attributes.get(name);
	return found?.type === "float" ? found.value : fallback;
}
