import { expect, test } from "vitest";
import { icd } from "./icd.js";
import { orderedIcd } from "./ordered-icd.js";
import { nestTree, pdsTree } from "./pds-tree.js";
import { dSeparationTest } from "./test-data/d-separation-test.js";
import type { LatentDag } from "./test-data/dag.js";

// 0→1, 0→2, 2→3, 1→4, a latent parent 5 of 1 and 3, a latent parent 6 of 2 and 4. Values of the reference's notebooks.
const dag: LatentDag = {
	observed: 5,
	nodeCount: 7,
	edges: [
		[0, 1],
		[0, 2],
		[2, 3],
		[1, 4],
		[5, 1],
		[5, 3],
		[6, 2],
		[6, 4],
	],
};
const marks = [
	[0, 2, 2, 0, 0],
	[1, 0, 0, 2, 2],
	[1, 0, 0, 2, 2],
	[0, 2, 3, 0, 0],
	[0, 3, 2, 0, 0],
];
const sets = [
	{ x: 0, y: 3, given: [2] },
	{ x: 0, y: 4, given: [1] },
	{ x: 1, y: 2, given: [0] },
	{ x: 3, y: 4, given: [0, 1, 2] },
];

test("ICD: 38 tests", () => {
	const found = icd(dSeparationTest(dag), { selectionBias: true });
	expect(found.testsBySize).toEqual([10, 24, 3, 1]);
	expect(found.graph.toMatrix()).toEqual(marks);
	expect(found.separatingSets.entries()).toEqual(sets);
});

test("ordered ICD: 26 tests", () => {
	const found = orderedIcd(dSeparationTest(dag));
	expect(found.testsBySize).toEqual([10, 13, 2, 1]);
	expect(found.graph.toMatrix()).toEqual(marks);
	expect(found.separatingSets.entries()).toEqual(sets);
});

test("the tree of node 4", () => {
	const { graph } = orderedIcd(dSeparationTest(dag));
	expect(nestTree(pdsTree(graph, 4, { maxDepth: 3 }))).toEqual({
		node: 4,
		children: [
			{ node: 1, children: [] },
			{ node: 2, children: [{ node: 0, children: [] }] },
		],
	});
});
