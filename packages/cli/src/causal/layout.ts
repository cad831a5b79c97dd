import type { CausalHead } from "@lvlm-interpret/core";

/** Where a node stands, in pixels; its box has the sizes of {@link nodeBox}. */
export interface PlacedNode {
	/** Of the result's node. */
	readonly id: number;
	/** Middle of the box. */
	readonly x: number;
	readonly y: number;
	/** Edges on the shortest way to the explained row; undefined where there is none. */
	readonly distance: number | undefined;
}

export interface GraphLayout {
	readonly nodes: ReadonlyMap<number, PlacedNode>;
	readonly width: number;
	readonly height: number;
}

export const nodeBox = { width: 92, height: 64 } as const;
const gap = { x: 96, y: 18 };
/** Edges within a column bow out to its left. */
const margin = 56;
/** Nodes of a column before it is broken into another one beside it. */
const perColumn = 12;

function distances(head: CausalHead): Map<number, number> {
	const beside = new Map(head.nodes.map((id) => [id, [] as number[]]));
	for (const { from, to } of head.edges) {
		beside.get(from)?.push(to);
		beside.get(to)?.push(from);
	}
	const found = new Map([[head.tree.id, 0]]);
	const queue = [head.tree.id];
	for (const id of queue) {
		for (const next of beside.get(id) ?? []) {
			if (found.has(next)) continue;
			found.set(next, (found.get(id) as number) + 1);
			queue.push(next);
		}
	}
	return found;
}

/**
 * Places the nodes in columns by their distance from the explained row, which stands on the right; within a column by position. Nodes without a
 * way to it stand on the left.
 */
export function layoutGraph(head: CausalHead): GraphLayout {
	const distance = distances(head);
	const farthest = Math.max(0, ...distance.values());
	const columns: number[][] = [];
	const add = (ids: readonly number[]): void => {
		for (let from = 0; from < ids.length; from += perColumn)
			columns.push(ids.slice(from, from + perColumn) as number[]);
	};
	add(head.nodes.filter((id) => !distance.has(id)));
	for (let step = farthest; step >= 0; step--) add(head.nodes.filter((id) => distance.get(id) === step));
	const most = Math.max(1, ...columns.map((ids) => ids.length));
	const height = most * (nodeBox.height + gap.y) + gap.y;
	const nodes = new Map<number, PlacedNode>();
	columns.forEach((ids, column) => {
		const top = (height - ids.length * (nodeBox.height + gap.y) + gap.y) / 2;
		ids.forEach((id, row) => {
			nodes.set(id, {
				id,
				x: margin + nodeBox.width / 2 + column * (nodeBox.width + gap.x),
				y: top + nodeBox.height / 2 + row * (nodeBox.height + gap.y),
				distance: distance.get(id),
			});
		});
	});
	return { nodes, width: margin + gap.y + columns.length * nodeBox.width + (columns.length - 1) * gap.x, height };
}
