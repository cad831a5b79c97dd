import type { ExplainRequest, Generation, Model, Result } from "@lvlm-interpret/core";
import type { CausalOptions, SinkOptions } from "@lvlm-interpret/explainers";
import type { OutputFolder } from "../output/output-folder.js";
import type { causalFlagNames } from "./causal-options.js";
import type { RelevancyChoice, relevancyFlagNames } from "./relevancy-options.js";
import type { sinkFlagNames } from "./sink-options.js";

/** What the options of `explain` choose. */
export interface MethodChoice {
	readonly layers: "all" | readonly number[];
	readonly heads: "all" | readonly number[];
	readonly tokens: "all" | readonly number[];
	readonly regions: "all" | readonly number[];
	readonly matrixValue: "mass" | "pair-mean";
	readonly relevancy: RelevancyChoice;
	readonly causal: Partial<CausalOptions>;
	readonly sinks: Partial<SinkOptions>;
}

/** The options of `explain` that only some methods take, by their names in commander. */
export type MethodFlag =
	| "layer"
	| "head"
	| "patch"
	| "matrixValue"
	| (typeof sinkFlagNames)[number]
	| (typeof relevancyFlagNames)[number]
	| (typeof causalFlagNames)[number];

export interface MethodInput {
	readonly model: Model;
	readonly generation: Generation;
	readonly choice: MethodChoice;
	readonly request: ExplainRequest;
	readonly folder: OutputFolder;
	/** Second line of every picture: the question and the answer. */
	readonly subtitle: string;
}

/** What `--method` names: explains the answer, writes its pictures and tables, and gives back the results. */
export interface Method {
	readonly id: string;
	readonly summary: string;
	/** Which of those options it takes; the others are refused with it. */
	readonly takes: readonly MethodFlag[];
	run(input: MethodInput): Promise<readonly Result[]>;
}
