/**
 * Contracts and small values of LVLM-Interpret. No I/O, no runtime dependency.
 *
 * @example
 * ```ts
 * import { createRegistry, isLvlmError, tensor } from "@lvlm-interpret/core";
 *
 * const row = tensor("float32", [1, 3], new Float32Array([0.2, 0.3, 0.5]), ["query", "key"]);
 * try {
 *   await createRegistry("explainer").get("attention");
 * } catch (error) {
 *   if (isLvlmError(error, "unknown-plugin")) console.log(error.fields.known);
 * }
 * ```
 */
export type { Aggregation, AggregationId } from "./aggregations.js";
export { aggregationIds, aggregations } from "./aggregations.js";
export type {
	Backend,
	BackendMemory,
	Capability,
	DeviceTensor,
	ExternalFile,
	ModelSource,
	RunOptions,
	Session,
	SessionOptions,
	SessionValue,
	ValueInfo,
} from "./backend.js";
export { isDeviceTensor, weightBytes } from "./backend.js";
export type {
	CausalCheck,
	CausalEdge,
	CausalEndMark,
	CausalExplanation,
	CausalGraphs,
	CausalHead,
	CausalNode,
	CausalRadius,
	CausalSeparation,
	CausalTreeNode,
	CausalWeight,
} from "./causal-graph.js";
export type { DownloadFailure, ErrorCode, ErrorFields } from "./errors.js";
export { invariant, isAbort, isLvlmError, LvlmError } from "./errors.js";
export type { Explainer, ExplainRequest, OptionSchema, OptionSpec } from "./explainer.js";
export type {
	Faithfulness,
	FaithfulnessAreas,
	FaithfulnessCurve,
	FaithfulnessPoint,
	FaithfulnessSpread,
	FaithfulnessTop,
} from "./faithfulness.js";
export type { CheckFeedsOptions } from "./feeds.js";
export { checkFeeds } from "./feeds.js";
export type {
	Alternative,
	GeneratedToken,
	GenerateRequest,
	Generation,
	GenerationData,
	Message,
	Preprocess,
	Progress,
	SamplingOptions,
	StopReason,
} from "./generation.js";
export { fromHalf, toHalf } from "./half.js";
export { assertJson } from "./json-value.js";
export type { ImageLayout, Rect, RgbImage } from "./layout.js";
export type { Model, ModelFacts } from "./model.js";
export { resolveOptions } from "./options.js";
export { rankCorrelation } from "./rank-correlation.js";
export type { Lazy, Registry } from "./registry.js";
export { createRegistry } from "./registry.js";
export type { Axis, Provenance, Result, ResultBody, ResultDataOf, ResultKind, ResultTensor } from "./result.js";
export type {
	MemoryRowSource,
	RowAxis,
	RowData,
	RowDType,
	RowReducer,
	RowRequest,
	RowSource,
	RowSourceShape,
	Rows,
	StoredRows,
} from "./row-source/index.js";
export { memoryRowSource, newestRows, rowAxes, storedRowSource, storeRows } from "./row-source/index.js";
export type { Sanity, SanityChange, SanityCheck, SanityLevel } from "./sanity.js";
export type { Segment, Sequence, SequenceToken } from "./sequence.js";
export { positionsOf, queryPosition } from "./sequence.js";
export type { SinkCandidate, SinkMode, Sinks } from "./sinks.js";
export { sinkReason } from "./sinks.js";
export type { DType, DTypeArrays, Tensor, TypedArray } from "./tensor.js";
export { allocate, assertShape, bytesPerElement, elementCount, tensor } from "./tensor.js";
export type { Word, WordToken } from "./words.js";
export { groupWords } from "./words.js";
export { tokenPieces } from "./words-pieces.js";
export type { WordKind } from "./words-spans.js";
