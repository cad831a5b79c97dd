import type { Backend, Capability } from "@lvlm-interpret/core";
import { backendOfHost } from "./backend-of-host.js";
import { type DeviceReport, probeDevice } from "./devices.js";
import { placeModel } from "./external-files.js";
import { nodeFailure } from "./failure.js";
import { processPort, threadPort } from "./host-port.js";
import { type OnnxBackendOptions, resolveBackendOptions } from "./options.js";
import { runtimeOptions } from "./session-options.js";

/**
 * ONNX Runtime in Node, in a worker thread or a child process of its own. All work of one backend is done one after the
 * other.
 *
 * Abort: a waiting run never starts. A running one is left at once (the promise rejects, the result is dropped); in a thread
 * it still runs to its end before the next one starts, so the worst wait is one run; in a process it is killed.
 * After a kill or a crash the next use starts a new process, in which sessions are created again from their sources; values
 * that were kept there are gone ("session-disposed").
 * `process.exit()` during a run of a thread aborts Node (a property of the runtime); await or dispose first.
 *
 * @throws {LvlmError} "invalid-argument" for an option out of range.
 */
export function onnxBackend(options: OnnxBackendOptions = {}): Backend {
	const resolved = resolveBackendOptions(options);
	const { device, isolation, env, logger } = resolved;
	let probed: Promise<DeviceReport> | undefined;
	return backendOfHost({
		device,
		capabilities: capabilitiesOf(device, isolation),
		logger,
		open: (events) => (isolation === "process" ? processPort(events, env) : threadPort(events)),
		async prepare(model, optimization) {
			const placed = await placeModel(model);
			return { graph: placed.graph, options: runtimeOptions(resolved, placed, optimization) };
		},
		failure: (step) => nodeFailure(step, device),
		graceMs: isolation === "process" ? 0 : Number.POSITIVE_INFINITY,
		async isAvailable() {
			probed ??= probeDevice(device, false, { env });
			const { available, reason } = await probed;
			return reason === undefined ? { available } : { available, reason };
		},
		...(isolation === "thread" ? { residentBytes: () => process.memoryUsage.rss() } : {}),
	});
}

/** Half precision on WebGPU depends on the adapter (shader-f16), so it is not promised there. */
function capabilitiesOf(device: string, isolation: string): ReadonlySet<Capability> {
	const capabilities: Capability[] = ["int64", "external-paths", "device-outputs"];
	if (device !== "webgpu") capabilities.push("float16");
	if (device === "cpu") capabilities.push("scan");
	if (isolation === "process") capabilities.push("kill");
	return new Set(capabilities);
}
