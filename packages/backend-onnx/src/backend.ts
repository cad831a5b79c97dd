import {
	type Backend,
	type BackendMemory,
	type Capability,
	LvlmError,
	type Session,
	type Tensor,
} from "@lvlm-interpret/core";
import { type DeviceTensorOwner, goneError, type OnnxDeviceTensor } from "./device-tensor.js";
import { type DeviceReport, probeDevice } from "./devices.js";
import { createHost } from "./host.js";
import { type HostEvents, processPort, threadPort } from "./host-port.js";
import { type OnnxBackendOptions, resolveBackendOptions } from "./options.js";
import { createRunQueue } from "./run-queue.js";
import { createOnnxSession, type SessionContext } from "./session.js";

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
	const queue = createRunQueue();
	const sessions = new Set<Session>();
	const live = new Set<OnnxDeviceTensor>();
	let freed: OnnxDeviceTensor[] = [];
	let lastSession = 0;
	let disposed: Promise<void> | undefined;
	let probed: Promise<DeviceReport> | undefined;

	const host = createHost(
		(events: HostEvents) => (isolation === "process" ? processPort(events, env) : threadPort(events)),
		({ reason, epoch, killed }) => {
			for (const value of live) if (value.state.epoch === epoch) live.delete(value);
			if (!killed) logger("warn", `ONNX Runtime stopped: ${reason}. It is started again at the next use.`);
		},
	);

	const owner: DeviceTensorOwner = {
		live,
		read: (value, signal) =>
			queue.add(
				async (): Promise<Tensor | null> => {
					if (!host.running || value.state.epoch !== host.epoch) throw goneError(value.state.session);
					return host.call({ kind: "read", handle: value.state.handle });
				},
				{ signal },
			),
		// A cache is freed value by value; one message takes them all. It goes through the queue, behind the runs that use them.
		free(value) {
			freed.push(value);
			if (freed.length === 1) queueMicrotask(() => void queue.add(sendFreed).catch(() => {}));
		},
	};

	async function sendFreed(): Promise<void> {
		const handles = freed.filter((value) => value.state.epoch === host.epoch).map((value) => value.state.handle);
		freed = [];
		if (host.running && handles.length > 0) await host.call({ kind: "free", handles });
	}

	const context: SessionContext = {
		options: resolved,
		host,
		queue,
		owner,
		sessions,
		interrupt: isolation === "process" ? () => host.kill() : undefined,
		nextSession: () => ++lastSession,
	};

	const disposedError = (session: string): LvlmError =>
		new LvlmError("session-disposed", `The ONNX backend was disposed, so "${session}" cannot be used.`, { session });

	return {
		specificationVersion: "v1",
		id: "onnx",
		device,
		capabilities: capabilitiesOf(device, isolation),
		async isAvailable() {
			probed ??= probeDevice(device, false, { env });
			const { available, reason } = await probed;
			return reason === undefined ? { available } : { available, reason };
		},
		async createSession(model, sessionOptions = {}) {
			if (disposed) throw disposedError(model.name);
			return createOnnxSession(context, model, sessionOptions);
		},
		async memory(): Promise<BackendMemory> {
			const residentBytes =
				isolation === "thread"
					? process.memoryUsage.rss()
					: await queue.add(async () => (host.running ? (await host.call({ kind: "memory" })).residentBytes : 0));
			return { residentBytes, sessions: sessions.size, deviceTensors: live.size };
		},
		dispose() {
			disposed ??= (async () => {
				await queue.close(() => disposedError("a session of it"));
				sessions.clear();
				live.clear();
				await host.close();
			})();
			return disposed;
		},
	};
}

/** Half precision on WebGPU depends on the adapter (shader-f16), so it is not promised there. */
function capabilitiesOf(device: string, isolation: string): ReadonlySet<Capability> {
	const capabilities: Capability[] = ["int64", "external-paths", "device-outputs"];
	if (device !== "webgpu") capabilities.push("float16");
	if (isolation === "process") capabilities.push("kill");
	return new Set(capabilities);
}
