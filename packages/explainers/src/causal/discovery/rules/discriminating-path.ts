import { Mark, type Pag } from "../pag.js";
import { forEachEnd } from "./colliders.js";
import type { Rule } from "./rule.js";

/**
 * Searches a discriminating path (s, …, a, b, c) for b: s and c not adjacent, every node between s and b a collider on the
 * path and a parent of c.
 *
 * Asks of the caller that `a → c`, `b *→ a`, and that b and c are adjacent.
 *
 * @returns The path from s to c; undefined if there is none. The shortest, the lowest s first.
 * Source: Zhang 2008, definition 7.
 */
export function discriminatingPath(graph: Pag, a: number, b: number, c: number): number[] | undefined {
	const next = new Map<number, number>([[a, b]]);
	const queue = [a];
	for (let head = 0; head < queue.length; head++) {
		const node = queue[head];
		for (const s of graph.neighbours(node)) {
			// An arrow into `node` from this side makes it a collider; the arrow of the other side is known.
			if (s === b || s === c || next.has(s) || graph.mark(s, node) !== Mark.arrow) continue;
			if (!graph.adjacent(s, c)) {
				const path = [s];
				for (let v = node; v !== b; v = next.get(v) as number) path.push(v);
				return [...path, b, c];
			}
			if (graph.isParent(s, c) && graph.mark(node, s) === Mark.arrow) {
				next.set(s, node);
				queue.push(s);
			}
		}
	}
	return undefined;
}

/**
 * R4: `b o-* c` with a discriminating path (s, …, a, b, c) for b. If b is in sep(s, c): `b → c`; else `a ↔ b ↔ c`.
 * Source: Zhang 2008, section 3.1.
 */
export const r4: Rule = (graph, { separatingSets }) => {
	let changed = false;
	forEachEnd(graph, Mark.circle, (c, b) => {
		for (const a of graph.neighbours(b)) {
			if (a === c || graph.mark(b, a) !== Mark.arrow || !graph.isParent(a, c)) continue;
			const path = discriminatingPath(graph, a, b, c);
			if (path === undefined) continue;
			if (separatingSets.get(path[0], c).includes(b)) {
				graph.connect(b, c, Mark.tail, Mark.arrow);
			} else {
				graph.connect(a, b, Mark.arrow, Mark.arrow);
				graph.connect(b, c, Mark.arrow, Mark.arrow);
			}
			changed = true;
			return;
		}
	});
	return changed;
};
