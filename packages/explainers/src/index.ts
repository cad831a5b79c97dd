/**
 * Explainers: methods stated as mathematics on the model's graph.
 *
 * @example
 * ```ts
 * import { attention, layerHeadMatrix } from "@lvlm-interpret/explainers";
 *
 * // `answer` is a Generation of @lvlm-interpret/models.
 * const looked = await answer.explain(attention(), { layers: [5], tokens: [3] });
 * const matrix = await answer.explain(layerHeadMatrix(), { aggregations: ["answer-image"] });
 * console.log(looked.tensors.attention?.description, matrix.tensors["answer-image"]?.tensor.data);
 * ```
 */
export type { AttentionOptions, AttentionView, HeadReduction } from "./attention/attention.js";
export { attention } from "./attention/attention.js";
export { causal } from "./causal/causal.js";
export type { CausalOptions } from "./causal/options.js";
export { faithfulness } from "./faithfulness/faithfulness.js";
export type { FaithfulnessOptions } from "./faithfulness/options.js";
export { faithfulnessOptions } from "./faithfulness/options.js";
export type { PixelRemoval } from "./faithfulness/pixel-removal.js";
export type { RankedMap, RankedMapOptions } from "./faithfulness/ranked-map.js";
export { rankedMap } from "./faithfulness/ranked-map.js";
export type { LocalisationScores } from "./ground-truth/metrics.js";
export {
	bestIou,
	insideRegions,
	localisationScores,
	mass,
	pointing,
	rankAccuracy,
} from "./ground-truth/metrics.js";
export type { ObjectMask } from "./ground-truth/region-shares.js";
export { regionShares } from "./ground-truth/region-shares.js";
export type { LayerHeadMatrixOptions } from "./layer-head-matrix/layer-head-matrix.js";
export { layerHeadMatrix } from "./layer-head-matrix/layer-head-matrix.js";
export { seededRandom, shuffled } from "./random/seeded-random.js";
export type { RelevancyMap, RelevancyMode, RelevancyOptions, RelevancySeed } from "./relevancy/options.js";
export { checkCombination as checkRelevancyOptions } from "./relevancy/options.js";
export { relevancy } from "./relevancy/relevancy.js";
export type { Removable } from "./removal/removable.js";
export { assertRemovable, removablePositions } from "./removal/removable.js";
export type { NeutralWord, Removal, RemovalValues } from "./removal/removal-graphs.js";
export { neutralWord, removalGraphs, removals, writeRemoval } from "./removal/removal-graphs.js";
export type { RemovalOutcome, RemovalTester, RemovalTesterOptions } from "./removal/removal-tester.js";
export { createRemovalTester, defaultBatchSize } from "./removal/removal-tester.js";
export type { RolloutOptions } from "./rollout/rollout.js";
export { rollout } from "./rollout/rollout.js";
export type { SanityOptions } from "./sanity/options.js";
export { sanityOptions } from "./sanity/options.js";
export { regionValues } from "./sanity/region-values.js";
export type { SanityLab } from "./sanity/sanity.js";
export { sanity } from "./sanity/sanity.js";
export type { Indices } from "./selection/tokens.js";
export type { SinkOptions } from "./sinks/options.js";
export { sinkOptions } from "./sinks/options.js";
export { readSinks, sinkCautions, writeSinks } from "./sinks/sinks.js";
