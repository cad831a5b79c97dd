import type { CausalEdge, CausalEndMark, CausalNode } from "@lvlm-interpret/core";
import { withoutBidiMarks } from "../foundation/without-bidi-marks.js";

/** What a mark at one end of an edge says, A being the node at that end. */
export const markMeanings: Readonly<Record<CausalEndMark, string>> = {
	arrow: "this end is no ancestor of the other",
	tail: "this end is an ancestor of the other",
	circle: "either",
};

/** A word in quotes, without the marks that would turn the direction of the sentence around it. */
export function quoted(text: string): string {
	return `“${withoutBidiMarks(text).trim() || "␣"}”`;
}

/** Text of a node as it stands in a sentence: quoted for words, the place for patches. */
export function nodeText({ what, label }: CausalNode): string {
	return what === "image" ? label : quoted(label);
}

/** Text of a node where there is little room: "r3 c5" for a patch. */
export function shortLabel({ what, label }: CausalNode): string {
	if (what !== "image") return label.trim() || "␣";
	return label.replace(/^row (\d+), column (\d+)$/, "r$1 c$2");
}

const symbols: Readonly<Record<CausalEndMark, Readonly<Record<CausalEndMark, string>>>> = {
	tail: { tail: "—", arrow: "→", circle: "—o" },
	arrow: { tail: "←", arrow: "↔", circle: "←o" },
	circle: { tail: "o—", arrow: "o→", circle: "o—o" },
};

/** The edge as it is written in papers: "o→", "↔", "o—o", … */
export function edgeSymbol({ markAtFrom, markAtTo }: Pick<CausalEdge, "markAtFrom" | "markAtTo">): string {
	return symbols[markAtFrom][markAtTo];
}

/** What an edge says about two nodes, as a sentence without a full stop. */
export function edgeMeaning({ markAtFrom, markAtTo }: CausalEdge, from: string, to: string): string {
	if (markAtFrom === "tail" && markAtTo === "tail") {
		return `${from} and ${to} each lead to the other or to what was selected on`;
	}
	if (markAtFrom === "arrow" && markAtTo === "arrow") {
		return `neither ${from} nor ${to} causes the other: something that is no node causes both`;
	}
	if (markAtFrom === "circle" && markAtTo === "circle")
		return `${from} and ${to} depend on each other; which way is open`;
	// One end says more than the other; it is read from the end that may be the cause.
	const [cause, effect, causeMark, effectMark] =
		markAtTo === "arrow" || markAtFrom === "tail" ? [from, to, markAtFrom, markAtTo] : [to, from, markAtTo, markAtFrom];
	if (causeMark === "tail" && effectMark === "arrow")
		return `${cause} causes ${effect}, directly or by what is no node`;
	if (causeMark === "tail") return `${cause} leads to ${effect}, or both to what was selected on`;
	return `${effect} does not cause ${cause}; ${cause} may cause ${effect}, or something that is no node causes both`;
}

/** "row 3, column 5 o→ “blue”: “blue” does not cause row 3, …" */
export function edgeSentence(edge: CausalEdge, nodes: readonly CausalNode[]): string {
	const [from, to] = [edge.from, edge.to].map((id) => {
		const node = nodes.find((one) => one.id === id);
		return node ? nodeText(node) : `node ${id}`;
	}) as [string, string];
	return `${from} ${edgeSymbol(edge)} ${to}: ${edgeMeaning(edge, from, to)}`;
}
