import { describe, expect, test } from "vitest";
import { icd } from "./icd.js";
import { type IndependenceTest, restrictTest } from "./independence-test.js";
import { orderedIcd } from "./ordered-icd.js";
import type { Pag } from "./pag.js";
import { ancestralGraphOf, isMSeparated, subsetsOf } from "./test-data/ancestral-graph.js";
import { dSeparationTest } from "./test-data/d-separation-test.js";
import { isDSeparated, type LatentDag, randomLatentDag, seededRandom } from "./test-data/dag.js";

const all = { maxCondSize: 20 };
const graphs = Array.from({ length: 240 }, (_, seed) =>
	randomLatentDag(seed + 1, 6 + (seed % 4), 2 + (seed % 3), 0.2 + 0.1 * (seed % 3)),
);

const skeleton = (graph: Pag): string =>
	graph
		.edges()
		.map(({ from, to }) => `${from}-${to}`)
		.join(" ");

/** Marks of `learned` other than circles that are not those of `truth`. */
function wrongMarks(learned: Pag, truth: Pag): string[] {
	const wrong: string[] = [];
	for (let a = 0; a < learned.nodeCount; a++) {
		for (const b of learned.neighbours(a)) {
			const mark = learned.mark(a, b);
			if (mark !== 1 && mark !== truth.mark(a, b)) wrong.push(`${a}-${b}: ${mark}, not ${truth.mark(a, b)}`);
		}
	}
	return wrong;
}

test("m-separation in the ancestral graph is d-separation in the DAG: all pairs and sets, 8 observed and 5 latent nodes", () => {
	let separated = 0;
	let compared = 0;
	for (let seed = 500; seed < 506; seed++) {
		const dag = randomLatentDag(seed, 8, 5, 0.2);
		const graph = ancestralGraphOf(dag);
		for (let x = 0; x < 8; x++) {
			for (let y = x + 1; y < 8; y++) {
				for (const given of subsetsOf([0, 1, 2, 3, 4, 5, 6, 7].filter((node) => node !== x && node !== y))) {
					const expected = isDSeparated(dag, x, y, given);
					if (isMSeparated(graph, x, y, given) !== expected) throw new Error(`seed ${seed}: ${x}, ${y} | ${given}`);
					compared++;
					if (expected) separated++;
				}
			}
		}
	}
	expect(compared).toBe(6 * 28 * 64);
	// Both answers occur often, so that agreement means something.
	expect(separated).toBeGreaterThan(1000);
	expect(compared - separated).toBeGreaterThan(1000);
});

describe("with a d-separation oracle, on 240 random graphs with latent nodes", () => {
	const truths = graphs.map(ancestralGraphOf);
	const byOrder = graphs.map((dag) => orderedIcd(dSeparationTest(dag), all));
	const plain = graphs.map((dag) => icd(dSeparationTest(dag), all));

	test("ordered ICD finds the skeleton of the ancestral graph, and so does ICD", () => {
		graphs.forEach((_, i) => {
			expect(skeleton(byOrder[i].graph), `graph ${i}, ordered`).toBe(skeleton(truths[i]));
			expect(skeleton(plain[i].graph), `graph ${i}`).toBe(skeleton(truths[i]));
		});
	});

	test("every arrow and tail that is learned is in the ancestral graph", () => {
		let marks = 0;
		graphs.forEach((_, i) => {
			expect(wrongMarks(byOrder[i].graph, truths[i]), `graph ${i}, ordered`).toEqual([]);
			expect(wrongMarks(plain[i].graph, truths[i]), `graph ${i}`).toEqual([]);
			marks += plain[i].graph.edges().filter((edge) => edge.markAtFrom !== 1 || edge.markAtTo !== 1).length;
		});
		expect(marks).toBeGreaterThan(500);
	});

	test("separating sets separate", () => {
		graphs.forEach((dag, i) => {
			for (const { x, y, given } of [...byOrder[i].separatingSets.entries(), ...plain[i].separatingSets.entries()]) {
				expect(isDSeparated(dag, x, y, given)).toBe(true);
			}
		});
	});

	test("the stable mode finds the same skeleton and no wrong mark", () => {
		graphs.forEach((dag, i) => {
			for (const search of [icd, orderedIcd]) {
				const { graph } = search(dSeparationTest(dag), { ...all, stable: true });
				expect(skeleton(graph), `graph ${i}`).toBe(skeleton(truths[i]));
				expect(wrongMarks(graph, truths[i]), `graph ${i}`).toEqual([]);
			}
		});
	});

	test("labels that keep the order change nothing: not a mark, not a set, not the number of tests", () => {
		graphs.forEach((dag, i) => {
			// The same graph under labels with gaps, unconnected nodes in them.
			const labels = Array.from({ length: dag.observed }, (_, node) => 3 * node + (node % 2));
			const observed = 3 * dag.observed;
			const label = (node: number): number => (node < dag.observed ? labels[node] : observed + node - dag.observed);
			const spread: LatentDag = {
				observed,
				nodeCount: observed + dag.nodeCount - dag.observed,
				edges: dag.edges.map(([from, to]) => [label(from), label(to)] as const),
			};
			const restricted = restrictTest(dSeparationTest(spread), labels);
			for (const [search, known] of [
				[orderedIcd, byOrder[i]],
				[icd, plain[i]],
			] as const) {
				const found = search(restricted, all);
				expect(found.graph.toMatrix()).toEqual(known.graph.toMatrix());
				expect(found.separatingSets.entries()).toEqual(known.separatingSets.entries());
				expect(found.testsBySize).toEqual(known.testsBySize);
			}
		});
	});
});

test("labels in any order change nothing for ordered ICD, when the order of the nodes is given", () => {
	const random = seededRandom(9);
	for (const dag of graphs.slice(0, 60)) {
		const place = Array.from({ length: dag.observed }, (_, node) => ({ node, key: random() }))
			.sort((a, b) => a.key - b.key)
			.map(({ node }) => node);
		const shuffled: IndependenceTest = restrictTest(dSeparationTest(dag), place);
		const order = Array.from({ length: dag.observed }, (_, node) => place.indexOf(node));
		expect(orderedIcd(restrictTest(shuffled, order), all).graph.toMatrix()).toEqual(
			orderedIcd(dSeparationTest(dag), all).graph.toMatrix(),
		);
	}
});
