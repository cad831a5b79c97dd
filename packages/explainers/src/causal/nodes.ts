import type { CausalNode } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

/** All nodes of all heads, by position, and how to find them. */
export interface NodeList {
	readonly nodes: readonly CausalNode[];
	idOf(position: number): number;
}

const kindOf = { image: "image", answer: "answer" } as const;

/** Nodes for positions: what stands there, and for an image token its place on the picture, counted from 1. */
export function nodeList(replay: Replay, positions: Iterable<number>): NodeList {
	const ascending = [...new Set(positions)].sort((a, b) => a - b);
	const ids = new Map(ascending.map((position, id) => [position, id]));
	const columns = replay.layouts[0]?.grid?.columns;
	const nodes = ascending.map((position, id): CausalNode => {
		const { segment, text, image } = replay.sequence.tokens[position] as Replay["sequence"]["tokens"][number];
		const what = kindOf[segment as "image"] ?? "text";
		if (!image) return { id, position, what, label: text };
		const { region } = image;
		const label = columns
			? `row ${Math.floor(region / columns) + 1}, column ${(region % columns) + 1}`
			: `region ${region + 1}`;
		return { id, position, what, region, label };
	});
	return { nodes, idOf: (position) => ids.get(position) as number };
}
