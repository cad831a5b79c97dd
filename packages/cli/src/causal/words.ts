import type { CausalExplanation, CausalGraphs, CausalHead, CausalTreeNode } from "@lvlm-interpret/core";

type Nodes = CausalGraphs["nodes"];

/** Nodes as words: patches by their place, words in quotes. */
export function nodeWords(nodes: Nodes, ids: readonly number[]): string {
	const names = ids.map((id) => {
		const { what, label } = nodes[id] as Nodes[number];
		return what === "image" ? `patch ${label.replace("row ", "").replace("column ", "")}` : `“${label.trim() || "␣"}”`;
	});
	return names.join("; ") || "nothing";
}

/** What each removal of a set did: "mean: stays “red”, -0.12 nats". */
export function checkWords({ checks }: CausalExplanation): string {
	return checks
		.map(({ removal, changed, predicted, dropNats }) => {
			const text = predicted.text.trim() || "␣";
			const size = Math.abs(dropNats).toFixed(2);
			const way = dropNats > 0 ? "falls" : "rises";
			const nats = size === "0.00" ? "log-probability unchanged" : `log-probability ${way} by ${size} nats`;
			return `${removal}: ${changed ? `“${text}” instead` : "the token stays"}, ${nats}`;
		})
		.join("; ");
}

/** A head in sentences: what stands within each radius, the smallest sets that change the token, what removing all does. */
export function headLines(graphs: CausalGraphs, head: CausalHead): string[] {
	const { nodes } = graphs;
	const lines = [
		`Layer ${head.layer}, head ${head.head}: ${head.nodes.length} nodes, ${head.edges.length} edges, ${head.testsBySize.reduce((a, b) => a + b, 0)} tests; importance ${head.importance.toPrecision(3)}.`,
	];
	for (const { radius, within, explanations, isComplete, whole } of head.explanations) {
		if (within.length === 0) {
			lines.push(`Radius ${radius}: nothing.`);
			continue;
		}
		lines.push(`Radius ${radius}: ${nodeWords(nodes, within)}.`);
		for (const one of explanations) lines.push(`  Removing ${nodeWords(nodes, one.nodes)}: ${checkWords(one)}.`);
		if (explanations.length === 0 && whole)
			lines.push(
				`  ${isComplete ? "No smaller set changes the token." : "None of the smaller sets that were tried changes the token."} Removing all: ${checkWords(whole)}.`,
			);
	}
	if (head.incomplete) lines.push(`Incomplete: ${head.incomplete}.`);
	return lines;
}

/** The tree of possible d-separation paths, indented. */
export function treeLines(nodes: Nodes, { id, children }: CausalTreeNode, depth = 0): string[] {
	return [
		`${"  ".repeat(depth)}${nodeWords(nodes, [id])}`,
		...children.flatMap((one) => treeLines(nodes, one, depth + 1)),
	];
}
