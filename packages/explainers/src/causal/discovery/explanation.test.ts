import { describe, expect, test } from "vitest";
import { correlationTest } from "./correlation-test.js";
import { explain, searchExplanations } from "./explanation.js";
import { aggregateWeights, headImportance, tokenWeights } from "./importance.js";
import { compareLists, legalSets } from "./legal-sets.js";
import { Pag } from "./pag.js";
import { reachByPaths, reachInTree } from "./pds-reach.js";
import { nestTree, pdsTree, treeMembers } from "./pds-tree.js";
import { subsetsOf } from "./test-data/ancestral-graph.js";
import { eightNodes } from "./test-data/closed-form.js";
import { seededRandom } from "./test-data/dag.js";
import { graphOf } from "./test-data/drawing.js";

/** A graph with random edges and marks. */
function randomGraph(seed: number, nodeCount: number): Pag {
	const random = seededRandom(seed);
	const graph = new Pag(nodeCount);
	const mark = () => (1 + Math.floor(random() * 3)) as 1 | 2 | 3;
	for (let a = 0; a < nodeCount; a++) {
		for (let b = a + 1; b < nodeCount; b++) if (random() < 0.5) graph.connect(a, b, mark(), mark());
	}
	return graph;
}

/** All simple possible-d-separation paths from a root, as lists without the root. */
function pdsPaths(graph: Pag, path: readonly number[], found: number[][] = []): number[][] {
	for (const next of graph.neighbours(path[path.length - 1])) {
		if (path.includes(next)) continue;
		if (path.length > 1 && !graph.isPossibleCollider(path[path.length - 2], path[path.length - 1], next)) continue;
		found.push([...path.slice(1), next]);
		pdsPaths(graph, [...path, next], found);
	}
	return found;
}

describe("legal sets", () => {
	test("by paths: exactly the sets of which each node ends a path within the set, each once, in order", () => {
		for (let seed = 1; seed <= 40; seed++) {
			const graph = randomGraph(seed, 7);
			const paths = pdsPaths(graph, [0]);
			for (let size = 1; size <= 4; size++) {
				const expected = subsetsOf([1, 2, 3, 4, 5, 6])
					.filter((set) => set.length === size)
					.filter((set) =>
						set.every((z) => paths.some((path) => path.at(-1) === z && path.every((node) => set.includes(node)))),
					)
					.map((nodes) => {
						const nearest = (z: number) =>
							Math.min(...paths.filter((path) => path.at(-1) === z).map((path) => path.length));
						return { nodes, distance: nodes.reduce((sum, z) => sum + nearest(z), 0) };
					})
					.sort((a, b) => a.distance - b.distance || compareLists(a.nodes, b.nodes));
				const found = legalSets(reachByPaths(graph, 0, size), size, 7);
				expect(found.sets).toEqual(expected);
				expect(found.isComplete).toBe(true);
			}
		}
	});

	test("by the tree: exactly the sets closed under one chain of occurrences for each node", () => {
		for (let seed = 1; seed <= 40; seed++) {
			const graph = randomGraph(seed, 7);
			const tree = pdsTree(graph, 0);
			const isReached = (set: readonly number[], i: number): boolean =>
				i === 0 || (set.includes(tree.nodes[i]) && isReached(set, tree.parents[i]));
			for (let size = 1; size <= 6; size++) {
				const expected = subsetsOf([1, 2, 3, 4, 5, 6])
					.filter((set) => set.length === size)
					.filter((set) => set.every((z) => tree.nodes.some((node, i) => node === z && isReached(set, i))));
				const found = legalSets(reachInTree(tree, 7), size, 7).sets.map((set) => set.nodes);
				expect([...found].sort(compareLists)).toEqual(expected.sort(compareLists));
			}
		}
	});

	test("blocked nodes are in no set; a limit is told", () => {
		const graph = Pag.complete(6);
		const reach = reachByPaths(graph, 0, 2);
		const { sets } = legalSets(reach, 2, 6, { blocked: Int32Array.of(0b001010) });
		expect(sets.map((set) => set.nodes)).toEqual([
			[2, 4],
			[2, 5],
			[4, 5],
		]);
		expect(legalSets(reach, 2, 6, { limit: 3 })).toMatchObject({ isComplete: false, sets: { length: 3 } });
	});
});

