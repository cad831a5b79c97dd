/** The mark at one end of an edge: "arrow": not an ancestor of the other end; "tail": an ancestor; "circle": either. */
export type CausalEndMark = "arrow" | "tail" | "circle";

/** A position of the joint sequence as a node. It holds what stands there; the row that is explained holds the token before the explained one. */
export interface CausalNode {
	/** Index into {@link CausalGraphs.nodes}. */
	readonly id: number;
	/** Joint position. */
	readonly position: number;
	readonly what: "image" | "text" | "answer";
	/** Of an image token: index into the layout's regions. */
	readonly region?: number;
	/** Text of the token; of a region its place, counted from 1 ("row 3, column 5"). */
	readonly label: string;
}

export interface CausalEdge {
	/** Node ids; `from` stands before `to`. */
	readonly from: number;
	readonly to: number;
	readonly markAtFrom: CausalEndMark;
	readonly markAtTo: CausalEndMark;
}

/** Two nodes without an edge, and the nodes that make them independent. */
export interface CausalSeparation {
	readonly pair: readonly [number, number];
	readonly by: readonly number[];
}

/** A place in the tree of possible d-separation paths; a node may stand in it several times. */
export interface CausalTreeNode {
	/** Of the node. */
	readonly id: number;
	readonly children: readonly CausalTreeNode[];
}

/** What became of the explained token when some nodes were removed. */
export interface CausalCheck {
	/** `mean`: embeddings replaced by neutral ones; `block`: hidden from all later positions in every layer. */
	readonly removal: "mean" | "block";
	/** The most likely token at the row after the removal. */
	readonly predicted: { readonly id: number; readonly text: string };
	/** Of the original token after the removal, in nats. */
	readonly logProbability: number;
	/** How much it fell, in nats; below 0 where it rose. */
	readonly dropNats: number;
	/** Whether the most likely token is another one than without any removal. */
	readonly changed: boolean;
}

/** A set of nodes that is said to have caused the token. */
export interface CausalExplanation {
	/** Node ids, ascending. */
	readonly nodes: readonly number[];
	/** One a removal; what a search found without a tester has none. */
	readonly checks: readonly CausalCheck[];
}

/** What a search found within some distance of the explained row. */
export interface CausalRadius {
	/** Longest path, in edges. */
	readonly radius: number;
	/** All nodes within that distance, ascending; without the explained one. */
	readonly within: readonly number[];
	/** Smallest sets whose removal changes the token, all of that size. Empty: no set that was tried changes it. */
	readonly explanations: readonly CausalExplanation[];
	/** Whether all sets that had to be tried were; false where a bound on their number ended the search. */
	readonly isComplete: boolean;
	/** Removing all of `within`. */
	readonly whole?: CausalExplanation;
}

/** How much a node bears on the explained token: 1 - p of their independence, in [0, 1]. */
export interface CausalWeight {
	/** Of the node. */
	readonly id: number;
	readonly weight: number;
}

/** The graph of one attention head. */
export interface CausalHead {
	readonly layer: number;
	readonly head: number;
	/** Largest attention on the image over largest attention on the text after it; the largest number where it looks at no text. */
	readonly importance: number;
	/** Node ids that this head's graph is about, ascending; the explained row is the last. */
	readonly nodes: readonly number[];
	readonly edges: readonly CausalEdge[];
	readonly separations: readonly CausalSeparation[];
	/** Root: the explained row. */
	readonly tree: CausalTreeNode;
	/** By search radius, smallest first. */
	readonly explanations: readonly CausalRadius[];
	readonly weights: readonly CausalWeight[];
	/** Independence tests by the size of the conditioning set. */
	readonly testsBySize: readonly number[];
	/** Why the search ended early, as a sentence; left out where it came to its end. */
	readonly incomplete?: string;
}

/** Causal graphs of one answer token, one a head: `data` of a result of kind "causal-graph". */
export interface CausalGraphs {
	/** The answer token, and the id of the node that predicts it. */
	readonly target: { readonly token: number; readonly text: string; readonly id: number };
	/** All nodes of all heads, by position. */
	readonly nodes: readonly CausalNode[];
	readonly heads: readonly CausalHead[];
	/** Over heads: the sum of importance / (1 + importance) times weight, largest first. */
	readonly aggregate: readonly CausalWeight[];
}
