/**
 * The worker's side: everything that runs a model.
 *
 * @example
 * ```ts
 * // engine.worker.ts, started by the page with new Worker(new URL("./engine.worker.js", import.meta.url), { type: "module" })
 * import { onnxBackend } from "@lvlm-interpret/backend-onnx";
 * import { attention, layerHeadMatrix, relevancy, rollout } from "@lvlm-interpret/explainers";
 * import { startEngine } from "@lvlm-interpret/worker/engine";
 *
 * startEngine({
 *   explainers: [attention(), layerHeadMatrix(), relevancy(), rollout()],
 *   backends: [{ device: "cpu", create: () => onnxBackend({ device: "cpu" }) }],
 * });
 * ```
 */
export type { EngineBackend } from "./devices.js";
export type { EngineExplainer, EngineJudge } from "./explainers.js";
export type { PortLike } from "./port.js";
export type { EngineSettings } from "./start-engine.js";
export { startEngine } from "./start-engine.js";
