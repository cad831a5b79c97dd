import { isSubset, wordCount } from "./bit-set.js";
import type { PdsReach } from "./pds-reach.js";

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
 * All sets of `size` nodes of which each is reached from the root through nodes that are all in the set ("ICD-Sep", 2),
 * by ascending sum of least depths, then lexicographically.
 *
 * Sets are grown from the root: at each state the lowest node that can be added is either taken, or barred for good. Every
 * legal set but the empty one has a node whose parent chain lies in the rest, so each is met exactly once and no other is looked at.
 *
 * @param reach  How nodes are reached: {@link reachInTree} or {@link reachByPaths}.
 * @param nodeCount  Nodes of the graph.
 * @returns The sets, and whether `limit` cut the list off.
 */
export function legalSets(
	reach: PdsReach,
	size: number,
	nodeCount: number,
	options: LegalSetOptions = {},
): { sets: LegalSet[]; isComplete: boolean } {
	const { blocked, limit = Number.POSITIVE_INFINITY } = options;
	const w = wordCount(nodeCount);
	const { candidates, chains, distance } = reach;
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
	if (barred.reduce((count, isBarred) => count + isBarred, 0) + size > candidates.length) return { sets, isComplete };
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

/** Lexicographic order of two lists of one length. */
export function compareLists(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
	return 0;
}
