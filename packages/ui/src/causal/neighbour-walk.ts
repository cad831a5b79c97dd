import type { CausalEdge } from "@lvlm-interpret/core";
import type { NodeBox, Point } from "./graph-geometry.js";

/** Ids of the nodes that a node has an edge with, in the order of the edges. */
export function neighboursOf(id: number, edges: readonly Pick<CausalEdge, "from" | "to">[]): number[] {
	return edges.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []));
}

const directions: Readonly<Record<string, Point>> = {
	ArrowRight: { x: 1, y: 0 },
	ArrowLeft: { x: -1, y: 0 },
	ArrowDown: { x: 0, y: 1 },
	ArrowUp: { x: 0, y: -1 },
};

/**
 * The neighbour that an arrow key goes to: of those that lie that way, the one that is near and straight ahead. Undefined where none
 * does, or for other keys.
 */
export function neighbourAt(
	id: number,
	key: string,
	edges: readonly Pick<CausalEdge, "from" | "to">[],
	boxes: ReadonlyMap<number, NodeBox>,
): number | undefined {
	const [way, from] = [directions[key], boxes.get(id)];
	if (!way || !from) return undefined;
	let best: number | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const other of neighboursOf(id, edges)) {
		const to = boxes.get(other) as NodeBox;
		const [dx, dy] = [to.x - from.x, to.y - from.y];
		const ahead = dx * way.x + dy * way.y;
		if (ahead <= 0) continue;
		const aside = Math.abs(dx * way.y - dy * way.x);
		const cost = ahead + 2 * aside;
		if (cost < least) {
			least = cost;
			best = other;
		}
	}
	return best;
}
