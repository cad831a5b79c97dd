import { Mark, type Pag } from "../pag.js";
import type { Rule, RuleContext } from "./rule.js";
import { uncoveredPath } from "./uncovered-path.js";

/** R8: `a → b → c` or `a —o b → c`, and `a o→ c`: tail at a. */
export const r8: Rule = (graph) => {
	let changed = false;
	const { near, far, words: w } = graph;
	forEachPartlyDirected(graph, (a, c) => {
		for (let k = 0; k < w; k++) {
			const i = a * w + k;
			const j = c * w + k;
			const parents = near[Mark.arrow][j] & far[Mark.tail][j];
			if ((parents & near[Mark.tail][i] & (far[Mark.arrow][i] | far[Mark.circle][i])) === 0) continue;
			graph.setMark(c, a, Mark.tail);
			changed = true;
			return false;
		}
		return false;
	});
	return changed;
};

/** R9: `a o→ c` and an uncovered possibly directed path a, b, …, d, c with b and c not adjacent: tail at a. One change a pass. */
export const r9: Rule = (graph, context) => {
	let changed = false;
	forEachPartlyDirected(graph, (a, c) => {
		for (const b of graph.neighbours(a)) {
			if (b === c || graph.adjacent(b, c) || !graph.isPossibleParent(a, b)) continue;
			const query = { start: a, second: b, end: c, step: (x: number, y: number) => graph.isPossibleParent(x, y) };
			if (uncoveredPath(graph, query, context) === undefined) continue;
			graph.setMark(c, a, Mark.tail);
			changed = true;
			return true;
		}
		return false;
	});
	return changed;
};

/**
 * R10: `a o→ c`, `b → c ← d`, uncovered possibly directed paths a, e, …, b and a, f, …, d (a path may be one edge) with
 * e, f distinct and not adjacent: tail at a. One change a pass.
 *
 * Source: Zhang 2008, section 4.2.
 */
export const r10: Rule = (graph, context) => {
	let changed = false;
	forEachPartlyDirected(graph, (a, c) => {
		const ends = graph.neighbours(c).filter((node) => node !== a && graph.isParent(node, c));
		if (ends.length < 2) return false;
		const starts = graph.neighbours(a).filter((node) => node !== c && graph.isPossibleParent(a, node));
		const reaches = starts.map((start) => ends.filter((end) => reachesUncovered(graph, context, a, start, end, c)));
		for (let i = 0; i < starts.length; i++) {
			for (let j = i + 1; j < starts.length; j++) {
				if (graph.adjacent(starts[i], starts[j])) continue;
				// Two different ends, one for each path.
				if (!reaches[i].some((b) => reaches[j].some((d) => b !== d))) continue;
				graph.setMark(c, a, Mark.tail);
				changed = true;
				return true;
			}
		}
		return false;
	});
	return changed;
};

function reachesUncovered(graph: Pag, context: RuleContext, a: number, start: number, end: number, c: number): boolean {
	const { referenceR10 } = context;
	if (start === end) return true;
	return (
		uncoveredPath(
			graph,
			{
				start: a,
				second: start,
				end,
				step: referenceR10 ? () => true : (x, y) => graph.isPossibleParent(x, y),
				...(referenceR10 && { lastButOne: (node: number) => !graph.adjacent(node, c) }),
			},
			context,
		) !== undefined
	);
}

/** Calls `visit(a, c)` for each edge a o→ c, until it returns true. */
function forEachPartlyDirected(graph: Pag, visit: (a: number, c: number) => boolean): void {
	for (let a = 0; a < graph.nodeCount; a++) {
		for (const c of graph.neighbours(a)) {
			if (graph.mark(c, a) === Mark.circle && graph.mark(a, c) === Mark.arrow && visit(a, c)) return;
		}
	}
}
