import { Mark, Pag } from "../pag.js";
import { ancestorsOf, isDSeparated, type LatentDag } from "./dag.js";

/**
 * The maximal ancestral graph of a DAG over its observed nodes: a and b are adjacent unless An({a, b}) among the observed
 * separates them; a tail at a where a is an ancestor of b, else an arrow.
 * Source: Richardson & Spirtes 2002, section 4.2, theorem 4.2 and corollary 4.19.
 */
export function ancestralGraphOf(dag: LatentDag): Pag {
	const ancestors = ancestorsOf(dag);
	const graph = new Pag(dag.observed);
	for (let a = 0; a < dag.observed; a++) {
		for (let b = a + 1; b < dag.observed; b++) {
			const above: number[] = [];
			for (let v = 0; v < dag.observed; v++) {
				if (v !== a && v !== b && (ancestors[a][v] || ancestors[b][v])) above.push(v);
			}
			if (isDSeparated(dag, a, b, above)) continue;
			const end = (from: number, to: number) => (ancestors[to][from] ? Mark.tail : Mark.arrow);
			graph.connect(a, b, end(a, b), end(b, a));
		}
	}
	return graph;
}

/** Ancestors along directed edges, each node its own. `[node][other]`. */
export function directedAncestors(graph: Pag): boolean[][] {
	return Array.from({ length: graph.nodeCount }, (_, node) => {
		const found = new Array<boolean>(graph.nodeCount).fill(false);
		const stack = [node];
		found[node] = true;
		for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
			for (const other of graph.neighbours(top)) {
				if (found[other] || !graph.isParent(other, top)) continue;
				found[other] = true;
				stack.push(other);
			}
		}
		return found;
	});
}

/**
 * True if x and y are m-separated by the set: every walk has a collider that is no ancestor of the set, or a non-collider in it.
 * Walks suffice: a walk that is open in this sense exists exactly if an open path does.
 * Source: Richardson & Spirtes 2002, definition 3.1.
 */
export function isMSeparated(
	graph: Pag,
	x: number,
	y: number,
	given: ArrayLike<number>,
	ancestors: boolean[][] = directedAncestors(graph),
): boolean {
	const set = Array.from(given);
	const isAbove = (node: number): boolean => set.some((z) => ancestors[z][node]);
	// State: the node, and whether the edge by which it was reached has an arrow there.
	const seen = new Set<number>();
	const stack: [number, number][] = [];
	const push = (from: number, to: number): void => {
		const state = to * 2 + (graph.mark(from, to) === Mark.arrow ? 1 : 0);
		if (seen.has(state)) return;
		seen.add(state);
		stack.push([to, state & 1]);
	};
	for (const next of graph.neighbours(x)) push(x, next);
	for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
		const [node, arrowIn] = top;
		if (node === y) return false;
		for (const next of graph.neighbours(node)) {
			const isCollider = arrowIn === 1 && graph.mark(next, node) === Mark.arrow;
			if (isCollider ? isAbove(node) : !set.includes(node)) push(node, next);
		}
	}
	return true;
}

/** All subsets of a list, by size, then lexicographically. */
export function subsetsOf(list: readonly number[]): number[][] {
	const subsets: number[][] = [];
	for (let bits = 0; bits < 1 << list.length; bits++) subsets.push(list.filter((_, i) => (bits >>> i) & 1));
	return subsets.sort((a, b) => a.length - b.length);
}
