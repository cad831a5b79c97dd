import { describe, expect, test } from "vitest";
import { bitsToList } from "./bit-set.js";
import { circleComponents, definiteComponents, possibleComponent, regionOf } from "./components.js";
import { icd } from "./icd.js";
import { type EndMark, Mark, Pag } from "./pag.js";
import { ancestralGraphOf, isMSeparated, subsetsOf } from "./test-data/ancestral-graph.js";
import { dSeparationTest } from "./test-data/d-separation-test.js";
import { isDSeparated, type LatentDag, parentsOf, randomLatentDag, seededRandom } from "./test-data/dag.js";
import { draw, graphOf } from "./test-data/drawing.js";
import { isVisibleEdge } from "./visible-edge.js";

describe("the graph of Jaber et al. 2019, figure 2", () => {
	// X1 X2 Y1 Y2 Y3 Y4 Y5 are 0 to 6.
	const graph = graphOf(7, "0 <-> 1, 0 --> 2, 0 <-> 4, 1 <-> 2, 1 --> 3, 2 <-o 6, 3 <-> 4, 4 <-o 5, 5 o-o 6");
	test("possible ancestors: Y1 has X1 and, over o→ and o-o, Y4 and Y5; no ↔ edge leads up", () => {
		const above = [0, 1, 2, 3, 4, 5, 6].map((node) => bitsToList(graph.possibleAncestors(node), 0, 1));
		expect(above).toEqual([[], [], [0, 5, 6], [1], [5, 6], [6], [5]]);
	});
	test("visible edges: X2 ↔ X1 stands before X1 → Y1, but X2 is adjacent to Y1; Y3 ↔ X1 is not, so it is seen", () => {
		expect(isVisibleEdge(graph, 0, 2)).toBe(true);
		// X1 ↔ X2 → Y2, X1 and Y2 apart.
		expect(isVisibleEdge(graph, 1, 3)).toBe(true);
		expect(graph.edges().filter(({ from, to }) => isVisibleEdge(graph, to, from))).toEqual([]);
	});
	test("circle components and definite components", () => {
		expect(circleComponents(graph)).toEqual([[0], [1], [2], [3], [4], [5, 6]]);
		expect(definiteComponents(graph)).toEqual([[0, 1, 2, 3, 4], [5], [6]]);
	});
});

describe("possible c-components; graphs of the reference's unit tests, sets derived from the definition", () => {
	test("one o-o edge", () => {
		expect(possibleComponent(graphOf(2, "0 o-o 1"), 0)).toEqual([0, 1]);
	});
	test("fifteen nodes", () => {
		const graph = graphOf(
			15,
			"0 <-- 1, 1 o-> 3, 3 <-> 4, 0 o-> 8, 8 <-> 9, 9 <-> 10, 10 <-o 14, 9 <-o 11, 11 <-> 13, 11 <-> 12, 0 <-> 5, 5 <-> 6, 6 <-> 7, 0 o-> 2",
		);
		// 0 - 1, 2, 5, 8 are edges (nothing points at 1, so 1 → 0 is not visible). Colliders: 8 to 9, 9 to 10 and 11, 10 to 14; 5 to 6, 6 to 7.
		// At 1 and at 11 the path arrives without an arrow, so 3 and 4, 12 and 13 stay outside.
		expect(possibleComponent(graph, 0)).toEqual([0, 1, 2, 5, 6, 7, 8, 9, 10, 11, 14]);
	});
	test("a visible edge is no way", () => {
		expect(possibleComponent(graphOf(3, "0 o-> 1, 1 --> 2"), 2)).toEqual([2]);
		expect(possibleComponent(graphOf(3, "0 o-> 1, 1 --> 2, 0 o-> 2"), 2)).toEqual([0, 1, 2]);
	});
	test("the region of 4 and 7 in nine nodes", () => {
		const graph = graphOf(9, "0 o-> 5, 0 o-o 6, 0 o-o 1, 6 o-> 7, 1 o-> 2, 2 <-o 4, 2 <-o 3, 3 o-o 8");
		// 4: 2, and through the collider 2: 1 and 3. 7: 6. Circle components: {0, 1, 6} and {3, 8}. Only 5 is left out.
		expect(regionOf(graph, [4, 7])).toEqual([0, 1, 2, 3, 4, 6, 7, 8]);
		expect(regionOf(graph, [5])).toEqual([0, 1, 5, 6]);
	});
});

