/** The host on onnxruntime-web's asyncify build. */
import "./heap.mjs";
import * as ort from "onnxruntime-web/webgpu";
import { startWebHost } from "./web-host.mjs";

startWebHost(/** @type {import("./web-host.mjs").WebRuntime} */ (/** @type {unknown} */ (ort)));
