import { Mark, type Pag } from "./pag.js";
import { isVisibleEdge } from "./visible-edge.js";

/**
 * The possible c-component of a node: the node itself, and all that a path leads to on which every node between is a collider and no edge is
 * visible. Nodes that share a latent cause with it, directly or in a chain, in any graph of the class are among them.
 *
 * @param node  Where to start.
 * @returns Node numbers, ascending.
 * Source: Jaber, Zhang & Bareinboim 2018, "Causal identification under Markov equivalence" (possible c-components).
 */
export function possibleComponent(graph: Pag, node: number): number[] {
	const isHidden = (a: number, b: number): boolean => !isVisibleEdge(graph, a, b) && !isVisibleEdge(graph, b, a);
	const found = new Set([node]);
	// Nodes that were reached with an arrow: the only ones that a path may go on from. A walk that comes back to such a node could have gone on
	// from it at once, so walks find what paths find.
	const reached = new Set<number>();
	const queue: number[] = [];
	const visit = (from: number, to: number): void => {
		if (!isHidden(from, to)) return;
		found.add(to);
		if (to === node || reached.has(to) || graph.mark(from, to) !== Mark.arrow) return;
		reached.add(to);
		queue.push(to);
	};
	for (const next of graph.neighbours(node)) visit(node, next);
	for (const collider of queue) {
		for (const next of graph.neighbours(collider)) {
			if (graph.mark(next, collider) === Mark.arrow) visit(collider, next);
		}
	}
	return [...found].sort((a, b) => a - b);
}

/** The nodes that paths of edges with the same mark at both ends join to each node; ascending lists, ordered by their first node. */
function joinedBy(graph: Pag, mark: 1 | 2): number[][] {
	const parts: number[][] = [];
	const seen = new Set<number>();
	for (let first = 0; first < graph.nodeCount; first++) {
		if (seen.has(first)) continue;
		seen.add(first);
		const part = [first];
		for (const node of part) {
			for (const next of graph.neighbours(node)) {
				if (seen.has(next) || graph.mark(node, next) !== mark || graph.mark(next, node) !== mark) continue;
				seen.add(next);
				part.push(next);
			}
		}
		parts.push(part.sort((a, b) => a - b));
	}
	return parts;
}

/**
 * Circle components ("buckets"): nodes that paths of o-o edges join. Every node is in exactly one.
 * Source: Jaber, Zhang & Bareinboim 2018.
 */
export function circleComponents(graph: Pag): number[][] {
	return joinedBy(graph, Mark.circle);
}

/**
 * Definite c-components: nodes that paths of ↔ edges join. Every node is in exactly one.
 * Source: Jaber, Zhang & Bareinboim 2018.
 */
export function definiteComponents(graph: Pag): number[][] {
	return joinedBy(graph, Mark.arrow);
}

/**
 * The region of a set: all circle components that share a node with the possible c-component of one of its nodes.
 *
 * @returns Node numbers, ascending.
 * Source: Jaber, Zhang & Bareinboim 2019, "Causal identification under Markov equivalence: completeness results" (regions).
 */
export function regionOf(graph: Pag, nodes: readonly number[]): number[] {
	const inside = new Set(nodes.flatMap((node) => possibleComponent(graph, node)));
	return circleComponents(graph)
		.filter((part) => part.some((node) => inside.has(node)))
		.flat()
		.sort((a, b) => a - b);
}
