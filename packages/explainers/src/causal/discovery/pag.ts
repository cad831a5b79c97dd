import { LvlmError } from "@lvlm-interpret/core";
import { bitsToList, clearBit, forEachBit, setBit, wordCount } from "./bit-set.js";

/** The mark at one end of an edge. `none` means that there is no edge. */
export const Mark = { none: 0, circle: 1, arrow: 2, tail: 3 } as const;
/** One of the values of {@link Mark}. */
export type EndMark = 0 | 1 | 2 | 3;

/** One edge, `from < to`, with the mark at either end. */
export interface PagEdge {
	readonly from: number;
	readonly to: number;
	readonly markAtFrom: EndMark;
	readonly markAtTo: EndMark;
}

/**
 * A partial ancestral graph over the nodes `0 .. nodeCount - 1`: an edge has a circle, an arrow or a tail at either end.
 *
 * Marks are kept twice: as a matrix for look-up, and as bit sets for the rules. With `m` a mark,
 * `near[m]` holds for each node `v` the neighbours `u` whose edge has `m` **at v**; `far[m]` those whose edge has `m` **at u**.
 *
 * Source: Zhang 2008, "On the completeness of orientation rules for causal discovery in the presence of latent confounders
 * and selection bias", section 2. Adjacency coding as in IntelLabs/causality-lab (Apache-2.0).
 */
export class Pag {
	readonly nodeCount: number;
	/** Words per bit set. */
	readonly words: number;
	/** Bit sets of the neighbours: the set of node `v` starts at word `v * words`. Read only. */
	readonly adjacency: Int32Array;
	/** By mark: neighbours whose edge has that mark at this node. Read only. */
	readonly near: readonly Int32Array[];
	/** By mark: neighbours whose edge has that mark at the neighbour. Read only. */
	readonly far: readonly Int32Array[];
	// marks[a * n + b] is the mark at b of the edge a-b.
	private readonly marks: Uint8Array;

	/** A graph without edges. */
	constructor(nodeCount: number) {
		if (!Number.isInteger(nodeCount) || nodeCount < 0) {
			throw new LvlmError("invalid-argument", `A graph cannot have ${nodeCount} nodes.`, {
				name: "nodeCount",
				expected: "a whole number, 0 or more",
				actual: String(nodeCount),
			});
		}
		this.nodeCount = nodeCount;
		this.words = wordCount(nodeCount);
		const size = nodeCount * this.words;
		this.marks = new Uint8Array(nodeCount * nodeCount);
		this.adjacency = new Int32Array(size);
		this.near = [0, 1, 2, 3].map(() => new Int32Array(size));
		this.far = [0, 1, 2, 3].map(() => new Int32Array(size));
	}

	/** The complete graph, every end with a circle. */
	static complete(nodeCount: number): Pag {
		const graph = new Pag(nodeCount);
		for (let a = 0; a < nodeCount; a++) for (let b = a + 1; b < nodeCount; b++) graph.connect(a, b, 1, 1);
		return graph;
	}

	/**
	 * The graph of a mark matrix.
	 *
	 * @param matrix  `matrix[a][b]` is the mark at `b` of the edge a-b: 0 none, 1 circle, 2 arrow, 3 tail.
	 * @throws {LvlmError} "shape-mismatch" if it is not square; "invalid-argument" if only one end of an edge has a mark.
	 */
	static fromMatrix(matrix: readonly ArrayLike<number>[]): Pag {
		const n = matrix.length;
		const graph = new Pag(n);
		for (let a = 0; a < n; a++) {
			if (matrix[a].length !== n) {
				throw new LvlmError(
					"shape-mismatch",
					`Row ${a} of the mark matrix has ${matrix[a].length} entries, not ${n}.`,
					{
						name: "matrix",
						expected: `[${n}, ${n}]`,
						actual: `row of ${matrix[a].length}`,
					},
				);
			}
			for (let b = 0; b < n; b++) {
				const mark = matrix[a][b];
				const other = matrix[b][a];
				if (![0, 1, 2, 3].includes(mark) || (mark === 0) !== (other === 0) || (a === b && mark !== 0)) {
					throw new LvlmError("invalid-argument", `The marks of the edge ${a}-${b} are ${other} and ${mark}.`, {
						name: "matrix",
						expected: "0 at both ends, or 1 to 3 at both; 0 on the diagonal",
						actual: `${other}, ${mark}`,
					});
				}
				if (a < b && mark !== 0) graph.connect(a, b, other as EndMark, mark as EndMark);
			}
		}
		return graph;
	}

	/** Adds the edge a-b, or changes both of its marks. */
	connect(a: number, b: number, markAtA: EndMark, markAtB: EndMark): void {
		setBit(this.adjacency, a * this.words, b);
		setBit(this.adjacency, b * this.words, a);
		this.writeMark(b, a, markAtA);
		this.writeMark(a, b, markAtB);
	}

	/** Removes the edge a-b, if there is one. */
	disconnect(a: number, b: number): void {
		clearBit(this.adjacency, a * this.words, b);
		clearBit(this.adjacency, b * this.words, a);
		this.writeMark(a, b, 0);
		this.writeMark(b, a, 0);
	}

