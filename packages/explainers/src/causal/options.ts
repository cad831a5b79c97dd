import type { OptionSchema } from "@lvlm-interpret/core";
import type { Indices } from "../selection/tokens.js";

export interface CausalOptions {
	/** The answer token that is explained. */
	readonly token: number;
	/** Decoder layer; -1 is the last, as in the original. */
	readonly layer: number;
	readonly heads: Indices;
	/** τ: attention above which a position becomes a node. */
	readonly threshold: number;
	/** Image tokens that become nodes at most. */
	readonly maxImageNodes: number;
	/** α of the independence tests. */
	readonly alpha: number;
	/** n of the independence tests: the "samples" that a correlation is said to come from. */
	readonly sampleCount: number;
	/** Longest path of an explanation, in edges. */
	readonly radius: number;
	readonly algorithm: "ordered-icd" | "icd";
	readonly selectionBias: boolean;
	readonly stable: boolean;
	readonly dropSink: boolean;
	readonly maxCondSize: number;
	readonly maxTests: number;
	/** Whether explanations are sought and checked by removing them from the model's input. */
	readonly verify: boolean;
	/** The removal whose change makes a set an explanation; both are reported. */
	readonly decidedBy: "mean" | "block";
	/** Sets that are tried for a head and radius, at most. */
	readonly maxSets: number;
	readonly batchSize: number;
}

export const causalOptions: OptionSchema<CausalOptions> = {
	token: {
		label: "Answer token",
		description: "The answer token that is explained, from 0.",
		type: "integer",
		default: 0,
		min: 0,
	},
	layer: {
		label: "Layer",
		description: "Decoder layer, from 0; -1 is the last.",
		type: "integer",
		default: -1,
		min: -1,
	},
	heads: { label: "Heads", description: "Attention heads, from 0.", type: "indices", of: "head", default: "all" },
	threshold: {
		label: "Attention threshold",
		description: "How much the explained row must look at a position for it to become a node.",
		type: "number",
		default: 0.01,
		min: 0,
		max: 1,
	},
	maxImageNodes: {
		label: "Image nodes",
		description: "Image tokens that become nodes at most; at least two do.",
		type: "integer",
		default: 50,
		min: 2,
		max: 500,
	},
	alpha: {
		label: "Alpha",
		description: "Two nodes are independent where the p-value of their partial correlation is above this.",
		type: "number",
		default: 1e-5,
		min: 1e-12,
		max: 0.5,
	},
	sampleCount: {
		label: "Samples",
		description: "The number of samples that correlations of attention rows are taken to come from.",
		type: "integer",
		default: 128,
		min: 4,
		max: 1_000_000,
	},
	radius: {
		label: "Search radius",
		description: "Longest path from the explained row to a node of its explanation, in edges.",
		type: "integer",
		default: 3,
		min: 1,
		max: 10,
		unit: "edges",
	},
	algorithm: {
		label: "Algorithm",
		description: "Iterative causal discovery in the order of the tokens, or without an order.",
		type: "choice",
		choices: ["ordered-icd", "icd"],
		default: "ordered-icd",
	},
	selectionBias: {
		label: "Selection bias",
		description: "Orient edges for selection variables, too (rules R5 to R7).",
		type: "boolean",
		default: false,
	},
	stable: {
		label: "Stable",
		description: "The order of the tests does not steer which edges go.",
		type: "boolean",
		default: false,
	},
	dropSink: {
		label: "Without the sink",
		description:
			"Leave the first position out of the attention rows: where all rows look at it, all of them look alike.",
		type: "boolean",
		default: false,
	},
	maxCondSize: {
		label: "Conditioning set",
		description: "Largest set of nodes that a test is conditioned on.",
		type: "integer",
		default: 4,
		min: 0,
		max: 20,
	},
	maxTests: {
		label: "Tests",
		description: "Independence tests of a head at most.",
		type: "integer",
		default: 1_000_000,
		min: 1,
	},
	verify: {
		label: "Check by removal",
		description: "Seek the smallest sets of nodes whose removal changes the token, and report what each removal does.",
		type: "boolean",
		default: true,
	},
	decidedBy: {
		label: "Removal that decides",
		description:
			"mean: embeddings replaced by neutral ones. block: hidden from all later positions. Both are reported.",
		type: "choice",
		choices: ["mean", "block"],
		default: "mean",
	},
	maxSets: {
		label: "Sets",
		description: "Sets of nodes that are tried for a head and radius, at most.",
		type: "integer",
		default: 64,
		min: 1,
		max: 100_000,
	},
	batchSize: {
		label: "Batch",
		description: "Removals that run together.",
		type: "integer",
		default: 8,
		min: 1,
		max: 256,
	},
};
