/**
 * The session file `.lvlm`: an answer with its explanations, as a zip of `manifest.json`, `image.png` and `tensors.safetensors`
 * that Python opens with `zipfile` and `safetensors`. Bytes in, bytes out; fflate is the only dependency.
 *
 * @example
 * ```ts
 * import { decodeSession, encodeSession, sessionOf } from "@lvlm-interpret/core/session";
 *
 * const session = sessionOf(generation, [attentionMaps], {
 *   toolVersion: "0.1.0",
 *   model: model.facts,
 *   run: { backend: "onnx", device: "cpu", precision: "float32" },
 *   image: pngBytes,
 * });
 * await writeFile("answer.lvlm", encodeSession(session));
 * const again = decodeSession(await readFile("answer.lvlm"));
 * console.log(again.answer.text, again.results[0].tensors);
 * ```
 */
export { decodeSession } from "./decode.js";
export { encodeSession } from "./encode.js";
export type { SessionLimits } from "./limits.js";
export { schemaVersion } from "./manifest.js";
export type { LeftOut, SessionExtra, SessionFile, SessionSelection } from "./session-file.js";
export { sessionOf } from "./session-file.js";
export type { WorkFile, WorkRun } from "./work.js";
export { decodeWork, encodeWork } from "./work.js";
export { writeZip } from "./zip.js";