test("components of ten nodes by ↔ edges, and with one of them gone", () => {
	const drawing = "0 <-o 4, 2 <-> 4, 2 <-> 8, 3 <-> 5, 5 --o 6, 7 o-o 9";
	const graph = graphOf(10, drawing);
	expect(definiteComponents(graph)).toEqual([[0], [1], [2, 4, 8], [3, 5], [6], [7], [9]]);
	graph.disconnect(2, 4);
	graph.disconnect(2, 8);
	expect(definiteComponents(graph)).toEqual([[0], [1], [2], [3, 5], [4], [6], [7], [8], [9]]);
});

describe("visible edges by a path of colliders", () => {
	test("3 *→ 0 ↔ 1 → 2 with 0 → 2, 3 and 2 apart: 1 → 2 is visible", () => {
		expect(isVisibleEdge(graphOf(4, "0 <-o 3, 0 <-> 1, 0 --> 2, 1 --> 2"), 1, 2)).toBe(true);
	});
	test("not where a node between is no parent of 2, or no collider, or where 3 and 2 are adjacent", () => {
		expect(isVisibleEdge(graphOf(4, "0 <-o 3, 0 <-> 1, 0 o-> 2, 1 --> 2"), 1, 2)).toBe(false);
		expect(isVisibleEdge(graphOf(4, "0 o-o 3, 0 <-> 1, 0 --> 2, 1 --> 2"), 1, 2)).toBe(false);
		expect(isVisibleEdge(graphOf(4, "0 <-o 3, 0 --> 1, 0 --> 2, 1 --> 2"), 1, 2)).toBe(false);
		expect(isVisibleEdge(graphOf(4, "0 <-o 3, 0 <-> 1, 0 --> 2, 1 --> 2, 2 <-o 3"), 1, 2)).toBe(false);
	});
	test("only directed edges can be", () => {
		expect(isVisibleEdge(graphOf(3, "0 o-> 1, 1 o-> 2"), 1, 2)).toBe(false);
		expect(isVisibleEdge(graphOf(3, "0 o-> 1, 1 --> 2"), 2, 1)).toBe(false);
	});
});

/** The definition to the letter: every simple path is tried. */
function componentByPaths(graph: Pag, start: number): number[] {
	const hidden = (a: number, b: number): boolean => !isVisibleEdge(graph, a, b) && !isVisibleEdge(graph, b, a);
	const found = new Set([start]);
	const walk = (path: readonly number[]): void => {
		const last = path.at(-1) as number;
		for (const next of graph.neighbours(last)) {
			if (path.includes(next) || !hidden(last, next)) continue;
			if (path.length > 1 && !graph.isCollider(path.at(-2) as number, last, next)) continue;
			found.add(next);
			walk([...path, next]);
		}
	};
	walk([start]);
	return [...found].sort((a, b) => a - b);
}

/** The definition to the letter: every simple path into a is tried. */
function isVisibleByPaths(graph: Pag, a: number, b: number): boolean {
	if (!graph.isParent(a, b)) return false;
	// `path` starts at a and runs away from it; each step needs an arrow at the node it leaves.
	const walk = (path: readonly number[]): boolean =>
		graph.neighbours(path.at(-1) as number).some((next) => {
			const last = path.at(-1) as number;
			if (next === b || path.includes(next) || graph.mark(next, last) !== Mark.arrow) return false;
			if (!graph.adjacent(next, b)) return true;
			return graph.mark(last, next) === Mark.arrow && graph.isParent(next, b) && walk([...path, next]);
		});
	return walk([a]);
}

