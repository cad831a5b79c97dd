import { Mark, type Pag } from "./pag.js";

/**
 * True if the edge a → b is visible: no graph of the class has a latent common cause of the two. That is so if there is a node c, not adjacent
 * to b, with c *→ a, or with a path to a on which every node between is a collider and a parent of b, and that ends with an arrow at a.
 *
 * Only directed edges (a tail at a, an arrow at b) can be visible; false for any other pair.
 *
 * Source: Zhang 2008, "Causal reasoning with ancestral graphs", definition 8.
 */
export function isVisibleEdge(graph: Pag, a: number, b: number): boolean {
	if (!graph.isParent(a, b)) return false;
	// Nodes with an arrow at the head of the path so far; the head is a, then colliders that are parents of b.
	const queue = [a];
	const seen = new Set([a, b]);
	for (const head of queue) {
		for (const next of graph.neighbours(head)) {
			if (next === a || next === b || graph.mark(next, head) !== Mark.arrow) continue;
			if (!graph.adjacent(next, b)) return true;
			// As a node between, it needs an arrow at itself on this edge too.
			if (seen.has(next) || graph.mark(head, next) !== Mark.arrow || !graph.isParent(next, b)) continue;
			seen.add(next);
			queue.push(next);
		}
	}
	return false;
}
