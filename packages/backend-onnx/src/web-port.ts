import type { HostEvents, HostPort } from "./host.js";
import type { Reply, WebEvent, WebStart } from "./protocol.js";

let started = 0;

/** How the reason begins when there never was a worker. */
export const noWorker = "its worker could not be started";

/**
 * The channel to a host in a dedicated worker.
 *
 * A browser says nothing when a worker ends by itself or is ended by others. So the worker holds a lock for as long as it lives,
 * and we wait for the same lock: it is granted when the worker is gone. (Where locks are missing, only an error is noticed.)
 */
export function webPort(events: HostEvents, start: () => Worker, setting: Omit<WebStart, "lock">): HostPort {
	const lock = `lvlm-interpret.onnx.${globalThis.crypto.randomUUID?.() ?? `${performance.timeOrigin}.${++started}`}`;
	let worker: Worker | undefined;
	const watching = new AbortController();
	let over = false;

	function end(reason: string): void {
		if (over) return;
		over = true;
		watching.abort();
		worker?.terminate();
		events.ended(reason);
	}

	function watch(): void {
		navigator.locks
			.request(lock, { signal: watching.signal }, () => end("its worker has ended"))
			// Aborted: it was ended by us.
			.catch(() => {});
	}

	function listen(to: Worker): void {
		to.addEventListener("message", ({ data }: MessageEvent<Reply | WebEvent>) => {
			if (over) return;
			if (!("event" in data)) events.message(data);
			else if (data.event === "alive") watch();
			else end(data.event === "lost" ? data.reason : "it was closed");
		});
		to.addEventListener("error", (event) => {
			event.preventDefault();
			// An exception inside has a message; a script that cannot be loaded has none.
			end(event.message ? event.message : `${noWorker} (its script could not be loaded)`);
		});
		to.addEventListener("messageerror", () => end("a message of its worker could not be read"));
		to.postMessage({ ...setting, lock } satisfies WebStart);
	}

	try {
		worker = start();
		listen(worker);
	} catch (error) {
		// Told as every other end is, once the caller has its port.
		queueMicrotask(() => end(`${noWorker} (${error instanceof Error ? error.message : String(error)})`));
	}

	return {
		post: (envelope, transfer) => worker?.postMessage(envelope, transfer as ArrayBuffer[]),
		// A page lives as long as it is open.
		hold() {},
		kill: (reason = "it was ended") => end(reason),
	};
}