test("random marks on seven nodes: both are what trying every path gives", () => {
	const random = seededRandom(7);
	const mark = (): EndMark => [1, 2, 2, 2, 3][Math.floor(5 * random())] as EndMark;
	let visible = 0;
	let far = 0;
	for (let round = 0; round < 200; round++) {
		const graph = new Pag(7);
		for (let a = 0; a < 7; a++)
			for (let b = a + 1; b < 7; b++) if (random() < 0.45) graph.connect(a, b, mark(), mark());
		for (let a = 0; a < 7; a++) {
			const component = possibleComponent(graph, a);
			expect(component, draw(graph)).toEqual(componentByPaths(graph, a));
			far += component.filter((node) => node !== a && !graph.adjacent(a, node)).length;
			for (const b of graph.neighbours(a)) {
				const isVisible = isVisibleEdge(graph, a, b);
				expect(isVisible, `${a} to ${b} of ${draw(graph)}`).toBe(isVisibleByPaths(graph, a, b));
				if (isVisible) visible++;
			}
		}
	}
	expect(visible).toBeGreaterThan(100);
	expect(far).toBeGreaterThan(100);
});

test("learned graphs of 240 random DAGs: latent causes stay inside components, and no visible edge has one", () => {
	let confounded = 0;
	let visible = 0;
	for (let seed = 1; seed <= 240; seed++) {
		const dag = randomLatentDag(seed, 6 + (seed % 4), 2 + (seed % 3), 0.2 + 0.1 * (seed % 3));
		const { graph } = icd(dSeparationTest(dag), { maxCondSize: 20 });
		const children = new Map<number, number[]>();
		for (const [parent, child] of dag.edges) children.set(parent, [...(children.get(parent) ?? []), child]);
		for (let latent = dag.observed; latent < dag.nodeCount; latent++) {
			const [a, b] = children.get(latent) as [number, number];
			confounded++;
			expect(possibleComponent(graph, a), `seed ${seed}`).toContain(b);
			expect(possibleComponent(graph, b), `seed ${seed}`).toContain(a);
			expect(isVisibleEdge(graph, a, b) || isVisibleEdge(graph, b, a), `seed ${seed}`).toBe(false);
		}
		for (const { from, to } of graph.edges())
			if (isVisibleEdge(graph, from, to) || isVisibleEdge(graph, to, from)) visible++;
	}
	expect(confounded).toBeGreaterThan(500);
	expect(visible).toBeGreaterThan(30);
});

describe("eight observed and five latent nodes of the reference's unit test", () => {
	// Sun W T Z V X U Y are 0 to 7; the latent A B C D E are 8 to 12. Parents of each observed node:
	const parents: Readonly<Record<number, readonly number[]>> = {
		5: [8, 9, 2, 4],
		7: [12, 6],
		6: [9, 3],
		4: [12, 11],
		3: [0, 10, 11],
		2: [1, 10],
		0: [1, 8],
	};
	const dag: LatentDag = {
		observed: 8,
		nodeCount: 13,
		edges: Object.entries(parents).flatMap(([child, list]) => list.map((parent) => [parent, Number(child)] as const)),
	};
	const graph = graphOf(
		8,
		"0 <-- 1, 0 --> 3, 0 <-> 5, 1 --> 2, 2 <-> 3, 2 --> 5, 3 <-> 4, 3 --> 6, 4 --> 5, 4 <-> 7, 5 <-> 6, 6 --> 7",
	);
	test("its ancestral graph is the drawn one", () => {
		expect(parentsOf(dag)[5]).toHaveLength(4);
		expect(draw(ancestralGraphOf(dag))).toBe(draw(graph));
	});
	test("m-separation in it is d-separation, for all pairs and sets", () => {
		let separated = 0;
		for (let x = 0; x < 8; x++) {
			for (let y = x + 1; y < 8; y++) {
				for (const given of subsetsOf([0, 1, 2, 3, 4, 5, 6, 7].filter((node) => node !== x && node !== y))) {
					const expected = isDSeparated(dag, x, y, given);
					expect(isMSeparated(graph, x, y, given), `${x}, ${y} | ${given}`).toBe(expected);
					if (expected) separated++;
				}
			}
		}
		expect(separated).toBeGreaterThan(50);
	});
});
