// Golden values of an independent program (CPython reference on problems of up to 8 nodes, where its order is ascending).
import { expect, test } from "vitest";
import { correlationTest } from "./correlation-test.js";
import { explain } from "./explanation.js";
import { icd } from "./icd.js";
import { orderedIcd } from "./ordered-icd.js";
import type { NestedPdsTree } from "./pds-tree.js";
import { nestTree } from "./pds-tree.js";
import type { Discovery } from "./search.js";
import { eightNodes, sixNodes } from "./test-data/closed-form.js";

/** Separating sets as "xy:z", the empty ones left out. */
function nonEmptySets({ separatingSets }: Discovery): string {
	return separatingSets
		.entries()
		.filter(({ given }) => given.length > 0)
		.map(({ x, y, given }) => `${x}${y}:${given.join("")}`)
		.join(" ");
}

/** A tree as "4(2,3)". */
function drawTree(tree: NestedPdsTree): string {
	return tree.node + (tree.children.length > 0 ? `(${tree.children.map(drawTree).join(",")})` : "");
}

const sixTest = (alpha: number) => correlationTest({ correlation: sixNodes, nodeCount: 6, sampleCount: 128, alpha });
const eightTest = (alpha: number) =>
	correlationTest({ correlation: eightNodes, nodeCount: 8, sampleCount: 128, alpha });

test("the correlation of the first closed form", () => {
	expect(sixNodes[0 * 6 + 1]).toBeCloseTo(0.447214, 6);
	expect(sixNodes[1 * 6 + 3]).toBeCloseTo(0.952029, 6);
	expect(sixNodes[2 * 6 + 4]).toBeCloseTo(0.917305, 6);
});

test("six nodes at 1e-2", () => {
	const found = orderedIcd(sixTest(1e-2));
	expect(found.testsBySize).toEqual([15, 17, 1]);
	expect(found.graph.toMatrix()).toEqual([
		[0, 2, 0, 0, 0, 2],
		[1, 0, 2, 2, 0, 0],
		[0, 3, 0, 2, 2, 0],
		[0, 2, 2, 0, 0, 0],
		[0, 0, 3, 0, 0, 2],
		[1, 0, 0, 0, 2, 0],
	]);
	expect(explain(found.graph, 5, 3).nodes).toEqual([0, 2, 4]);
	expect(found.stoppedBy).toBeUndefined();
});

test("six nodes at 1e-5", () => {
	const found = orderedIcd(sixTest(1e-5));
	expect(found.testsBySize).toEqual([15, 6]);
	expect(found.graph.toMatrix()).toEqual([
		[0, 2, 0, 0, 0, 0],
		[1, 0, 2, 2, 0, 0],
		[0, 2, 0, 2, 2, 0],
		[0, 2, 1, 0, 0, 0],
		[0, 0, 3, 0, 0, 2],
		[0, 0, 0, 0, 2, 0],
	]);
	const explanation = explain(found.graph, 5, 3);
	expect(explanation.nodes).toEqual([2, 4]);
	expect(explanation.byRadius).toEqual([[4], [2, 4], [2, 4]]);
	expect(drawTree(nestTree(explanation.tree))).toBe("5(4(2))");
});

test("six nodes by ICD with selection bias at 1e-2", () => {
	const found = icd(sixTest(1e-2), { selectionBias: true });
	expect(found.testsBySize).toEqual([15, 34]);
	expect(found.graph.toMatrix()).toEqual([
		[0, 2, 0, 0, 0, 2],
		[1, 0, 0, 1, 0, 0],
		[0, 0, 0, 1, 2, 0],
		[0, 2, 1, 0, 0, 0],
		[0, 0, 1, 0, 0, 2],
		[1, 0, 0, 0, 2, 0],
	]);
});

test("eight nodes at 1e-2", () => {
	const found = orderedIcd(eightTest(1e-2));
	expect(found.testsBySize).toEqual([28, 52, 1]);
	expect(nonEmptySets(found)).toBe("04:2 05:2 14:2 16:2 17:4 25:4 26:4 34:2 35:4 36:4 37:5 46:5 57:4");
	const explanation = explain(found.graph, 7, 3);
	expect(explanation.nodes).toEqual([0, 1, 2, 3, 4, 5, 6]);
	expect(drawTree(nestTree(explanation.tree))).toBe("7(0(2),2(1(5),3,4),4,6(5(4)))");
});

test("eight nodes at 1e-5", () => {
	const found = orderedIcd(eightTest(1e-5));
	expect(found.testsBySize).toEqual([28, 25]);
	expect(explain(found.graph, 7, 3).nodes).toEqual([0, 2, 4]);
});
