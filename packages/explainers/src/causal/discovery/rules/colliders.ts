import { hasBit, lowestBit } from "../bit-set.js";
import { Mark, type Pag } from "../pag.js";
import type { Rule } from "./rule.js";

/**
 * R0: `x *-* z *-* y`, x and y not adjacent, z not in sep(x, y): arrows at z on both edges.
 * Source: Zhang 2008, section 3.1 (F2 of FCI).
 */
export const r0: Rule = (graph, { separatingSets }) => {
	let changed = false;
	const w = graph.words;
	for (let z = 0; z < graph.nodeCount; z++) {
		const row = z * w;
		for (let i = 0; i < w; i++) {
			for (let first = graph.adjacency[row + i]; first !== 0; first &= first - 1) {
				const x = i * 32 + lowestBit(first);
				// The other neighbours of z that are not adjacent to x, above x.
				for (let k = i; k < w; k++) {
					let second = graph.adjacency[row + k] & ~graph.adjacency[x * w + k];
					if (k === i) second &= ~((2 << (x & 31)) - 1);
					for (; second !== 0; second &= second - 1) {
						const y = k * 32 + lowestBit(second);
						if (graph.isCollider(x, z, y) || separatingSets.get(x, y).includes(z)) continue;
						graph.setMark(x, z, Mark.arrow);
						graph.setMark(y, z, Mark.arrow);
						changed = true;
					}
				}
			}
		}
	}
	return changed;
};

/** R1: `a *→ b o-* c`, a and c not adjacent: `b → c`, else b were a collider that R0 had found. */
export const r1: Rule = (graph) => {
	let changed = false;
	const w = graph.words;
	forEachEnd(graph, Mark.circle, (c, b) => {
		for (let k = 0; k < w; k++) {
			let from = graph.near[Mark.arrow][b * w + k] & ~graph.adjacency[c * w + k];
			if (c >>> 5 === k) from &= ~(1 << (c & 31));
			if (from === 0) continue;
			graph.connect(b, c, Mark.tail, Mark.arrow);
			changed = true;
			return;
		}
	});
	return changed;
};

/** R2: `a → b *→ c` or `a *→ b → c`, and `a *-o c`: arrow at c, as a tail there would close a directed cycle. */
export const r2: Rule = (graph) => {
	let changed = false;
	const w = graph.words;
	const { near, far } = graph;
	forEachEnd(graph, Mark.circle, (a, c) => {
		for (let k = 0; k < w; k++) {
			const i = a * w + k;
			const j = c * w + k;
			const reached = far[Mark.arrow][i] & near[Mark.arrow][j];
			// A tail at a on a-b, or a tail at b on b-c.
			if ((reached & (near[Mark.tail][i] | far[Mark.tail][j])) === 0) continue;
			graph.setMark(a, c, Mark.arrow);
			changed = true;
			return;
		}
	});
	return changed;
};

/** R3: `a *→ b ←* c`, `a *-o d o-* c`, a and c not adjacent, `d *-o b`: arrow at b on d-b. */
export const r3: Rule = (graph) => {
	let changed = false;
	const w = graph.words;
	const sides = new Int32Array(w);
	forEachEnd(graph, Mark.circle, (d, b) => {
		for (let k = 0; k < w; k++) sides[k] = graph.near[Mark.arrow][b * w + k] & graph.near[Mark.circle][d * w + k];
		if (!hasNonAdjacentPair(graph, sides)) return;
		graph.setMark(d, b, Mark.arrow);
		changed = true;
	});
	return changed;
};

/** Calls `visit(a, b)` for each edge a-b that has `mark` at b, b ascending, then a; marks that change meanwhile are skipped. */
export function forEachEnd(graph: Pag, mark: 1 | 2 | 3, visit: (a: number, b: number) => void): void {
	const w = graph.words;
	for (let b = 0; b < graph.nodeCount; b++) {
		for (let k = 0; k < w; k++) {
			for (let word = graph.near[mark][b * w + k]; word !== 0; word &= word - 1) {
				const a = k * 32 + 31 - Math.clz32(word & -word);
				if (graph.mark(a, b) === mark) visit(a, b);
			}
		}
	}
}

/** True if two nodes of the set are not adjacent. */
function hasNonAdjacentPair(graph: Pag, set: Int32Array): boolean {
	for (let a = 0; a < graph.nodeCount; a++) {
		if (!hasBit(set, 0, a)) continue;
		for (let k = 0; k < graph.words; k++) {
			let rest = set[k] & ~graph.adjacency[a * graph.words + k];
			if (a >>> 5 === k) rest &= ~(1 << (a & 31));
			if (rest !== 0) return true;
		}
	}
	return false;
}
