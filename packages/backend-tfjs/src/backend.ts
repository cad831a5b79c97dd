import { type Backend, type Capability, LvlmError, type Session } from "@lvlm-interpret/core";
import type { CellOwner, TfjsDeviceTensor } from "./device-tensor.js";
import { resolveDevice, type TfjsBackendOptions } from "./options.js";
import { queueOf } from "./queue.js";
import { loadRuntime, type Runtime } from "./runtime.js";
import { createTfjsSession } from "./session.js";

/** Longest time without a pause in which aborts are heard and the page can draw, in milliseconds. */
const sliceMs = 25;

/**
 * ONNX graphs on the kernels of TensorFlow.js.
 *
 * Types: floats of 16 and 32 bits are computed in float32 (half precision is rounded where a value leaves the session), bool on the device.
 * Everything else (integers, float64), for which TensorFlow.js has no exact type, is computed on the host, exactly, by graph's own operators; such
 * values are ids, positions and sizes. Operators without a kernel are computed there too.
 *
 * It runs in the thread that calls it, in slices of some 25 ms; a run that is aborted stops at the end of its slice. tf's current device is set
 * before each slice, and runs of all backends on one TensorFlow.js wait for each other.
 *
 * @throws {LvlmError} "invalid-argument" for an unknown device.
 */
export function tfjsBackend(options: TfjsBackendOptions = {}): Backend {
	const device = resolveDevice(options);
	const capabilities: Capability[] = ["int64", "float16", "device-outputs"];
	if (typeof process !== "undefined" && process.versions?.node) capabilities.push("external-paths");
	const sessions = new Set<Session>();
	const live = new Set<TfjsDeviceTensor>();
	let loading: Promise<Runtime> | undefined;
	let disposed: Promise<void> | undefined;
	const runtime = (): Promise<Runtime> => {
		loading ??= loadRuntime(device, options);
		return loading;
	};

	const owner: CellOwner = {
		live,
		async exclusively(work, signal) {
			const { tf, name } = await runtime();
			return queueOf(tf).add(
				async () => {
					await tf.setBackend(name);
					return work();
				},
				signal,
				dropKept,
			);
		},
	};

	const pauses = (signal: AbortSignal | undefined): (() => Promise<void>) => {
		let since = performance.now();
		return async () => {
			if (performance.now() - since < sliceMs) return;
			await new Promise<void>((resolve) => setTimeout(resolve));
			signal?.throwIfAborted();
			const { tf, name } = await runtime();
			if (tf.getBackend() !== name) await tf.setBackend(name);
			since = performance.now();
		};
	};

	return {
		specificationVersion: "v1",
		id: "tfjs",
		device,
		capabilities: new Set(capabilities),
		async isAvailable() {
			try {
				await runtime();
				return { available: true };
			} catch (error) {
				loading = undefined;
				return { available: false, reason: (error as Error).message };
			}
		},
		async createSession(model, sessionOptions = {}) {
			if (disposed) {
				const message = `The TensorFlow.js backend was disposed, so "${model.name}" cannot be used.`;
				throw new LvlmError("session-disposed", message, { session: model.name });
			}
			sessionOptions.signal?.throwIfAborted();
			try {
				await runtime();
			} catch (cause) {
				loading = undefined;
				throw new LvlmError(
					"session-failed",
					`"${model.name}" failed to create: ${(cause as Error).message}.`,
					{ backend: "tfjs", session: model.name },
					{ cause },
				);
			}
			const context = { runtime, owner, sessions, pauses, isDisposed: () => disposed !== undefined };
			return createTfjsSession(context, model, sessionOptions);
		},
		async memory() {
			const { tf } = await runtime();
			const isNode = capabilities.includes("external-paths");
			return {
				residentBytes: isNode ? process.memoryUsage.rss() : tf.memory().numBytes,
				sessions: sessions.size,
				deviceTensors: live.size,
			};
		},
		dispose() {
			disposed ??= (async () => {
				await Promise.all([...sessions].map((session) => session.dispose()));
				for (const value of [...live]) value.dispose();
			})();
			return disposed;
		},
	};
}

/** Frees the kept values of a run whose caller has left. */
function dropKept(value: unknown): void {
	if (typeof value !== "object" || value === null) return;
	for (const one of Object.values(value)) {
		if (typeof one === "object" && one !== null && "location" in one) (one as TfjsDeviceTensor).dispose();
	}
}
