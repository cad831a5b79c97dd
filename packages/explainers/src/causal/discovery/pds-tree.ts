import { hasBit } from "./bit-set.js";
import type { Pag } from "./pag.js";

/**
 * A tree of possible-d-separation paths. Occurrence 0 is the root; occurrences follow in breadth-first order, and a node may
 * occur several times. Plain data, so it can be posted to a worker or written as JSON.
 */
export interface PdsTree {
	readonly root: number;
	/** Graph node of each occurrence. */
	readonly nodes: readonly number[];
	/** Occurrence that is the parent; -1 for the root. */
	readonly parents: readonly number[];
	/** Edges from the root. */
	readonly depths: readonly number[];
}

export interface PdsTreeOptions {
	/** Bit set of the nodes that may occur. Left out: all. The root is always allowed. */
	readonly allowed?: Int32Array;
	/** Greatest depth, in edges. Default nodeCount - 1. */
	readonly maxDepth?: number;
}

/**
 * The possible-d-separation tree of a node: its neighbours at depth 1; below `n2`, reached from `n1`, each `n3` for which
 * (n1, n2, n3) is a triangle or a collider. Every edge of the graph is used once, neighbours in ascending order.
 *
 * Cost: O(edges · degree).
 * Source: Rohekar, Nisimov, Gurwicz, Novik 2021, "Iterative Causal Discovery in the Possible Presence of Latent Confounders
 * and Selection Bias", section 3. Differs from the source: the order is by position, never that of a hash set.
 */
export function pdsTree(graph: Pag, root: number, options: PdsTreeOptions = {}): PdsTree {
	const { allowed, maxDepth = graph.nodeCount - 1 } = options;
	const w = graph.words;
	const left = graph.adjacency.slice();
	const cut = (a: number, b: number): void => {
		left[a * w + (b >>> 5)] &= ~(1 << (b & 31));
		left[b * w + (a >>> 5)] &= ~(1 << (a & 31));
	};
	const nodes = [root];
	const parents = [-1];
	const depths = [0];
	const add = (node: number, parent: number): void => {
		cut(nodes[parent], node);
		nodes.push(node);
		parents.push(parent);
		depths.push(depths[parent] + 1);
	};
	const usable = (node: number): boolean => allowed === undefined || node === root || hasBit(allowed, 0, node);
	if (maxDepth < 1) return { root, nodes, parents, depths };
	for (const node of graph.neighbours(root)) if (usable(node)) add(node, 0);
	for (let head = 1; head < nodes.length && depths[head] < maxDepth; head++) {
		const middle = nodes[head];
		const before = nodes[parents[head]];
		for (let k = 0; k < w; k++) {
			for (let word = left[middle * w + k]; word !== 0; word &= word - 1) {
				const next = k * 32 + 31 - Math.clz32(word & -word);
				if (usable(next) && graph.isPossibleCollider(before, middle, next)) add(next, head);
			}
		}
	}
	return { root, nodes, parents, depths };
}

/** The nodes of a tree without its root, ascending, each once. */
export function treeMembers(tree: PdsTree, maxDepth: number = Number.POSITIVE_INFINITY): number[] {
	const members = new Set<number>();
	tree.nodes.forEach((node, i) => {
		if (node !== tree.root && tree.depths[i] <= maxDepth) members.add(node);
	});
	return [...members].sort((a, b) => a - b);
}

/** A tree in nested form: the node and its subtrees, in the order of the tree. */
export interface NestedPdsTree {
	readonly node: number;
	readonly children: NestedPdsTree[];
}

/** The nested form of a tree, for printing and drawing. */
export function nestTree(tree: PdsTree): NestedPdsTree {
	const nested: NestedPdsTree[] = tree.nodes.map((node) => ({ node, children: [] }));
	for (let i = 1; i < nested.length; i++) nested[tree.parents[i]].children.push(nested[i]);
	return nested[0];
}
