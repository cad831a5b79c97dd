/**
 * Opens a Hugging Face checkpoint as a vision-language model whose ONNX graphs can be run and explained.
 *
 * @example
 * ```ts
 * import { onnxBackend } from "@lvlm-interpret/backend-onnx";
 * import { attention } from "@lvlm-interpret/explainers";
 * import { openModel } from "@lvlm-interpret/models";
 *
 * const backend = onnxBackend({ device: "cpu" });
 * const model = await openModel("models/shapes-llava", { backend });
 * const answer = await model.generate({ image: bytes, prompt: "What colour is the circle?" }); // bytes of a PNG, JPEG, …
 * const looks = await answer.explain(attention(), { tokens: [0] });
 * console.log(answer.text, looks.tensors);
 * await model.dispose();
 * await backend.dispose();
 * ```
 */

export { browserStore } from "./browser-store/browser-store.js";
export type { PartsOptions } from "./browser-store/parts.js";
export type { ChangedAnswers } from "./changed-answers/changed-answers.js";
export { changedAnswers } from "./changed-answers/changed-answers.js";
export type { JsonObject } from "./config/json-fields.js";
export type { LlavaConfig } from "./config/llava-config.js";
export { readLlavaConfig } from "./config/llava-config.js";
export type { Conversion, ConvertedFile, ConvertOptions } from "./convert/convert-checkpoint.js";
export { convertCheckpoint } from "./convert/convert-checkpoint.js";
export type { DeviceLimits } from "./estimate/device-limits.js";
export { browserLimits, wasmHeapBytes } from "./estimate/device-limits.js";
export type { MemoryNeed, ModelEstimate } from "./estimate/estimate.js";
export { estimateModel } from "./estimate/estimate.js";
export type { ExplainCommandOptions } from "./estimate/explain-command.js";
export { explainCommand } from "./estimate/explain-command.js";
export type { Check, Fit, Verdict } from "./estimate/verdict.js";
export { judge } from "./estimate/verdict.js";
export type { Computation, ComputeReport, ComputeRequest } from "./explain/compute.js";
export type { FamilyInput, FamilyModel, ModelFamily, PartName } from "./families/family.js";
export { partNames } from "./families/family.js";
export { llava } from "./families/llava/llava.js";
export type { Checkpoint, OpenCheckpointOptions } from "./families/open-checkpoint.js";
export { builtInFamilies, openCheckpoint } from "./families/open-checkpoint.js";
export { modelSource } from "./families/source.js";
export type { ListedFile } from "./files/file-list.js";
export { fileList } from "./files/file-list.js";
export { folder } from "./files/folder.js";
export type { FileEntry, ModelFiles } from "./files/model-files.js";
export { isFusedAttentionRight, withoutFusedAttention } from "./fused-attention/fused-attention.js";
export type { OpenedGeneration } from "./generate/answer.js";
export type { AnswerPrompt, AnswerRequest } from "./generate/generate.js";
export type { ReplayRequest } from "./generate/replay-answer.js";
export { hubCache } from "./hub/hub-cache.js";
export type { HubModelOptions } from "./hub/hub-model.js";
export { hubModel } from "./hub/hub-model.js";
export type { HubSettings } from "./hub/hub-settings.js";
export { hubSettings } from "./hub/hub-settings.js";
export type { ContainerInfo, ImageFormat, MetadataBlock } from "./image/decode/container.js";
export type { DecodeOptions, ImageDecoder, PixelReader } from "./image/decode/decode.js";
export { createImageDecoder, decodeImage } from "./image/decode/decode.js";
export type { FoundOrientation, Orientation } from "./image/decode/orientation.js";
export type { FeatureStrategy } from "./image/layout/clip-layout.js";
export { clipLayout } from "./image/layout/clip-layout.js";
export type { ClipPreprocessing, Size } from "./image/preprocess/clip-config.js";
export { readClipPreprocessing } from "./image/preprocess/clip-config.js";
export type { ImageGeometry } from "./image/preprocess/geometry.js";
export type { PreparedImage } from "./image/preprocess/preprocess.js";
export { preprocessImage } from "./image/preprocess/preprocess.js";
export type { ResampleFilter } from "./image/resize/filters.js";
export type { Pixels } from "./image/resize/resize.js";
export { resize } from "./image/resize/resize.js";
export type { ModelInput, OpenedModel, OpenModelOptions, PrepareRequest } from "./open-model.js";
export { openModel } from "./open-model.js";
export { withRandomWeights } from "./random-weights/random-weights.js";
export type { WeightBlock, WeightRange } from "./random-weights/weight-blocks.js";
export { weightBlocks } from "./random-weights/weight-blocks.js";
export type { ModelStore, PartialFile, StoredModel } from "./remote/model-store.js";
export { remoteFiles } from "./remote/remote-files.js";
export type { RemoteFile, RemoteModel } from "./remote/remote-model.js";
export type { Connection } from "./remote/request.js";
export type { StoredTensor } from "./safetensors/header.js";
export { readSafetensorsHeader } from "./safetensors/header.js";
export type { WeightTable } from "./safetensors/weight-table.js";
export { readWeights } from "./safetensors/weight-table.js";
export { directoryFiles, droppedFiles } from "./sources/dropped-files.js";
export type { Inspection } from "./sources/model-files-of.js";
export { inspectModel, modelFilesOf } from "./sources/model-files-of.js";
export type { SourceOptions } from "./sources/source-options.js";
export { urlFolder } from "./sources/url-folder.js";
