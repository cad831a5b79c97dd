/**
 * Causal discovery: correlation matrix or any independence test in, partial ancestral graph out. Needs no model.
 *
 * ```ts
 * import { correlationTest, explain, orderedIcd } from "@lvlm-interpret/explainers/causal-discovery";
 *
 * // Three tokens; the correlation of 0 and 2 goes through 1 (0.8 · 0.7).
 * const correlation = Float64Array.of(1, 0.8, 0.56, 0.8, 1, 0.7, 0.56, 0.7, 1);
 * const test = correlationTest({ correlation, nodeCount: 3, sampleCount: 128, alpha: 1e-5 });
 * const { graph, separatingSets, testsBySize } = orderedIcd(test);
 *
 * graph.edges();             // 0 o-> 1, 1 --> 2
 * separatingSets.get(0, 2);  // [1]
 * testsBySize;               // [3, 1]
 * explain(graph, 2, 1).nodes;  // [1]
 * ```
 *
 * @module
 */
export { circleComponents, definiteComponents, possibleComponent, regionOf } from "./components.js";
export { correlationOfRows } from "./correlation.js";
export { type CorrelationTest, type CorrelationTestOptions, correlationTest } from "./correlation-test.js";
export {
	type ChangeTester,
	type ExplanationSearchOptions,
	type ExplanationSearchResult,
	explain,
	type RadiusExplanation,
	searchExplanations,
} from "./explanation.js";
export { criticalZ, fisherPValue } from "./fisher.js";
export { createHeadPool, type HeadPool, type HeadPoolOptions, type HeadRunOptions } from "./head-pool.js";
export { discoverHead, type HeadGraph, type HeadTask } from "./head-task.js";
export {
	type HeadError,
	type HeadReply,
	type HeadServerPort,
	type HeadWorker,
	type NodeWorkerLike,
	nodeHeadWorker,
	serveHeads,
	type WebWorkerLike,
	webHeadWorker,
} from "./head-worker.js";
export { icd } from "./icd.js";
export { aggregateWeights, type HeadWeights, headImportance, tokenWeights } from "./importance.js";
export { type IndependenceTest, restrictTest } from "./independence-test.js";
export { type LegalSet, type LegalSetOptions, legalSets } from "./legal-sets.js";
export { orderedIcd } from "./ordered-icd.js";
export {
	arrowRules,
	type OrientationRule,
	type OrientOptions,
	orient,
	orientationRules,
	selectionRules,
	tailRules,
} from "./orientation.js";
export { type EndMark, Mark, Pag, type PagEdge } from "./pag.js";
export { type PdsReach, reachByPaths, reachInTree } from "./pds-reach.js";
export {
	type NestedPdsTree,
	nestTree,
	type PdsTree,
	type PdsTreeOptions,
	pdsTree,
	treeMembers,
} from "./pds-tree.js";
export { discriminatingPath } from "./rules/discriminating-path.js";
export type { Rule, RuleContext } from "./rules/rule.js";
export { type StepCondition, type UncoveredPathQuery, uncoveredPath } from "./rules/uncovered-path.js";
export type { Discovery, DiscoveryOptions, DiscoveryProgress } from "./search.js";
export { type SeparatedPair, SeparatingSets } from "./separating-sets.js";
export { isVisibleEdge } from "./visible-edge.js";
