import type { CausalCheck, CausalExplanation, CausalNode } from "@lvlm-interpret/core";
import { nodeText, quoted } from "./causal-words.js";

/** What each removal does to a token's place in the input. */
export const removalNames: Readonly<Record<CausalCheck["removal"], string>> = {
	mean: "neutral embeddings in their place",
	block: "hidden from all later positions",
};

/** "falls by 2.90 nats", "rises by 0.01 nats", "does not move": at two decimals. */
export function changeWords(dropNats: number): string {
	const size = Math.abs(dropNats).toFixed(2);
	if (size === "0.00") return "does not move";
	return `${dropNats > 0 ? "falls" : "rises"} by ${size} ${size === "1.00" ? "nat" : "nats"}`;
}

/** What one removal did, without a full stop: "neutral embeddings in their place: the model says “red” instead, and …". */
export function checkWords({ removal, predicted, dropNats, changed }: CausalCheck, target: string): string {
	const said = quoted(target);
	const then = changed
		? `the model says ${quoted(predicted.text)} instead of ${said}, whose log-probability ${changeWords(dropNats)}`
		: `the model still says ${said}, whose log-probability ${changeWords(dropNats)}`;
	return `${removalNames[removal]}: ${then}`;
}

/** Names of a set, at most five of them: "row 3, column 5; “blue”; and 2 more". */
export function setWords(ids: readonly number[], nodes: readonly CausalNode[]): string {
	const names = ids.map((id) => nodes.find((node) => node.id === id)).map((node) => (node ? nodeText(node) : "?"));
	const shown = names.slice(0, 5).join("; ");
	return names.length > 5 ? `${shown}; and ${names.length - 5} more` : shown;
}

/** What became of the token without a set, as sentences; says so where nothing was removed. */
export function explanationWords(
	{ nodes: ids, checks }: CausalExplanation,
	target: string,
	nodes: readonly CausalNode[],
): string {
	if (checks.length === 0) return `${setWords(ids, nodes)}: not checked by removal.`;
	return `Without ${setWords(ids, nodes)} (${checks.map((check) => checkWords(check, target)).join("; ")}).`;
}
