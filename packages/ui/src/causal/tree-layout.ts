import type { CausalTreeNode } from "@lvlm-interpret/core";
import { type HierarchyPointNode, hierarchy, tree } from "d3-hierarchy";
import type { Point } from "./graph-geometry.js";

/** A place in the tree. A node may have several. */
export interface TreePlace extends Point {
	/** "0.2.1": which child of which child. */
	readonly path: string;
	/** Of the node. */
	readonly id: number;
	/** Edges from the root. */
	readonly depth: number;
	readonly parent?: string;
	/** How many children it has, shown or not. */
	readonly children: number;
	readonly isOpen: boolean;
	/** Its number among its siblings, from 0, and how many they are. */
	readonly at: number;
	readonly siblings: number;
}

export interface TreeLayout {
	readonly width: number;
	readonly height: number;
	/** Depth first. */
	readonly places: readonly TreePlace[];
}

export interface TreeLayoutOptions {
	readonly kind: "tidy" | "radial";
	/** Of a tidy tree: where its levels follow each other. */
	readonly direction: "across" | "down";
	/** Room for the largest node. */
	readonly node: { readonly width: number; readonly height: number };
	/** Paths whose children are not shown. */
	readonly closed: ReadonlySet<string>;
}

interface Named {
	readonly node: CausalTreeNode;
	readonly path: string;
}

/**
 * Places of a tree: tidy, level by level, or on rings around the root.
 *
 * Source: Reingold & Tilford 1981, in linear time by Buchheim et al. 2002, as d3-hierarchy has it.
 */
export function treeLayout(root: CausalTreeNode, options: TreeLayoutOptions): TreeLayout {
	const { kind, direction, node, closed } = options;
	const named = hierarchy<Named>({ node: root, path: "0" }, ({ node: one, path }) =>
		closed.has(path) ? [] : one.children.map((child, at) => ({ node: child, path: `${path}.${at}` })),
	);
	const [gap, level] = [14, 52];
	const isAcross = direction === "across";
	let points: { at: HierarchyPointNode<Named>; x: number; y: number }[];
	if (kind === "radial" && named.height > 0) {
		const ring = Math.max(
			Math.hypot(node.width, node.height) + 20,
			// The outermost ring holds all leaves side by side.
			(named.leaves().length * (Math.max(node.width, node.height) + gap)) / (2 * Math.PI * named.height),
		);
		const made = tree<Named>()
			.size([2 * Math.PI, ring * named.height])
			.separation((a, b) => (a.parent === b.parent ? 1 : 2) / Math.max(1, a.depth))(named);
		points = made
			.descendants()
			.map((at) => ({ at, x: at.y * Math.cos(at.x - Math.PI / 2), y: at.y * Math.sin(at.x - Math.PI / 2) }));
	} else {
		const [across, along] = isAcross ? [node.height, node.width] : [node.width, node.height];
		const made = tree<Named>()
			.nodeSize([across + gap, along + level])
			.separation(() => 1)(named);
		points = made.descendants().map((at) => (isAcross ? { at, x: at.y, y: at.x } : { at, x: at.x, y: at.y }));
	}
	const order = new Map<unknown, number>();
	named.eachBefore((one) => {
		order.set(one, order.size);
	});
	points.sort((a, b) => (order.get(a.at) as number) - (order.get(b.at) as number));
	const [left, top] = [Math.min(...points.map(({ x }) => x)), Math.min(...points.map(({ y }) => y))];
	const [right, bottom] = [Math.max(...points.map(({ x }) => x)), Math.max(...points.map(({ y }) => y))];
	const places = points.map(({ at, x, y }): TreePlace => {
		const { node: own, path } = at.data;
		return {
			path,
			id: own.id,
			depth: at.depth,
			x: x - left + node.width / 2 + 12,
			y: y - top + node.height / 2 + 12,
			...(at.parent ? { parent: at.parent.data.path } : {}),
			children: own.children.length,
			isOpen: own.children.length > 0 && !closed.has(path),
			at: at.parent?.children?.indexOf(at) ?? 0,
			siblings: at.parent?.children?.length ?? 1,
		};
	});
	return { width: right - left + node.width + 24, height: bottom - top + node.height + 24, places };
}
