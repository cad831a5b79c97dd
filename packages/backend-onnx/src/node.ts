/** ONNX Runtime for Node behind core's Backend. */
export { onnxBackend } from "./backend.js";
export type { OnnxBackendOptions, OnnxDevice, OnnxLogger } from "./options.js";
