/**
 * ONNX Runtime for browsers behind core's Backend: WebGPU and WebAssembly, in a dedicated worker.
 *
 * @example
 * ```ts
 * import { onFirstDevice } from "@lvlm-interpret/backend-onnx/browser";
 * import { relevancy } from "@lvlm-interpret/explainers";
 * import { openModel } from "@lvlm-interpret/models";
 *
 * // WebGPU; where that is missing or fails, WebAssembly, and the console says why.
 * const address = new URL("models/shapes-llava", document.baseURI).href;
 * const { value: model, backend } = await onFirstDevice((backend) => openModel(address, { backend }));
 * const answer = await model.generate({ image: bytes, prompt: "What colour is the circle?" });
 * const maps = await answer.explain(relevancy(), { tokens: [0] });
 * await model.dispose();
 * await backend.dispose();
 * ```
 */
export { onnxBackend } from "./browser-backend.js";
export type { OnnxWebDevice, OnnxWebOptions } from "./browser-options.js";
export type { FirstDevice, FirstDeviceOptions, PassedDevice } from "./first-device.js";
export { onFirstDevice } from "./first-device.js";
export type { OnnxLogger } from "./logger.js";
export type { OrtBuild } from "./web-builds.js";
export type { WebAdapter, WebDeviceReport } from "./web-support.js";
export { devices } from "./web-support.js";
