import {
	type Backend,
	type BackendMemory,
	type Capability,
	LvlmError,
	type ModelSource,
	type Session,
	type Tensor,
} from "@lvlm-interpret/core";
import { type DeviceTensorOwner, goneError, type OnnxDeviceTensor } from "./device-tensor.js";
import type { FailedStep } from "./failure.js";
import { createHost, type HostEvents, type HostPort } from "./host.js";
import type { OnnxLogger } from "./logger.js";
import { createRunQueue } from "./run-queue.js";
import { createOnnxSession, type PreparedModel, type SessionContext } from "./session.js";

/** Where and how a host runs: what differs between Node and browsers. */
export interface HostPlace {
	readonly device: string;
	readonly capabilities: ReadonlySet<Capability>;
	readonly logger: OnnxLogger;
	open(events: HostEvents): HostPort;
	/** A model as the runtime takes it. */
	prepare(model: ModelSource, optimization: "all" | "none"): Promise<PreparedModel>;
	/** A failure of the runtime as ours. */
	failure(step: FailedStep): LvlmError;
	/**
	 * How long the run of a caller who has left may go on before the host is ended, in milliseconds; `Infinity`: to its end.
	 */
	readonly graceMs: number;
	isAvailable(): Promise<{ readonly available: boolean; readonly reason?: string }>;
	/** Where the host's memory can be read without it. */
	residentBytes?(): number;
}

/** A backend over one host, with one queue, its sessions and its kept values. */
export function backendOfHost(place: HostPlace): Backend {
	const queue = createRunQueue();
	const sessions = new Set<Session>();
	const live = new Set<OnnxDeviceTensor>();
	let freed: OnnxDeviceTensor[] = [];
	let lastSession = 0;
	let disposed: Promise<void> | undefined;

	const host = createHost(place.open, ({ reason, epoch, killed }) => {
		for (const value of live) if (value.state.epoch === epoch) live.delete(value);
		if (!killed) place.logger("warn", `ONNX Runtime stopped: ${reason}. It is started again at the next use.`);
	});

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

	/** Ends the host when the job that runs now has not ended after the grace. */
	function interrupt(): void {
		if (place.graceMs === 0) {
			host.kill();
			return;
		}
		const timer = setTimeout(() => {
			host.kill();
			place.logger(
				"info",
				"A run that was stopped did not end, so ONNX Runtime was; the next use loads the model again.",
			);
		}, place.graceMs);
		// The next job starts when this one has ended. A queue that was closed meanwhile waits for it, so it is still ended.
		queue
			.add(async () => {})
			.then(
				() => clearTimeout(timer),
				() => {},
			);
	}

	const context: SessionContext = {
		place,
		host,
		queue,
		owner,
		sessions,
		interrupt: place.graceMs === Number.POSITIVE_INFINITY ? undefined : interrupt,
		nextSession: () => ++lastSession,
	};

	const disposedError = (session: string): LvlmError =>
		new LvlmError("session-disposed", `The ONNX backend was disposed, so "${session}" cannot be used.`, { session });

	return {
		specificationVersion: "v1",
		id: "onnx",
		device: place.device,
		capabilities: place.capabilities,
		isAvailable: () => place.isAvailable(),
		async createSession(model, sessionOptions = {}) {
			if (disposed) throw disposedError(model.name);
			return createOnnxSession(context, model, sessionOptions);
		},
		async memory(): Promise<BackendMemory> {
			const residentBytes =
				place.residentBytes?.() ??
				(await queue.add(async () => (host.running ? (await host.call({ kind: "memory" })).residentBytes : 0)));
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
