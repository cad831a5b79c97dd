import { describe, expect, test } from "vitest";
import { bitsToList } from "./bit-set.js";
import { Pag } from "./pag.js";
import { draw, graphOf } from "./test-data/drawing.js";

// All six kinds of edges, over two words of bits.
const six = "0 o-o 1, 1 o-> 2, 2 --o 3, 3 --> 40, 4 <-> 40, 0 --- 40";

test("mark matrix, copy and drawing tell the same graph", () => {
	const graph = graphOf(41, six);
	expect(draw(Pag.fromMatrix(graph.toMatrix()))).toBe(draw(graph));
	expect(draw(graph.copy())).toBe(draw(graph));
	expect(draw(graph)).toBe("0 o-o 1, 0 --- 40, 1 o-> 2, 2 --o 3, 3 --> 40, 4 <-> 40");
	expect(graph.edges()).toHaveLength(6);
});

test("neighbours by mark, on both sides, follow every change", () => {
	const graph = graphOf(41, six);
	expect(graph.neighbours(40)).toEqual([0, 3, 4]);
	expect(bitsToList(graph.near[2], 40 * graph.words, graph.words)).toEqual([3, 4]);
	expect(bitsToList(graph.far[3], 40 * graph.words, graph.words)).toEqual([0, 3]);
	graph.setMark(40, 3, 2);
	expect(bitsToList(graph.far[3], 40 * graph.words, graph.words)).toEqual([0]);
	expect(bitsToList(graph.far[2], 40 * graph.words, graph.words)).toEqual([3, 4]);
	graph.disconnect(40, 3);
	expect(graph.neighbours(40)).toEqual([0, 4]);
	expect(bitsToList(graph.near[2], 40 * graph.words, graph.words)).toEqual([4]);
	expect(graph.adjacent(3, 40)).toBe(false);
});

test("parents and colliders", () => {
	const graph = graphOf(4, "0 --> 1, 1 <-> 2, 2 o-o 3, 1 o-o 3");
	expect([graph.isParent(0, 1), graph.isParent(1, 0), graph.isParent(1, 2)]).toEqual([true, false, false]);
	expect([graph.isPossibleParent(2, 3), graph.isPossibleParent(2, 1), graph.isPossibleParent(0, 3)]).toEqual([
		true,
		false,
		false,
	]);
	expect(graph.isCollider(0, 1, 2)).toBe(true);
	expect(graph.isPossibleCollider(0, 1, 2)).toBe(true);
	expect(graph.isPossibleCollider(0, 1, 3)).toBe(false);
	// A triangle counts, whatever its marks.
	expect(graph.isPossibleCollider(2, 3, 1)).toBe(true);
	expect(graph.isPossibleCollider(2, 3, 2)).toBe(false);
});

test("possible ancestors of seven nodes, all of them and within a set", () => {
	// 0 → 1 o→ 2 and 3 o-o 1; 4 ↔ 2 is no way to 2; 5 — 6 o-o 2: 6 may cause 2, 5 — 6 has a tail at 6, so 5 is no possible parent.
	const graph = graphOf(7, "0 --> 1, 1 o-> 2, 1 o-o 3, 2 <-> 4, 5 --- 6, 2 o-o 6");
	const list = (node: number, allowed?: number[]) =>
		bitsToList(
			graph.possibleAncestors(
				node,
				allowed && Int32Array.of(allowed.reduce((word, member) => word | (1 << member), 0)),
			),
			0,
			1,
		);
	expect(list(2)).toEqual([0, 1, 3, 6]);
	expect(list(2, [0, 3, 6])).toEqual([6]);
	expect(list(3)).toEqual([0, 1]);
	expect(list(0)).toEqual([]);
	expect(list(4)).toEqual([]);
	// 2 o-o 6 leads from 1 on to 6.
	expect(list(6)).toEqual([0, 1, 2, 3]);
});

describe("bad input", () => {
	test.each([
		["not square", () => Pag.fromMatrix([[0, 1]]), "shape-mismatch"],
		[
			"one end only",
			() =>
				Pag.fromMatrix([
					[0, 1],
					[0, 0],
				]),
			"invalid-argument",
		],
		["a loop", () => Pag.fromMatrix([[1]]), "invalid-argument"],
		[
			"an unknown mark",
			() =>
				Pag.fromMatrix([
					[0, 4],
					[4, 0],
				]),
			"invalid-argument",
		],
		["a mark without an edge", () => new Pag(2).setMark(0, 1, 2), "invalid-argument"],
		["a negative size", () => new Pag(-1), "invalid-argument"],
	])("%s", (_, act, code) => {
		expect(act).toThrowError(expect.objectContaining({ code }));
	});
});
