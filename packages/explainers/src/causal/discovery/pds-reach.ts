import { hasBit, isSubset, setBit, wordCount } from "./bit-set.js";
import type { Pag } from "./pag.js";
import type { PdsTree } from "./pds-tree.js";

/** How each node is reached from a root by possible-d-separation paths. */
export interface PdsReach {
	/** The nodes that are reached, ascending. */
	readonly candidates: readonly number[];
	/** By candidate: the minimal sets of nodes between the root and it, as bit sets one after the other. */
	readonly chains: readonly Int32Array[];
	/** By candidate: edges of its shortest path. */
	readonly distance: readonly number[];
}

/** Collects chains, and drops those that hold an earlier one of the same node. */
class ReachCollector {
	private readonly byNode = new Map<number, { distance: number; chains: Int32Array[] }>();

	add(node: number, chain: Int32Array, distance: number): void {
		const entry = this.byNode.get(node) ?? { distance, chains: [] };
		this.byNode.set(node, entry);
		if (!entry.chains.some((known) => isSubset(known, 0, chain, 0, chain.length))) entry.chains.push(chain);
	}

	result(words: number): PdsReach {
		const entries = [...this.byNode].sort((a, b) => a[0] - b[0]);
		return {
			candidates: entries.map(([node]) => node),
			distance: entries.map(([, { distance }]) => distance),
			chains: entries.map(([, { chains }]) => {
				const flat = new Int32Array(chains.length * words);
				for (const [c, chain] of chains.entries()) flat.set(chain, c * words);
				return flat;
			}),
		};
	}
}

/** Reach through the occurrences of a tree; behind a second occurrence of the root nothing is reached. */
export function reachInTree(tree: PdsTree, nodeCount: number): PdsReach {
	const w = wordCount(nodeCount);
	const collector = new ReachCollector();
	const above: (Int32Array | undefined)[] = [new Int32Array(w)];
	for (let i = 1; i < tree.nodes.length; i++) {
		const parent = tree.parents[i];
		const node = tree.nodes[i];
		const chain = parent === 0 ? above[0] : above[parent]?.slice();
		if (chain && parent !== 0) setBit(chain, 0, tree.nodes[parent]);
		const isReached = chain !== undefined && node !== tree.root;
		above.push(isReached ? chain : undefined);
		if (isReached) collector.add(node, chain, tree.depths[i]);
	}
	return collector.result(w);
}

/**
 * Reach by all possible-d-separation paths from `root` of up to `maxDepth` edges within `allowed`.
 *
 * A tree uses each edge once, so that it may lack the path that a separating set needs: of 7 ← 1, 7 ↔ 5 ↔ 1 ↔ 4 it takes the edge
 * 1-5 from 1, and then never passes (5, 1, 4). Here a path goes on unless another one to the same last step has a smaller chain.
 *
 * Cost: about edges · degree steps in graphs where most nodes have a short path.
 */
export function reachByPaths(graph: Pag, root: number, maxDepth: number, allowed?: Int32Array): PdsReach {
	const w = graph.words;
	const n = graph.nodeCount;
	const collector = new ReachCollector();
	const usable = (node: number): boolean => node !== root && (allowed === undefined || hasBit(allowed, 0, node));
	// By last step (before, node): the chains with which it was reached.
	const steps = new Map<number, Int32Array[]>();
	let level: PathEnd[] = [];
	const reach = (before: number, node: number, chain: Int32Array, distance: number, next: PathEnd[]): void => {
		const key = before * n + node;
		const known = steps.get(key) ?? [];
		if (known.some((other) => isSubset(other, 0, chain, 0, w))) return;
		const own = chain.slice();
		known.push(own);
		steps.set(key, known);
		collector.add(node, own, distance);
		next.push({ before, node, chain: own });
	};
	const empty = new Int32Array(w);
	for (const node of graph.neighbours(root)) if (usable(node)) reach(root, node, empty, 1, level);
	const chain = new Int32Array(w);
	for (let distance = 2; distance <= maxDepth && level.length > 0; distance++) {
		const next: PathEnd[] = [];
		for (const end of level) {
			chain.set(end.chain);
			setBit(chain, 0, end.node);
			const isArrow = graph.mark(end.before, end.node) === 2;
			const row = end.node * w;
			for (let k = 0; k < w; k++) {
				// A triangle with the node before, or a collider; nodes of the path are not met again.
				let word = graph.adjacency[row + k] & graph.adjacency[end.before * w + k];
				if (isArrow) word |= graph.near[2][row + k];
				word &= ~chain[k];
				if (allowed !== undefined) word &= allowed[k];
				for (; word !== 0; word &= word - 1) {
					const other = k * 32 + 31 - Math.clz32(word & -word);
					if (other !== end.before && usable(other)) reach(end.node, other, chain, distance, next);
				}
			}
		}
		level = next;
	}
	return collector.result(w);
}

interface PathEnd {
	readonly before: number;
	readonly node: number;
	/** Nodes between the root and `node`. */
	readonly chain: Int32Array;
}
