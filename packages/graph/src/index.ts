export type { AttributeLike, OpOptions } from "./build/builder.js";
export { GraphBuilder } from "./build/builder.js";
export { decodeModel } from "./codec/decode.js";
export type { EncodeOptions } from "./codec/encode.js";
export { encodeModel } from "./codec/encode.js";
export type { NodeSpec, OnnxModel } from "./ir/graph.js";
export { Graph } from "./ir/graph.js";
export type { Attribute, Node } from "./ir/node.js";
export { topologicalOrder } from "./ir/order.js";
export type { ExternalBytes, InlineBytes, TensorData } from "./ir/tensor-data.js";
export { externalTensor, inlineBytes, inlineTensor, tensorDataCount } from "./ir/tensor-data.js";
export type { Dim, Use, ValueType } from "./ir/value.js";
export { Value } from "./ir/value.js";
export type {
	DecoderHandles,
	DecoderLayerHandles,
	ExplainerProgram,
	GraphExplainer,
	ModelHandles,
	Replay,
} from "./program/program.js";
export type { AttentionTap, AttentionTapOptions, TapAxis } from "./taps/attention-tap.js";
export { attentionTap, entropyTap, massTap, reduceTap, stackTap, topKTap } from "./taps/attention-tap.js";