test("a tree uses every edge once, and may meet its root again", () => {
	// Triangle 0, 1, 2 at the root 0: 1 and 2 at depth 1; the edge 1-2 goes under 1.
	expect(nestTree(pdsTree(graphOf(3, "0 o-o 1, 0 o-o 2, 1 o-o 2"), 0))).toEqual({
		node: 0,
		children: [
			{ node: 1, children: [{ node: 2, children: [] }] },
			{ node: 2, children: [] },
		],
	});
	// 0 o-> 1 <-o 2: a collider leads on, a chain does not.
	expect(treeMembers(pdsTree(graphOf(3, "0 o-> 1, 1 <-o 2"), 0))).toEqual([1, 2]);
	expect(treeMembers(pdsTree(graphOf(3, "0 o-> 1, 1 o-o 2"), 0))).toEqual([1]);
	expect(treeMembers(pdsTree(graphOf(3, "0 o-> 1, 1 <-o 2"), 0, { maxDepth: 1 }))).toEqual([1]);
	expect(treeMembers(pdsTree(graphOf(3, "0 o-> 1, 1 <-o 2"), 0, { allowed: Int32Array.of(0b010) }))).toEqual([1]);
});

describe("explanations", () => {
	const graph = graphOf(5, "0 o-> 1, 1 <-o 2, 2 o-> 4, 1 <-> 4, 3 o-> 4");
	// Around 4: 1, 2, 3 at depth 1; below 1, a collider between 4 and 0: 0, and 2 by the triangle.
	test("by radius", () => {
		expect(explain(graph, 4, 2).byRadius).toEqual([
			[1, 2, 3],
			[0, 1, 2, 3],
		]);
		expect(() => explain(graph, 5, 2)).toThrowError(expect.objectContaining({ code: "invalid-argument" }));
		expect(() => explain(graph, 4, 0)).toThrowError(expect.objectContaining({ code: "invalid-argument" }));
	});

	test("minimal: all hits of the first size with a hit, in batches", async () => {
		const batches: number[] = [];
		const found = await searchExplanations(
			graph,
			4,
			(sets) => {
				batches.push(sets.length);
				return sets.map((set) => set.includes(2) && (set.includes(1) || set.includes(3)));
			},
			{ batchSize: 2 },
		);
		expect(found.explanations).toEqual([
			[1, 2],
			[2, 3],
		]);
		expect(found.isComplete).toBe(true);
		expect(batches.every((size) => size <= 2)).toBe(true);
		expect(batches.reduce((sum, size) => sum + size, 0)).toBe(found.tested);
	});

	test("all sizes, excluded nodes, bounds, abort", async () => {
		const hit = (sets: readonly (readonly number[])[]) => sets.map((set) => set.includes(3));
		const every = await searchExplanations(graph, 4, hit, { minimal: false, excluded: [0, 1] });
		expect(every.explanations).toEqual([[3], [2, 3]]);
		const cut = await searchExplanations(graph, 4, (sets) => sets.map(() => false), { maxSets: 5 });
		expect(cut).toMatchObject({ tested: 5, isComplete: false, explanations: [] });
		const small = await searchExplanations(graph, 4, (sets) => sets.map(() => false), { maxSize: 1 });
		expect(small).toMatchObject({ tested: 3, isComplete: false });
		await expect(searchExplanations(graph, 4, () => [])).rejects.toMatchObject({ code: "invalid-argument" });
		const signal = AbortSignal.abort();
		await expect(searchExplanations(graph, 4, hit, { signal })).rejects.toMatchObject({ name: "AbortError" });
	});
});

test("head importance is the ratio of the largest weights", () => {
	expect(headImportance([0.5, 0.1, 0.3, 0.2, 0.15], [1, 2], [3, 4])).toBeCloseTo(1.5, 12);
	expect(headImportance([0.5], [], [0])).toBe(0);
	expect(headImportance([0.5, 0], [0], [1])).toBe(Number.POSITIVE_INFINITY);
});

test("token weights are 1 - p, and never NaN", () => {
	const measured = correlationTest({ correlation: eightNodes, nodeCount: 8, sampleCount: 128, alpha: 1e-2 });
	const weights = tokenWeights(measured, 7, [0, 2, 4]);
	expect(weights).toEqual([
		1 - measured.pValue(0, 7, [2, 4]),
		1 - measured.pValue(2, 7, [0, 4]),
		1 - measured.pValue(4, 7, [0, 2]),
	]);
	expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
	const few = correlationTest({ correlation: eightNodes, nodeCount: 8, sampleCount: 4 });
	expect(tokenWeights(few, 7, [0, 2, 4])).toEqual([0, 0, 0]);
});

test("the aggregate weighs heads by importance", () => {
	const sums = aggregateWeights([
		{ importance: 2, positions: [5, 3], weights: [0.5, 1] },
		{ importance: 1, positions: [5], weights: [0.25] },
		{ importance: Number.POSITIVE_INFINITY, positions: [3], weights: [1] },
	]);
	expect([...sums]).toEqual([
		[3, 2],
		[5, 1.25],
	]);
});
