/** A directed acyclic graph whose first `observed` nodes are measured; the rest are latent. */
export interface LatentDag {
	readonly observed: number;
	readonly nodeCount: number;
	/** `[parent, child]`. */
	readonly edges: readonly (readonly [number, number])[];
}

const ancestorsKnown = new WeakMap<LatentDag, boolean[][]>();

/** Parents of each node. */
export function parentsOf(dag: LatentDag): number[][] {
	const parents: number[][] = Array.from({ length: dag.nodeCount }, () => []);
	for (const [parent, child] of dag.edges) parents[child].push(parent);
	return parents;
}

/** `[node][other]`: other is an ancestor of node, or node itself. */
export function ancestorsOf(dag: LatentDag): boolean[][] {
	const known = ancestorsKnown.get(dag);
	if (known) return known;
	const parents = parentsOf(dag);
	const ancestors = parents.map((_, node) => {
		const found = new Array<boolean>(dag.nodeCount).fill(false);
		const stack = [node];
		found[node] = true;
		for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
			for (const parent of parents[top]) {
				if (found[parent]) continue;
				found[parent] = true;
				stack.push(parent);
			}
		}
		return found;
	});
	ancestorsKnown.set(dag, ancestors);
	return ancestors;
}

/**
 * True if x and y are d-separated given the set: not connected in the moral graph of the ancestors of all three.
 * Source: Lauritzen et al. 1990, proposition 3. On purpose another method than walking active paths.
 */
export function isDSeparated(dag: LatentDag, x: number, y: number, given: ArrayLike<number>): boolean {
	const ancestors = ancestorsOf(dag);
	const parents = parentsOf(dag);
	const set = Array.from(given);
	const kept = (node: number): boolean => [x, y, ...set].some((start) => ancestors[start][node]);
	const joined: Set<number>[] = parents.map(() => new Set());
	const join = (a: number, b: number): void => {
		joined[a].add(b);
		joined[b].add(a);
	};
	parents.forEach((list, child) => {
		if (!kept(child)) return;
		list.forEach((parent, i) => {
			join(parent, child);
			for (const other of list.slice(i + 1)) join(parent, other);
		});
	});
	const seen = new Set([x, ...set]);
	const stack = [x];
	for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
		for (const next of joined[top]) {
			if (next === y) return false;
			if (seen.has(next)) continue;
			seen.add(next);
			stack.push(next);
		}
	}
	return true;
}

/** mulberry32: a seeded generator of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/**
 * A random DAG: edges between observed nodes go from the lower to the higher, each with `probability`; each latent node is a
 * parent of two different observed nodes.
 */
export function randomLatentDag(seed: number, observed: number, latent: number, probability: number): LatentDag {
	const random = seededRandom(seed);
	const edges: [number, number][] = [];
	for (let a = 0; a < observed; a++) {
		for (let b = a + 1; b < observed; b++) if (random() < probability) edges.push([a, b]);
	}
	for (let k = 0; k < latent; k++) {
		const first = Math.floor(random() * observed);
		const second = (first + 1 + Math.floor(random() * (observed - 1))) % observed;
		edges.push([observed + k, first], [observed + k, second]);
	}
	return { observed, nodeCount: observed + latent, edges };
}