	/** Sets the mark at `b` of the existing edge a-b. */
	setMark(a: number, b: number, mark: 1 | 2 | 3): void {
		if (this.marks[a * this.nodeCount + b] === 0) {
			throw new LvlmError("invalid-argument", `There is no edge ${a}-${b} to mark.`, {
				name: "edge",
				expected: "an edge of the graph",
				actual: `${a}-${b}`,
			});
		}
		this.writeMark(a, b, mark);
	}

	private writeMark(a: number, b: number, mark: EndMark): void {
		const index = a * this.nodeCount + b;
		const old = this.marks[index];
		if (old === mark) return;
		if (old !== 0) {
			clearBit(this.near[old], b * this.words, a);
			clearBit(this.far[old], a * this.words, b);
		}
		if (mark !== 0) {
			setBit(this.near[mark], b * this.words, a);
			setBit(this.far[mark], a * this.words, b);
		}
		this.marks[index] = mark;
	}

	/** The mark at `b` of the edge a-b; 0 without an edge. */
	mark(a: number, b: number): EndMark {
		return this.marks[a * this.nodeCount + b] as EndMark;
	}

	/** True if there is an edge a-b. */
	adjacent(a: number, b: number): boolean {
		return this.marks[a * this.nodeCount + b] !== 0;
	}

	/** True for a → b: a tail at a, an arrow at b. */
	isParent(a: number, b: number): boolean {
		return this.mark(a, b) === Mark.arrow && this.mark(b, a) === Mark.tail;
	}

	/** True if a may be a parent of b: adjacent, no tail at b, no arrow at a. */
	isPossibleParent(a: number, b: number): boolean {
		const atB = this.mark(a, b);
		return atB !== Mark.none && atB !== Mark.tail && this.mark(b, a) !== Mark.arrow;
	}

	/** True if the edges of `x` and `y` both have an arrow at `middle`. */
	isCollider(x: number, middle: number, y: number): boolean {
		return this.mark(x, middle) === Mark.arrow && this.mark(y, middle) === Mark.arrow;
	}

	/** The step of a possible-d-separation path: both adjacent to `middle`, and a triangle or a collider. */
	isPossibleCollider(x: number, middle: number, y: number): boolean {
		if (x === y || !this.adjacent(x, middle) || !this.adjacent(y, middle)) return false;
		return this.adjacent(x, y) || this.isCollider(x, middle, y);
	}

	/** The neighbours of a node, ascending. */
	neighbours(node: number): number[] {
		return bitsToList(this.adjacency, node * this.words, this.words);
	}

	/**
	 * Nodes with a path of possible-parent steps to `node`, all of whose nodes lie in `allowed`. A node is not its own ancestor.
	 *
	 * @param allowed  Bit set of the nodes that may be used; all when left out. `node` itself need not be in it.
	 * @param out  Bit set that takes the result; a new one when left out.
	 * @returns A bit set of `words` words.
	 */
	possibleAncestors(node: number, allowed?: Int32Array, out: Int32Array = new Int32Array(this.words)): Int32Array {
		out.fill(0);
		const queue = [node];
		for (let head = 0; head < queue.length; head++) {
			const child = queue[head];
			const row = child * this.words;
			for (let w = 0; w < this.words; w++) {
				// Possible parents: no tail at the child, no arrow at the parent.
				let fresh = (this.near[1][row + w] | this.near[2][row + w]) & ~this.far[2][row + w] & ~out[w];
				if (allowed) fresh &= allowed[w];
				if (node >>> 5 === w) fresh &= ~(1 << (node & 31));
				out[w] |= fresh;
				for (; fresh !== 0; fresh &= fresh - 1) queue.push(w * 32 + 31 - Math.clz32(fresh & -fresh));
			}
		}
		return out;
	}

	/** Gives every end the mark that `markAt(a, b)` names for the end at `b` of the edge a-b. */
	resetMarks(markAt: (a: number, b: number) => 1 | 2 | 3): void {
		for (let a = 0; a < this.nodeCount; a++) {
			forEachBit(this.adjacency, a * this.words, this.words, (b) => this.writeMark(a, b, markAt(a, b)));
		}
	}

	/** All edges, ascending by `from`, then `to`. */
	edges(): PagEdge[] {
		const edges: PagEdge[] = [];
		for (let from = 0; from < this.nodeCount; from++) {
			for (const to of this.neighbours(from)) {
				if (from < to) edges.push({ from, to, markAtFrom: this.mark(to, from), markAtTo: this.mark(from, to) });
			}
		}
		return edges;
	}

	/** The mark matrix: `[a][b]` is the mark at `b` of the edge a-b. Inverse of {@link Pag.fromMatrix}. */
	toMatrix(): number[][] {
		const n = this.nodeCount;
		return Array.from({ length: n }, (_, a) => Array.from(this.marks.subarray(a * n, a * n + n)));
	}

	/** A graph of its own with the same edges and marks. */
	copy(): Pag {
		const graph = new Pag(this.nodeCount);
		for (const edge of this.edges()) graph.connect(edge.from, edge.to, edge.markAtFrom, edge.markAtTo);
		return graph;
	}
}
