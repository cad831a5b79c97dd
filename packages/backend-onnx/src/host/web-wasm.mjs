/** The host on onnxruntime-web's wasm build. */
import "./heap.mjs";
import * as ort from "onnxruntime-web/wasm";
import { startWebHost } from "./web-host.mjs";

startWebHost(/** @type {import("./web-host.mjs").WebRuntime} */ (/** @type {unknown} */ (ort)));
