/**
 * The whole engine in a worker, from the page's side: models run there, plain data comes back.
 *
 * @example
 * ```ts
 * import { createEngine } from "@lvlm-interpret/worker";
 *
 * const engine = createEngine({
 *   worker: () => new Worker(new URL("./engine.worker.js", import.meta.url), { type: "module" }),
 *   onEvent: (event) => event.kind === "ended" && console.warn(event.message),
 * });
 * await engine.open("/models/shapes-llava", { onProgress: ({ phase, done, total }) => console.log(phase, done, total) });
 * const answer = await engine.generate({ image: file, prompt: "What colour is the circle?", onToken: ({ text }) => console.log(text) });
 * const relevance = await engine.explain(answer, "relevancy", { tokens: [3] });
 * const attention = engine.rows(answer); // a RowSource: layers, heads and tokens change without a run
 * ```
 */
export { createEngine } from "./client/create-engine.js";
export type { EngineAnswer, EnginePrompt } from "./client/engine-answer.js";
export { answerSoFar } from "./client/engine-answer.js";
export type {
	EngineClient,
	EngineEvent,
	EngineExplainRequest,
	EngineGenerateRequest,
	EngineOptions,
	EngineRequest,
	EngineState,
} from "./client/engine-client.js";
export type { EndReason } from "./client/engine-instance.js";
export type { WorkerLike } from "./client/engine-worker.js";
export type { EngineSource, NamedBlob } from "./client/model-source.js";
export { droppedSource } from "./client/model-source.js";
export type {
	AnswerModel,
	EngineDescription,
	EngineDevice,
	EngineOpenOptions,
	EngineSourceOptions,
	ExplainerDescription,
	OpenReport,
	Subject,
	WireRequest,
} from "./protocol/calls.js";
export { protocolVersion } from "./protocol/messages.js";
export type {
	AttentionRows,
	AttentionRowsAnswer,
	AttentionRowsOptions,
	AttentionRowsRequest,
} from "./row-store/attention-rows.js";
