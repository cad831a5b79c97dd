import { setBit } from "./bit-set.js";
import type { IndependenceTest } from "./independence-test.js";
import { compareLists, type LegalSet, legalSets } from "./legal-sets.js";
import { arrowRules, selectionRules, tailRules } from "./orientation.js";
import { Mark } from "./pag.js";
import { reachByPaths } from "./pds-reach.js";
import { type Discovery, type DiscoveryOptions, DiscoverySearch } from "./search.js";

const none: readonly number[] = [];

/**
 * Iterative causal discovery: learns a partial ancestral graph, latent confounders and selection variables allowed, with
 * conditioning sets of growing size that lie near the ends of the tested edge in the graph known so far.
 *
 * For sizes from 2 a set Z for the edge i-j satisfies ICD-Sep: each z is reached from i (or each from j) by a
 * possible-d-separation path of at most |Z| edges within Z, and is a possible ancestor of i or j.
 *
 * @returns The graph, the separating sets and the tests made. A guard ends the search early and is reported, not thrown.
 * @throws {LvlmError} "invalid-argument" for options out of range; the signal's reason when aborted.
 * Cost: exponential in the worst case; see `maxCondSize` and `maxTests`.
 * Source: Rohekar, Nisimov, Gurwicz, Novik 2021, "Iterative Causal Discovery in the Possible Presence of Latent Confounders and
 * Selection Bias"; `LearnStructICD` of IntelLabs/causality-lab, restated.
 * Differs from the source: ascending order everywhere; conditioning sets lie on any possible-d-separation paths, not only on
 * those of one tree; guards; `selectionBias` is off unless asked for.
 */
export function icd(test: IndependenceTest, options: DiscoveryOptions = {}): Discovery {
	const search = new DiscoverySearch(test, options);
	const { graph } = search;
	const n = graph.nodeCount;
	const final = [
		...(options.selectionBias ? selectionRules : []),
		...((options.tailCompleteness ?? true) ? tailRules : []),
	];
	for (let i = 0; i < n; i++) {
		search.checkAbort();
		for (let j = i + 1; j < n; j++) search.tryToSeparate(i, j, [none]);
	}
	finishSize(search, 0);
	if (search.maxCondSize >= 1) {
		forEachEdge(search, (i, j) => {
			// Those of the lower end first, as in the source: the order decides which separating set is met first.
			const others = new Set([...graph.neighbours(i), ...graph.neighbours(j)]);
			const singles = [...others].filter((node) => node !== i && node !== j);
			search.tryToSeparateBySingles(i, j, singles);
		});
		finishSize(search, 1);
		// The source completes the marks here, but not after the larger sizes; ICD-Sep reads them.
		search.orient(final);
	}
	let isUnfinished = true;
	for (let size = 2; size <= n - 2 && isUnfinished && !search.stopped; size++) {
		if (size > search.maxCondSize) {
			search.stop("max-cond-size");
			break;
		}
		isUnfinished = false;
		forEachEdge(search, (i, j) => {
			const sets = separatingCandidates(search, i, j, size);
			if (sets.length > 0) isUnfinished = true;
			search.tryToSeparate(i, j, sets);
		});
		if (isUnfinished) finishSize(search, size);
	}
	resetMarks(search);
	search.orient(["r0"]);
	search.orient([...arrowRules, ...final]);
	return search.result();
}

/** Sets of one size that satisfy ICD-Sep for the edge i-j, by distance, then lexicographically; each once. */
function separatingCandidates(search: DiscoverySearch, i: number, j: number, size: number): (readonly number[])[] {
	const { graph } = search;
	const blocked = graph.possibleAncestors(i);
	const ofOther = graph.possibleAncestors(j);
	for (let k = 0; k < blocked.length; k++) blocked[k] = ~(blocked[k] | ofOther[k]);
	setBit(blocked, 0, i);
	setBit(blocked, 0, j);
	const found: LegalSet[] = [];
	for (const root of [i, j]) {
		const reach = reachByPaths(graph, root, size);
		const { sets, isComplete } = legalSets(reach, size, graph.nodeCount, { blocked, limit: search.remainingTests });
		if (!isComplete) search.stop("max-tests");
		found.push(...sets);
	}
	found.sort((a, b) => a.distance - b.distance || compareLists(a.nodes, b.nodes));
	const seen = new Set<string>();
	return found.flatMap((set) => {
		const name = set.nodes.join(" ");
		if (seen.has(name)) return [];
		seen.add(name);
		return [set.nodes];
	});
}

/** Visits each edge that is still there when its turn comes, ascending. */
function forEachEdge(search: DiscoverySearch, visit: (i: number, j: number) => void): void {
	const { graph } = search;
	for (let i = 0; i < graph.nodeCount; i++) {
		search.checkAbort();
		for (let j = i + 1; j < graph.nodeCount && !search.stopped; j++) if (graph.adjacent(i, j)) visit(i, j);
	}
}

function finishSize(search: DiscoverySearch, size: number): void {
	search.endSize(size);
	resetMarks(search);
	search.orient(["r0"]);
	search.orient(arrowRules);
}

function resetMarks(search: DiscoverySearch): void {
	search.graph.resetMarks(() => Mark.circle);
}
