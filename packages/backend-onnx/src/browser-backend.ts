import type { Backend, Capability } from "@lvlm-interpret/core";
import { backendOfHost } from "./backend-of-host.js";
import { type OnnxWebOptions, resolveWebOptions } from "./browser-options.js";
import { buildFor, startBuild, wasmUrl } from "./web-builds.js";
import { webFailure } from "./web-failure.js";
import { prepareWebModel } from "./web-model.js";
import { webPort } from "./web-port.js";
import { reportDevice, threadsFor, type WebDeviceReport } from "./web-support.js";

/**
 * ONNX Runtime in a browser, in a dedicated worker of its own, so that a run never blocks the page (or the worker) that asks for it. It
 * is started at the first session; only the one build that the device needs is loaded.
 *
 * All work of one backend is done one after the other. Abort: a waiting run never starts; a running one is left at once, and the
 * worker is ended if it still runs after `graceMs`. After that, after a crash, and after the GPU's device was lost, the next use
 * starts a new worker, in which sessions are created again from their sources; values that were kept there are gone ("session-disposed").
 *
 * Weights must be Blobs or bytes. Nothing is fetched but the runtime's own .wasm file, from the app's server.
 *
 * @throws {LvlmError} "invalid-argument" for an option out of range.
 */
export function onnxBackend(options: OnnxWebOptions = {}): Backend {
	const resolved = resolveWebOptions(options);
	const { device, wasmFolder, threads: wanted, graceMs, logger, startWorker = startBuild } = resolved;
	let reported: Promise<WebDeviceReport> | undefined;
	let toldThreads = false;
	return backendOfHost({
		device,
		capabilities: capabilitiesOf(device, graceMs),
		logger,
		open(events) {
			const build = buildFor(device);
			const { threads, note } = device === "wasm" ? threadsFor(wanted) : { threads: 1 };
			if (note !== undefined && !toldThreads) logger("info", note);
			toldThreads = true;
			return webPort(events, () => startWorker(build), {
				threads,
				...(wasmFolder === undefined ? {} : { wasmPaths: { wasm: wasmUrl(build, wasmFolder) } }),
			});
		},
		prepare: (model, optimization) => prepareWebModel(model, optimization, resolved),
		failure: (step) => webFailure(step, device),
		graceMs,
		async isAvailable() {
			reported ??= reportDevice(device, wanted);
			const { available, reason } = await reported;
			return reason === undefined ? { available } : { available, reason };
		},
	});
}

/** Half precision on WebGPU depends on the adapter (shader-f16), so it is not promised there. */
function capabilitiesOf(device: string, graceMs: number): ReadonlySet<Capability> {
	const capabilities: Capability[] = ["int64", "device-outputs"];
	if (device === "wasm") capabilities.push("float16", "scan");
	if (graceMs < Number.POSITIVE_INFINITY) capabilities.push("kill");
	return new Set(capabilities);
}
