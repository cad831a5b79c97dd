/** The host on onnxruntime-web's jspi build. */
import "./heap.mjs";
import "./held-streams.mjs";
import * as ort from "onnxruntime-web/jspi";
import { startWebHost } from "./web-host.mjs";

startWebHost(/** @type {import("./web-host.mjs").WebRuntime} */ (/** @type {unknown} */ (ort)));
