/** The host as a dedicated worker of a page (or of a worker). */
import { heapBytes } from "./heap.mjs";
import { serve } from "./serve.mjs";
import { createSessions } from "./sessions.mjs";

/** @typedef {import("../protocol.js").WebStart} WebStart */
/** @typedef {import("../protocol.js").WebEvent} WebEvent */

/**
 * What is used of onnxruntime-web.
 * @typedef {import("./sessions.mjs").Runtime & { env: { wasm: Record<string, unknown>, webgpu: { device?: unknown } } }} WebRuntime
 */

/** After these the runtime's heap is broken, or full for good. */
const beyondRepair = /bad_alloc|Aborted\(|\bOOM\b|unreachable|memory access out of bounds|table index is out/i;

/**
 * Serves a runtime, from the first message on, which configures it.
 *
 * @param {WebRuntime} ort
 */
export function startWebHost(ort) {
	// The runtime starts this very script again for each of its threads, which listen to messages of its own.
	if (self.name.startsWith("em-pthread")) return;
	/** @param {WebEvent} event */
	const tell = (event) => postMessage(event);
	addEventListener(
		"message",
		({ data }) => {
			const { wasmPaths, threads, lock } = /** @type {WebStart} */ (data);
			ort.env.wasm.numThreads = threads;
			// This already is a worker of its own.
			ort.env.wasm.proxy = false;
			if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
			const sessions = createSessions(ort, { residentBytes: heapBytes, readsGpu: true });
			const handle = serve(
				{
					post: (reply, transfer) => postMessage(reply, { transfer }),
					close() {
						tell({ event: "closed" });
						self.close();
					},
					isBeyondRepair: (message) => beyondRepair.test(message),
				},
				sessions,
			);
			addEventListener("message", ({ data }) => handle(data));
			watchDevice(ort, sessions, (reason) => tell({ event: "lost", reason }));
			// Held until this worker ends, however it ends: its owner waits for the same lock.
			navigator.locks?.request(lock, () => {
				tell({ event: "alive" });
				return new Promise(() => {});
			});
		},
		{ once: true },
	);
}

/**
 * Watches the GPU device that the runtime makes for its first session. A run that is under way when it is lost never ends.
 *
 * With its last session the runtime destroys the device itself, and makes another for the next one: that is no loss.
 *
 * @param {WebRuntime} ort
 * @param {import("./sessions.mjs").Sessions} sessions
 * @param {(reason: string) => void} onLost
 */
function watchDevice(ort, sessions, onLost) {
	/** @type {unknown} */
	let device;
	Object.defineProperty(ort.env.webgpu, "device", {
		configurable: true,
		get: () => device,
		async set(made) {
			device = made;
			const info = await (await made)?.lost;
			const isEndOfSessions = info?.reason === "destroyed" && (sessions.count === 0 || device !== made);
			if (!info || isEndOfSessions) return;
			onLost(`the GPU device was lost (${info.reason}: ${info.message || "no reason given"})`);
		},
	});
}
