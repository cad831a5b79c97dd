import { Mark, type Pag } from "../pag.js";
import { forEachEnd } from "./colliders.js";
import type { Rule } from "./rule.js";
import { uncoveredPath } from "./uncovered-path.js";

/** True for the edge a o-o b. */
function isCircleEdge(graph: Pag, a: number, b: number): boolean {
	return graph.mark(a, b) === Mark.circle && graph.mark(b, a) === Mark.circle;
}

/**
 * R5: `a o-o b` and an uncovered circle path a, x, …, y, b with a, y and x, b not adjacent: the edge and the path become `—`.
 * Source: Zhang 2008, section 4.1. Only where selection variables may be at work.
 */
export const r5: Rule = (graph, context) => {
	let changed = false;
	for (let a = 0; a < graph.nodeCount; a++) {
		for (const b of graph.neighbours(a)) {
			if (b <= a || !isCircleEdge(graph, a, b)) continue;
			for (const x of graph.neighbours(a)) {
				if (x === b || graph.adjacent(x, b) || !isCircleEdge(graph, a, x)) continue;
				const path = uncoveredPath(
					graph,
					{
						start: a,
						second: x,
						end: b,
						// The edge a-b itself is no part of the path: x is not b, and a is never entered again.
						step: (from, to) => isCircleEdge(graph, from, to),
						lastButOne: (y) => !graph.adjacent(a, y),
					},
					context,
				);
				if (path === undefined) continue;
				for (let i = 0; i < path.length; i++) {
					graph.connect(path[i], path[(i + 1) % path.length], Mark.tail, Mark.tail);
				}
				changed = true;
				break;
			}
		}
	}
	return changed;
};

/** R6: `a — b o-* c`: tail at b on b-c. */
export const r6: Rule = (graph) => {
	let changed = false;
	forEachEnd(graph, Mark.circle, (c, b) => {
		const w = graph.words;
		for (let k = 0; k < w; k++) {
			if ((graph.near[Mark.tail][b * w + k] & graph.far[Mark.tail][b * w + k]) === 0) continue;
			graph.setMark(c, b, Mark.tail);
			changed = true;
			return;
		}
	});
	return changed;
};

/** R7: `a —o b o-* c`, a and c not adjacent: tail at b on b-c. */
export const r7: Rule = (graph) => {
	let changed = false;
	forEachEnd(graph, Mark.circle, (c, b) => {
		const w = graph.words;
		for (let k = 0; k < w; k++) {
			const i = b * w + k;
			let from = graph.near[Mark.circle][i] & graph.far[Mark.tail][i] & ~graph.adjacency[c * w + k];
			if (c >>> 5 === k) from &= ~(1 << (c & 31));
			if (from === 0) continue;
			graph.setMark(c, b, Mark.tail);
			changed = true;
			return;
		}
	});
	return changed;
};
