import { isSubset, setBit, wordCount } from "./bit-set.js";
import type { PdsTree } from "./pds-tree.js";

/** A conditioning set with the sum of its nodes' least depths in the tree. */
export interface LegalSet {
	/** Ascending. */
	readonly nodes: readonly number[];
	readonly distance: number;
}

export interface LegalSetOptions {
	/** Bit set of nodes that may not be in a set. */
	readonly blocked?: Int32Array;
	/** Most sets to list. */
	readonly limit?: number;
}

/**
 * All sets of `size` nodes of which each is reached from the root through occurrences that are all in the set ("ICD-Sep", 2b),
 * by ascending sum of least depths, then lexicographically.
 *
 * Sets are grown from the root: at each state the lowest node that can be added is either taken, or barred for good. Every
 * legal set but the empty one has a node whose parent chain lies in the rest, so each is met exactly once and no other is looked at.
 *
 * @param nodeCount  Nodes of the graph.
 * @returns The sets, and whether `limit` cut the list off.
 */
export function legalSets(
	tree: PdsTree,
	size: number,
	nodeCount: number,
	options: LegalSetOptions = {},
): { sets: LegalSet[]; isComplete: boolean } {
	const { blocked, limit = Number.POSITIVE_INFINITY } = options;
	const w = wordCount(nodeCount);
	const { candidates, chains, distance } = chainsByNode(tree, size, nodeCount);
	const sets: LegalSet[] = [];
	const chosen = new Int32Array(w);
	const stack: number[] = [];
	const barred = new Uint8Array(candidates.length);
	let isComplete = true;
	if (blocked) {
		candidates.forEach((node, i) => {
			if ((blocked[node >>> 5] >>> (node & 31)) & 1) barred[i] = 1;
		});
	}
	const addable = (i: number): boolean => {
		const list = chains[i];
		for (let c = 0; c < list.length; c += w) if (isSubset(list, c, chosen, 0, w)) return true;
		return false;
	};
	const grow = (sum: number): void => {
		if (stack.length === size) {
			if (sets.length >= limit) isComplete = false;
			else sets.push({ nodes: stack.slice().sort((a, b) => a - b), distance: sum });
			return;
		}
		const tried: number[] = [];
		// A node added below may open others that lie before it: the scan starts at the front on each level.
		for (let i = 0; i < candidates.length && isComplete; i++) {
			if (barred[i] === 1 || !addable(i)) continue;
			const node = candidates[i];
			barred[i] = 1;
			tried.push(i);
			stack.push(node);
			chosen[node >>> 5] |= 1 << (node & 31);
			grow(sum + distance[i]);
			chosen[node >>> 5] &= ~(1 << (node & 31));
			stack.pop();
		}
		for (const i of tried) barred[i] = 0;
	};
	grow(0);
	sets.sort((a, b) => a.distance - b.distance || compareLists(a.nodes, b.nodes));
	return { sets, isComplete };
}

/** For each node of the tree, the sets of nodes above its occurrences that leave room for itself in `size` nodes. */
function chainsByNode(
	tree: PdsTree,
	size: number,
	nodeCount: number,
): { candidates: number[]; chains: Int32Array[]; distance: number[] } {
	const w = wordCount(nodeCount);
	const above: (Int32Array | undefined)[] = [new Int32Array(w)];
	const byNode = new Map<number, { distance: number; chains: Int32Array[] }>();
	for (let i = 1; i < tree.nodes.length; i++) {
		const parent = tree.parents[i];
		const node = tree.nodes[i];
		const parentChain = above[parent];
		// Behind a second occurrence of the root nothing is reached: the root is in no set.
		if (node === tree.root || parentChain === undefined) {
			above.push(undefined);
			continue;
		}
		let chain = parentChain;
		if (parent !== 0) {
			chain = parentChain.slice();
			setBit(chain, 0, tree.nodes[parent]);
		}
		above.push(chain);
		const entry = byNode.get(node) ?? { distance: tree.depths[i], chains: [] };
		byNode.set(node, entry);
		// Breadth first: shorter chains come first, and a chain that holds an earlier one adds nothing.
		if (entry.chains.some((known) => isSubset(known, 0, chain, 0, w))) continue;
		if (tree.depths[i] <= size) entry.chains.push(chain);
	}
	const candidates = [...byNode.keys()].sort((a, b) => a - b);
	const entries = candidates.map((node) => byNode.get(node)) as { distance: number; chains: Int32Array[] }[];
	return {
		candidates,
		distance: entries.map((entry) => entry.distance),
		chains: entries.map((entry) => {
			const flat = new Int32Array(entry.chains.length * w);
			for (const [c, chain] of entry.chains.entries()) flat.set(chain, c * w);
			return flat;
		}),
	};
}

/** Lexicographic order of two lists of one length. */
export function compareLists(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
	return 0;
}
