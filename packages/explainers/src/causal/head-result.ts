import type { CausalEndMark, CausalHead, CausalRadius, CausalTreeNode } from "@lvlm-interpret/core";
import { correlationTest } from "./discovery/correlation-test.js";
import type { HeadGraph } from "./discovery/head-task.js";
import { headImportance, tokenWeights } from "./discovery/importance.js";
import { Pag } from "./discovery/pag.js";
import { type NestedPdsTree, nestTree } from "./discovery/pds-tree.js";
import type { SelectedNodes, SelectionPlaces } from "./node-selection.js";
import type { CausalOptions } from "./options.js";

const marks: readonly (CausalEndMark | undefined)[] = [undefined, "circle", "arrow", "tail"];

function markOf(mark: number): CausalEndMark {
	const name = marks[mark];
	if (name) return name;
	throw new Error(`internal: an edge has the mark ${mark}, please report`);
}

const guards = {
	"max-cond-size": "pairs are left that larger conditioning sets might separate (maxCondSize)",
	"max-tests": "the search ended at the largest number of tests (maxTests)",
} as const;

/** What a head's result is made of. */
export interface HeadParts {
	readonly layer: number;
	readonly head: number;
	/** Attention of the explained row, [S]. */
	readonly row: ArrayLike<number>;
	readonly places: SelectionPlaces;
	readonly selected: SelectedNodes;
	readonly found: HeadGraph;
	readonly idOf: (position: number) => number;
}

/**
 * One head as the result shows it. Weights are those of the image tokens within the radius: 1 - p(token ⊥ v* | the others).
 *
 * Source: LVLM-Interpret, `utils_causal_discovery.py`, restated. Differs from the source: weights use the number of samples of the tests, which
 * the source sets to the number of tokens, so that all of its weights are NaN.
 */
export function headResult(
	{ layer, head, row, places, selected, found, idOf }: HeadParts,
	explanations: readonly CausalRadius[],
	{ alpha, sampleCount }: CausalOptions,
): CausalHead {
	const { positions } = selected;
	const at = (node: number): number => idOf(positions[node] as number);
	const nested = ({ node, children }: NestedPdsTree): CausalTreeNode => ({
		id: at(node),
		children: children.map(nested),
	});
	const nodeCount = positions.length;
	const target = nodeCount - 1;
	const test = correlationTest({ correlation: found.correlation, nodeCount, alpha, sampleCount });
	const image = new Set(selected.image);
	const tokens = (found.byRadius.at(-1) ?? []).filter((node) => image.has(positions[node] as number));
	const weights = tokenWeights(test, target, tokens);
	const importance = headImportance(row, places.image, [...places.text, places.target]);
	return {
		layer,
		head,
		// JSON has no infinity.
		importance: Math.min(importance, Number.MAX_VALUE),
		nodes: positions.map((position) => idOf(position)),
		edges: Pag.fromMatrix(found.marks)
			.edges()
			.map(({ from, to, markAtFrom, markAtTo }) => ({
				from: at(from),
				to: at(to),
				markAtFrom: markOf(markAtFrom),
				markAtTo: markOf(markAtTo),
			})),
		separations: found.separatingSets.map(({ x, y, given }) => ({ pair: [at(x), at(y)], by: given.map(at) })),
		tree: nested(nestTree(found.tree)),
		explanations,
		weights: tokens.map((node, index) => ({ id: at(node), weight: weights[index] as number })),
		testsBySize: found.testsBySize,
		...(found.stoppedBy ? { incomplete: guards[found.stoppedBy] } : {}),
	};
}
