// Completeness of the rules: for every maximal ancestral graph of four nodes, the learned graph is compared with the marks that all
// Markov equivalent graphs share, found by listing them. No mark may be missing, none may be too many.
import { expect, test } from "vitest";
import { icd } from "./icd.js";
import { type EndMark, Pag } from "./pag.js";
import { directedAncestors, isMSeparated, subsetsOf } from "./test-data/ancestral-graph.js";
import { draw } from "./test-data/drawing.js";

const nodes = [0, 1, 2, 3];
const pairs = nodes.flatMap((a) => nodes.slice(a + 1).map((b) => [a, b] as const));
const questions = pairs.flatMap(([x, y]) =>
	subsetsOf(nodes.filter((node) => node !== x && node !== y)).map((given) => [x, y, given] as const),
);
const kinds: readonly (readonly [EndMark, EndMark] | undefined)[] = [undefined, [3, 2], [2, 3], [2, 2], [3, 3]];

/** All maximal ancestral graphs over four nodes, by the independences that they imply. */
function classes(withUndirected: boolean): Map<string, Pag[]> {
	const kindCount = withUndirected ? 5 : 4;
	const found = new Map<string, Pag[]>();
	for (let code = 0; code < kindCount ** pairs.length; code++) {
		const graph = new Pag(4);
		pairs.forEach(([a, b], i) => {
			const kind = kinds[Math.floor(code / kindCount ** i) % kindCount];
			if (kind) graph.connect(a, b, kind[0], kind[1]);
		});
		const ancestors = directedAncestors(graph);
		if (!isAncestral(graph, ancestors)) continue;
		const answers = questions.map(([x, y, given]) => isMSeparated(graph, x, y, given, ancestors));
		// Maximal: every pair without an edge is separated by some set.
		const isMaximal = pairs.every(
			([a, b]) => graph.adjacent(a, b) || questions.some(([x, y], i) => x === a && y === b && answers[i]),
		);
		if (!isMaximal) continue;
		const key = answers.map(Number).join("");
		found.set(key, [...(found.get(key) ?? []), graph]);
	}
	return found;
}

/** No arrow at an ancestor of the other end; no arrow at a node of an undirected edge. Richardson & Spirtes 2002, definition 3.1. */
function isAncestral(graph: Pag, ancestors: boolean[][]): boolean {
	return graph.edges().every(({ from, to, markAtFrom, markAtTo }) => {
		if (markAtFrom === 2 && ancestors[to][from]) return false;
		if (markAtTo === 2 && ancestors[from][to]) return false;
		if (markAtFrom !== 3 || markAtTo !== 3) return true;
		return [from, to].every((end) => graph.neighbours(end).every((other) => graph.mark(other, end) !== 2));
	});
}

/** The marks that all graphs of a class share; a circle where they differ. */
function sharedMarks(graphs: readonly Pag[]): Pag {
	const shared = new Pag(4);
	for (const { from, to } of graphs[0].edges()) {
		const common = (a: number, b: number): EndMark => {
			const marks = new Set(graphs.map((graph) => graph.mark(a, b)));
			return marks.size === 1 ? ([...marks][0] as EndMark) : 1;
		};
		shared.connect(from, to, common(to, from), common(from, to));
	}
	return shared;
}

test.each([
	["without selection bias", false],
	["with selection bias", true],
])("the learned graph is the class, %s", (_, selectionBias) => {
	const all = classes(selectionBias);
	let graphs = 0;
	for (const [key, members] of all) {
		const truth = new Map(questions.map(([x, y, given], i) => [`${x} ${y} ${given}`, key[i] === "1"]));
		const isIndependent = (x: number, y: number, given: ArrayLike<number>): boolean =>
			truth.get(`${Math.min(x, y)} ${Math.max(x, y)} ${Array.from(given)}`) as boolean;
		const oracle = { nodeCount: 4, isIndependent, pValue: () => 1 };
		expect(draw(icd(oracle, { selectionBias }).graph)).toBe(draw(sharedMarks(members)));
		graphs += members.length;
	}
	expect(all.size).toBeGreaterThan(100);
	expect(graphs).toBeGreaterThan(1000);
});
