import { LvlmError } from "@lvlm-interpret/core";
import { legalSets } from "./legal-sets.js";
import type { Pag } from "./pag.js";
import { reachInTree } from "./pds-reach.js";
import { type PdsTree, pdsTree, treeMembers } from "./pds-tree.js";

/** The nodes around a target, by search radius. */
export interface RadiusExplanation {
	readonly tree: PdsTree;
	/** Cumulative: entry `r - 1` holds the nodes of the tree up to depth `r`, ascending; entries 1 .. radius. */
	readonly byRadius: readonly (readonly number[])[];
	/** The nodes of the whole tree: the last entry of `byRadius`. */
	readonly nodes: readonly number[];
}

/**
 * The explanation without a model: all nodes of the possible-d-separation tree around `target`.
 *
 * @param radius  Depth of the tree, 1 or more.
 * @throws {LvlmError} "invalid-argument" for a target or radius out of range.
 * Source: CLEANN's `explain` without a tester (IntelLabs/causality-lab), restated.
 */
export function explain(graph: Pag, target: number, radius = 3): RadiusExplanation {
	checkTarget(graph, target, radius);
	const tree = pdsTree(graph, target, { maxDepth: radius });
	const byRadius = Array.from({ length: radius }, (_, r) => treeMembers(tree, r + 1));
	return { tree, byRadius, nodes: byRadius[radius - 1] };
}

/** Tells of each set whether removing it changes the prediction. Sets come in batches, so that a model can batch them. */
export type ChangeTester = (sets: readonly (readonly number[])[]) => readonly boolean[] | Promise<readonly boolean[]>;

export interface ExplanationSearchOptions {
	/** Depth of the tree. Default 3. */
	readonly radius?: number;
	/** Stop after the first size with a hit. Default true. */
	readonly minimal?: boolean;
	/** Largest set. Default: all nodes of the tree. */
	readonly maxSize?: number;
	/** Most sets put to the tester. Default 1000. */
	readonly maxSets?: number;
	/** Sets for one call of the tester. Default 16. */
	readonly batchSize?: number;
	/** Nodes that are never removed. */
	readonly excluded?: Iterable<number>;
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: { size: number; tested: number }) => void;
}

export interface ExplanationSearchResult {
	/** All sets whose removal changed the prediction, smallest first, then nearest to the target. */
	readonly explanations: readonly (readonly number[])[];
	/** Sets put to the tester. */
	readonly tested: number;
	/** False if `maxSets` or `maxSize` ended the search before every set of the asked sizes was tested. */
	readonly isComplete: boolean;
}

/**
 * Searches the explanations of a target: sets of tree nodes, connected to the target within the set, whose removal changes the
 * prediction; by size, within a size by the sum of depths. In minimal mode all hits of the first size with a hit.
 *
 * @throws {LvlmError} "invalid-argument" for options out of range or a tester that answers with another count; the signal's reason.
 * Source: Rohekar, Gurwicz, Nisimov 2023, section 5 (CLEANN), restated.
 * Differs from the source: sets are tested in batches; the count is bounded.
 */
export async function searchExplanations(
	graph: Pag,
	target: number,
	changes: ChangeTester,
	options: ExplanationSearchOptions = {},
): Promise<ExplanationSearchResult> {
	const { radius = 3, minimal = true, maxSets = 1000, batchSize = 16, signal } = options;
	checkTarget(graph, target, radius);
	const tree = pdsTree(graph, target, { maxDepth: radius });
	const blocked = new Int32Array(graph.words);
	for (const node of options.excluded ?? []) blocked[node >>> 5] |= 1 << (node & 31);
	const reach = reachInTree(tree, graph.nodeCount);
	const memberCount = treeMembers(tree).length;
	const maxSize = Math.min(options.maxSize ?? memberCount, memberCount);
	const explanations: (readonly number[])[] = [];
	let tested = 0;
	let isComplete = maxSize === memberCount;
	for (let size = 1; size <= maxSize; size++) {
		const listed = legalSets(reach, size, graph.nodeCount, { blocked, limit: maxSets - tested });
		const sets = listed.sets.map((set) => set.nodes);
		for (let start = 0; start < sets.length; start += batchSize) {
			signal?.throwIfAborted();
			const batch = sets.slice(start, start + batchSize);
			const answers = await changes(batch);
			if (answers.length !== batch.length) {
				throw new LvlmError("invalid-argument", `The tester gave ${answers.length} answers for ${batch.length} sets.`, {
					name: "changes",
					expected: String(batch.length),
					actual: String(answers.length),
				});
			}
			tested += batch.length;
			batch.forEach((set, i) => {
				if (answers[i]) explanations.push(set);
			});
			options.onProgress?.({ size, tested });
		}
		if (!listed.isComplete) {
			isComplete = false;
			break;
		}
		if (minimal && explanations.length > 0) {
			isComplete = true;
			break;
		}
	}
	return { explanations, tested, isComplete };
}

function checkTarget(graph: Pag, target: number, radius: number): void {
	const isNode = Number.isInteger(target) && target >= 0 && target < graph.nodeCount;
	if (isNode && Number.isInteger(radius) && radius >= 1) return;
	throw new LvlmError("invalid-argument", `There is no explanation of node ${target} at radius ${radius}.`, {
		name: isNode ? "radius" : "target",
		expected: isNode ? "a whole number, 1 or more" : `a node, 0 to ${graph.nodeCount - 1}`,
		actual: String(isNode ? radius : target),
	});
}
