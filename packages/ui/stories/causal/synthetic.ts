import type { CausalEdge, CausalEndMark, CausalNode } from "@lvlm-interpret/core";

const marks: readonly CausalEndMark[] = ["tail", "arrow", "circle"];

/** Nine pairs of words, one for each way that an edge can end; two tails come only where selection bias is allowed for. */
export const endMarks: { readonly nodes: CausalNode[]; readonly edges: CausalEdge[] } = (() => {
	const nodes: CausalNode[] = [];
	const edges: CausalEdge[] = [];
	for (const markAtFrom of marks) {
		for (const markAtTo of marks) {
			const from = nodes.length;
			for (const [offset, label] of [markAtFrom, markAtTo].entries()) {
				nodes.push({ id: from + offset, position: 100 + from + offset, what: "text", label });
			}
			edges.push({ from, to: from + 1, markAtFrom, markAtTo });
		}
	}
	return { nodes, edges };
})();

/** mulberry32. */
function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** A graph as large as they get: patches of a 24 x 24 grid, then words, then the explained row. */
export function largeGraph(
	count = 60,
	edgeCount = 150,
	seed = 1,
): { nodes: CausalNode[]; edges: CausalEdge[]; target: { id: number; text: string } } {
	const random = seededRandom(seed);
	const patches = Math.round(count * 0.8);
	const regions = new Set<number>();
	while (regions.size < patches) regions.add(Math.floor(random() * 576));
	const sorted = [...regions].sort((a, b) => a - b);
	const nodes = Array.from({ length: count }, (_, id): CausalNode => {
		const region = sorted[id];
		if (region === undefined) return { id, position: 600 + id, what: "text", label: ` word${id}` };
		const label = `row ${Math.floor(region / 24) + 1}, column ${(region % 24) + 1}`;
		return { id, position: 5 + region, what: "image", region, label };
	});
	const pairs = new Map<string, CausalEdge>();
	while (pairs.size < edgeCount) {
		const a = Math.floor(random() * count);
		const b = Math.floor(random() * count);
		if (a === b) continue;
		const [from, to] = [Math.min(a, b), Math.max(a, b)];
		const mark = (): CausalEndMark => marks[Math.floor(random() * 3)] as CausalEndMark;
		pairs.set(`${from} ${to}`, { from, to, markAtFrom: mark(), markAtTo: mark() });
	}
	return { nodes, edges: [...pairs.values()], target: { id: count - 1, text: " red" } };
}
