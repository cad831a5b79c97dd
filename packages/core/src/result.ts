import type { CausalGraphs } from "./causal-graph.js";
import type { Faithfulness } from "./faithfulness.js";
import type { Sanity } from "./sanity.js";
import type { Sinks } from "./sinks.js";
import type { Tensor } from "./tensor.js";

/**
 * What a result shows. `attention-map`: rows of attention over positions or regions; `layer-head-matrix`: one number a
 * layer and head; `position-map`: one number a position for each explained token; `causal-graph`: graphs over tokens;
 * `faithfulness`: how a token's log-probability changes as what a map points at is taken away; `sanity`: how a map changes with the model and
 * its input.
 */
export type ResultKind =
	| "attention-map"
	| "layer-head-matrix"
	| "position-map"
	| "causal-graph"
	| "faithfulness"
	| "sanity";

/** The structured part of a result, by kind: plain JSON. */
export interface ResultDataOf {
	"attention-map": undefined;
	"layer-head-matrix": undefined;
	"position-map": undefined;
	"causal-graph": CausalGraphs;
	faithfulness: Faithfulness;
	sanity: Sanity;
}

/**
 * One axis of a result tensor. `index` holds what each entry stands for: layer numbers, joint positions, answer tokens, regions;
 * for words the first token of each (an answer token for `word`, a joint position for `key`); for `step` how many places were taken away.
 */
export interface Axis {
	readonly name: "layer" | "head" | "token" | "word" | "query" | "key" | "region" | "aggregation" | "curve" | "step";
	readonly index: readonly number[];
	readonly labels?: readonly string[];
}

/** Numbers with all that is needed to draw them honestly. */
export interface ResultTensor {
	/** float32; `tensor.shape[i]` equals `axes[i].index.length`. */
	readonly tensor: Tensor<"float32">;
	readonly axes: readonly Axis[];
	/** e.g. "attention mass", "attention per pair", "nats". */
	readonly unit: string;
	readonly signed: boolean;
	/** The values' possible range; infinite ends are allowed. */
	readonly range: readonly [number, number];
	/** What was averaged or summed over what, as a sentence. Shown with every picture. */
	readonly description: string;
}

/** Where a result came from. */
export interface Provenance {
	readonly model: string;
	readonly modelFingerprint: string;
	readonly backend: string;
	readonly device: string;
	/** Of the graph's activations. */
	readonly dtype: string;
	readonly toolVersion: string;
	/** Milliseconds: compiling the explanation graph (0 when cached), and running it. */
	readonly compileMs: number;
	readonly runMs: number;
	/** Bytes that left the session. */
	readonly outputBytes: number;
}

/** An explanation: named tensors, the options that made them, and the method's own correctness signals. */
export interface Result<Kind extends ResultKind = ResultKind> {
	readonly kind: Kind;
	/** Id of the explainer. */
	readonly method: string;
	readonly options: Readonly<Record<string, unknown>>;
	readonly tensors: Readonly<Record<string, ResultTensor>>;
	/** Tensors that were asked for but cannot exist, by name, with the reason as a sentence ("masked: …"). */
	readonly absent?: Readonly<Record<string, string>>;
	/** What is no tensor: graphs, sets, verdicts. JSON, and kept in session files. */
	readonly data?: ResultDataOf[Kind];
	/** Left out where the method came to its end; otherwise what an abort left undone, as a sentence ("12 of 40 steps"). */
	readonly partial?: string;
	/** What a reader has to know before trusting the result, as sentences. Shown beside it. */
	readonly cautions?: readonly string[];
	/** Tokens that draw attention whatever is asked, and what the maps do with them: of methods that read attention. */
	readonly sinks?: Sinks;
	/** e.g. `{ rowSumError: 2e-7 }`: largest deviation of an attention row's sum from 1. */
	readonly signals: Readonly<Record<string, number>>;
	readonly provenance: Provenance;
}

/** What an explainer returns; `explain()` adds the provenance. */
export type ResultBody<Kind extends ResultKind = ResultKind> = Omit<Result<Kind>, "provenance" | "method" | "options">;
