import type { DType } from "@lvlm-interpret/core";
import type { Node } from "./node.js";

/** A size: a number, a symbol ("sequence_length"; equal symbols mean equal sizes), or null where nothing is known. */
export type Dim = number | string | null;

/** What is known of a value. `shape` undefined: not even the rank. */
export interface ValueType {
	readonly dtype: DType;
	readonly shape: readonly Dim[] | undefined;
}

/** A place where a value is read. */
export interface Use {
	readonly node: Node;
	readonly index: number;
}

/**
 * An edge of the graph: a graph input, an initialiser, or an output of a node. Edges are objects, not names; a name is only
 * what is written to the file. Change a graph through the methods of `Graph`, which keep `producer` and `uses` right.
 */
export class Value {
	name: string;
	type: ValueType | undefined;
	/** The node that computes it; undefined for inputs and initialisers. */
	producer: Node | undefined = undefined;
	/** All reads by nodes, also from within subgraphs. Graph outputs are not uses. */
	readonly uses: Set<Use> = new Set();
	/** An optional output that the node does not ask for; written as "" as long as nobody reads it. */
	isOmitted = false;

	constructor(name: string, type?: ValueType) {
		this.name = name;
		this.type = type;
	}
}
