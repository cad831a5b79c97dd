/**
 * ONNX Runtime for Node behind core's Backend.
 *
 * @example
 * ```ts
 * import { devices, onnxBackend } from "@lvlm-interpret/backend-onnx";
 * import { tensor } from "@lvlm-interpret/core";
 *
 * for (const { device, available, reason } of await devices()) console.log(device, available ? "works" : reason);
 *
 * const backend = onnxBackend({ device: "cpu" });
 * const session = await backend.createSession(model); // a ModelSource, e.g. a graph of @lvlm-interpret/graph
 * const { logits } = await session.run({ x: tensor("float32", [1, 3], Float32Array.of(1, 2, 3)) });
 * await backend.dispose();
 * ```
 */
export { onnxBackend } from "./backend.js";
export type { DeviceReport, DevicesOptions } from "./devices.js";
export { devices } from "./devices.js";
export type { OnnxLogger } from "./logger.js";
export type { OnnxBackendOptions, OnnxDevice } from "./options.js";
