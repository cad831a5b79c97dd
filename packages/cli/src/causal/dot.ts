import type { CausalEndMark, CausalGraphs, CausalHead } from "@lvlm-interpret/core";
import { inertText } from "./inert-text.js";

/** Graphviz' names of the ends. */
const ends: Readonly<Record<CausalEndMark, string>> = { arrow: "normal", circle: "odot", tail: "none" };

/** A text as DOT's quoted string. */
function quoted(text: string): string {
	return `"${inertText(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** One head's graph for Graphviz: nodes by position, both end marks of every edge, the explained row with a double border. */
export function causalDot({ nodes, target }: CausalGraphs, head: CausalHead): string {
	const lines = head.nodes.map((id) => {
		const node = nodes[id] as CausalGraphs["nodes"][number];
		const shape = node.what === "image" ? "box" : "ellipse";
		const label = id === target.id ? `${node.label.trim()} → ${target.text.trim()}` : node.label.trim() || "␣";
		return `\tn${id} [label=${quoted(label)}, shape=${shape}${id === target.id ? ", peripheries=2" : ""}];`;
	});
	const edges = head.edges.map(
		({ from, to, markAtFrom, markAtTo }) =>
			`\tn${from} -> n${to} [dir=both, arrowtail=${ends[markAtFrom]}, arrowhead=${ends[markAtTo]}];`,
	);
	const name = quoted(`layer ${head.layer}, head ${head.head}, “${target.text.trim()}”`);
	return [`digraph ${name} {`, "\trankdir=LR;", ...lines, ...edges, "}", ""].join("\n");
}
