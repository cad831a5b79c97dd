/**
 * TensorFlow.js behind core's Backend.
 *
 * @example
 * ```ts
 * import { tfjsBackend } from "@lvlm-interpret/backend-tfjs"; // beside @tensorflow/tfjs-core and @tensorflow/tfjs-backend-wasm
 * import { tensor } from "@lvlm-interpret/core";
 *
 * const backend = tfjsBackend({ device: "wasm" });
 * const session = await backend.createSession(model); // a ModelSource, e.g. a graph of @lvlm-interpret/graph
 * const { logits } = await session.run({ x: tensor("float32", [1, 3], Float32Array.of(1, 2, 3)) });
 * await backend.dispose();
 * ```
 */
export { tfjsBackend } from "./backend.js";
export { type TfjsBackendOptions, type TfjsDevice, tfjsDevices } from "./options.js";
