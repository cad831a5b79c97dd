import type { Pag } from "../pag.js";

/** Whether the step from `a` to `b` may be on the path. */
export type StepCondition = (a: number, b: number) => boolean;

export interface UncoveredPathQuery {
	/** The first two nodes of the path (`x`, `second`) and its last one. */
	readonly start: number;
	readonly second: number;
	readonly end: number;
	/** Asked for every step, the first included. */
	readonly step: StepCondition;
	/** Asked of the last but one node. Left out: any. */
	readonly lastButOne?: (node: number) => boolean;
}

/**
 * Searches an uncovered path start, second, …, end: no node twice, and of any three in a row the outer two are not adjacent.
 * With `second === end` the path is one edge.
 *
 * Depth-first, lowest node first, over simple paths; exponential in the worst case, hence the budget.
 *
 * @param budget.pathSteps  Steps left; counted down. At 0 the search ends as if there were no path.
 * @returns The path; undefined if there is none.
 * Source: Zhang 2008, definitions 6 and 8.
 */
export function uncoveredPath(
	graph: Pag,
	query: UncoveredPathQuery,
	budget: { pathSteps: number },
): number[] | undefined {
	const { start, second, end, step, lastButOne } = query;
	if (start === end || !graph.adjacent(start, second) || !step(start, second)) return undefined;
	const path = [start, second];
	const used = new Uint8Array(graph.nodeCount);
	used[start] = 1;
	used[second] = 1;
	const extend = (): boolean => {
		const before = path[path.length - 2];
		const node = path[path.length - 1];
		if (node === end) return lastButOne === undefined || lastButOne(before);
		for (const next of graph.neighbours(node)) {
			if (used[next] === 1 || graph.adjacent(before, next) || !step(node, next)) continue;
			if (budget.pathSteps <= 0) return false;
			budget.pathSteps--;
			path.push(next);
			used[next] = 1;
			if (extend()) return true;
			path.pop();
			used[next] = 0;
		}
		return false;
	};
	return extend() ? path : undefined;
}
