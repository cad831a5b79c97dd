import type { CausalCheck, CausalEdge, CausalNode } from "@lvlm-interpret/core";
import { edgeSentence, edgeSymbol, nodeText, quoted } from "./causal-words.js";
import { checkWords, setWords } from "./check-words.js";

const count = (number: number, one: string, more = `${one}s`): string => `${number} ${number === 1 ? one : more}`;

/** Settings and finding of a graph: how large it is, what the explained row is linked with, what removing the outlined set did. */
export function graphCaption(graph: {
	readonly nodes: readonly CausalNode[];
	readonly edges: readonly CausalEdge[];
	readonly settings?: string;
	readonly target?: { readonly id: number; readonly text: string };
	readonly within?: readonly number[];
	readonly checks?: readonly CausalCheck[];
	readonly picked: readonly number[];
}): string {
	const { nodes, edges, settings, target, within = [], checks, picked } = graph;
	const patches = nodes.filter(({ what }) => what === "image").length;
	const parts = [
		`${count(patches, "patch", "patches")} and ${count(nodes.length - patches, "word")} as nodes, ${count(edges.length, "edge")}${settings ? `; ${settings}` : ""}.`,
	];
	if (target) {
		const linked = edges.filter(({ from, to }) => from === target.id || to === target.id);
		const said = quoted(target.text);
		const names = linked.map((edge) => {
			const other = nodes.find(({ id }) => id === (edge.from === target.id ? edge.to : edge.from));
			return `${other ? nodeText(other) : "?"} (${edgeSymbol(edge)})`;
		});
		parts.push(
			names.length > 0
				? `Linked with the row that predicts ${said}: ${names.slice(0, 5).join("; ")}${names.length > 5 ? `; and ${names.length - 5} more` : ""}.`
				: `Nothing is linked with the row that predicts ${said}.`,
		);
		if (within.length > 0) {
			const checked = checks?.length
				? ` Without them, ${checks.map((one) => checkWords(one, target.text)).join("; ")}.`
				: "";
			parts.push(`Outlined, the explanation: ${setWords(within, nodes)}.${checked}`);
		}
	}
	const own = edges.filter(({ from, to }) => picked.includes(from) || picked.includes(to));
	if (picked.length > 0) {
		parts.push(
			`Picked: ${setWords(picked, nodes)}. ${
				own.length > 0
					? `${own
							.slice(0, 4)
							.map((edge) => edgeSentence(edge, nodes))
							.join(". ")}.${own.length > 4 ? ` And ${count(own.length - 4, "more edge")}, in the table.` : ""}`
					: "No edge."
			}`,
		);
	}
	return parts.join(" ");
}
