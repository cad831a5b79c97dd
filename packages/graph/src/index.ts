/**
 * ONNX graphs as data, and explanations as mathematics on them.
 *
 * @example
 * ```ts
 * import { compileProgram, decodeModel, encodeModel, meanOver, openHandles, tapAttention } from "@lvlm-interpret/graph";
 *
 * const handles = openHandles(decodeModel(bytes), facts); // decoder_model_merged.onnx and the model's facts
 * const rows = handles.decoder.builder.input("rows", "int32", ["rows"]); // fed at run time
 * const tap = tapAttention(handles, { layers: [0, 1], rows, reduce: [meanOver("head")] });
 * const model = compileProgram(handles, { outputs: { attention: tap.value } }); // axes: layer, query, key
 * const file = encodeModel(model);
 * ```
 */
export type { Differentiated, GradientRequest } from "./autodiff/gradients.js";
export { differentiate, gradients } from "./autodiff/gradients.js";
export type { RecomputeRequest } from "./autodiff/recompute.js";
export type { LocalRows } from "./autodiff/row-local.js";
export { rowLocal } from "./autodiff/row-local.js";
export type { GradientRule, InputRule } from "./autodiff/rule.js";
export { notDifferentiable, vjp } from "./autodiff/rule.js";
export { gradientTable } from "./autodiff/table.js";
export type { VjpCall } from "./autodiff/vjp-call.js";
export type { AttributeLike, OpOptions } from "./build/builder.js";
export { GraphBuilder } from "./build/builder.js";
export { decodeModel } from "./codec/decode.js";
export type { EncodeOptions } from "./codec/encode.js";
export { encodeModel } from "./codec/encode.js";
export type { InferOptions, InferReport } from "./infer/infer-shapes.js";
export { inferShapes } from "./infer/infer-shapes.js";
export { hideKeys } from "./interventions/hide-keys.js";
export { replaceEmbeddings } from "./interventions/replace-embeddings.js";
export type { NodeSpec, OnnxModel } from "./ir/graph.js";
export { Graph } from "./ir/graph.js";
export type { Attribute, Node } from "./ir/node.js";
export { topologicalOrder } from "./ir/order.js";
export type { ExternalBytes, InlineBytes, TensorData } from "./ir/tensor-data.js";
export { externalTensor, inlineBytes, inlineTensor, tensorDataCount } from "./ir/tensor-data.js";
export type { Dim, Use, ValueType } from "./ir/value.js";
export { Value } from "./ir/value.js";
export { cloneModel } from "./passes/clone.js";
export { dropCache } from "./passes/drop-cache.js";
export { gatherRows } from "./passes/gather-rows.js";
export { printGraph } from "./passes/print.js";
export type { PruneOptions } from "./passes/prune.js";
export { pruneGraph } from "./passes/prune.js";
export type { ScanOptions } from "./passes/scan-over.js";
export { outputsThatDependOn, scanOver } from "./passes/scan-over.js";
export { verifyModel } from "./passes/verify.js";
export { compileProgram } from "./program/compile.js";
export { fingerprintModel, hashBytes } from "./program/fingerprint.js";
export { type GeneratedRows, generatedRows } from "./program/generated-rows.js";
export type { OpenHandlesOptions } from "./program/handles.js";
export { openHandles } from "./program/handles.js";
export type { LastRows } from "./program/logits-at.js";
export { lastRowsAt, logitsAt } from "./program/logits-at.js";
export type {
	DecoderHandles,
	DecoderLayerHandles,
	DrivenProgram,
	ExplainerProgram,
	ExplanationForm,
	GraphExplainer,
	ModelHandles,
	ProgramGraph,
	ProgramRuns,
	ProgramStage,
	Replay,
	Rows,
} from "./program/program.js";
export type { VisionHandles } from "./program/vision.js";
export { openVision } from "./program/vision.js";
export type { AttentionProducts } from "./rewrite/attention-products.js";
export { attentionProducts } from "./rewrite/attention-products.js";
export type { RewriteOptions, RewriteReport } from "./rewrite/driver.js";
export { applyRules } from "./rewrite/driver.js";
export { findAttention } from "./rewrite/find-attention.js";
export type { AttentionSite, RewriteContext, RewriteRule, Rewritten } from "./rewrite/rule.js";
export { attentionRules } from "./rewrite/rules/attention-rules.js";
export { groupQueryAttention } from "./rewrite/rules/group-query-attention.js";
export { multiHeadAttention } from "./rewrite/rules/multi-head-attention.js";
export type { AttentionTap } from "./taps/attention.js";
export { stackLayers, tapAttention, tapAttentionByLayer } from "./taps/attention.js";
export type { AxisValue, Reduction } from "./taps/axes.js";
export { chain } from "./taps/axes.js";
export {
	contract,
	entropyOver,
	maxOver,
	meanOver,
	project,
	select,
	sumOver,
	topK,
	weightedSum,
} from "./taps/reductions.js";
