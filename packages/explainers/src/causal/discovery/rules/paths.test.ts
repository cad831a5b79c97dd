import { describe, expect, test } from "vitest";
import { Mark, type Pag } from "../pag.js";
import { graphOf } from "../test-data/drawing.js";
import { discriminatingPath } from "./discriminating-path.js";
import { uncoveredPath } from "./uncovered-path.js";

const always = (): boolean => true;
const find = (
	graph: Pag,
	start: number,
	second: number,
	end: number,
	step: (a: number, b: number) => boolean = always,
) => uncoveredPath(graph, { start, second, end, step }, { pathSteps: 1000 });

describe("uncovered paths", () => {
	test("a chain is one", () => {
		expect(find(graphOf(4, "0 o-o 1, 1 o-o 2, 2 o-o 3"), 0, 1, 3)).toEqual([0, 1, 2, 3]);
	});
	test("a chord covers its triple", () => {
		expect(find(graphOf(4, "0 o-o 1, 1 o-o 2, 2 o-o 3, 0 o-o 2"), 0, 1, 3)).toBeUndefined();
		expect(find(graphOf(4, "0 o-o 1, 1 o-o 2, 2 o-o 3, 1 o-o 3"), 0, 1, 3)).toEqual([0, 1, 3]);
	});
	test("a chord between nodes further apart does not", () => {
		expect(find(graphOf(4, "0 o-o 1, 1 o-o 2, 2 o-o 3, 0 o-o 3"), 0, 1, 3)).toEqual([0, 1, 2, 3]);
	});
	test("a dead end is left again", () => {
		expect(find(graphOf(5, "0 o-o 1, 1 o-o 2, 1 o-o 3, 3 o-o 4"), 0, 1, 4)).toEqual([0, 1, 3, 4]);
	});
	test("the step condition is asked of every step, the first included", () => {
		const graph = graphOf(3, "0 o-> 1, 1 <-> 2");
		expect(find(graph, 0, 1, 2, (a, b) => graph.isPossibleParent(a, b))).toBeUndefined();
		expect(find(graph, 2, 1, 0, (a, b) => graph.isPossibleParent(a, b))).toBeUndefined();
		expect(find(graphOf(2, "0 <-> 1"), 0, 1, 1, () => false)).toBeUndefined();
	});
	test("one edge is a path", () => {
		expect(find(graphOf(2, "0 o-o 1"), 0, 1, 1)).toEqual([0, 1]);
		expect(find(graphOf(3, "0 o-o 1"), 0, 2, 2)).toBeUndefined();
	});
});

test("a discriminating path appears when one mark is flipped", () => {
	// 0 *→ 4, 4 → 3, 1 → 3: with a circle at 4 on 4-1, node 4 is no collider between 0 and 1.
	const graph = graphOf(5, "0 o-> 4, 1 <-o 4, 3 <-- 4, 1 --> 3, 1 <-o 2, 2 o-> 3");
	expect(discriminatingPath(graph, 1, 2, 3)).toBeUndefined();
	graph.setMark(1, 4, Mark.arrow);
	expect(discriminatingPath(graph, 1, 2, 3)).toEqual([0, 4, 1, 2, 3]);
	// A node of the path that is no parent of 3 breaks it.
	graph.connect(4, 3, Mark.arrow, Mark.arrow);
	expect(discriminatingPath(graph, 1, 2, 3)).toBeUndefined();
});
