import { LvlmError } from "@lvlm-interpret/core";

/** What a worker tells its page. `ended` is called at most once, and nothing after it. */
export interface WorkerEvents {
	message(message: unknown): void;
	ended(reason: string): void;
}

/** A worker whose script calls `startEngine`, as the client uses it. */
export interface EngineWorker {
	post(message: unknown, transfer: readonly ArrayBuffer[]): void;
	listen(events: WorkerEvents): void;
	/** Ends it at once, whatever it does. */
	terminate(): void;
	/** Whether it can end without a word, so that it must be watched. */
	readonly endsSilently: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the one type to which the listeners of Node's and of the DOM's types are both assignable
type Listener = (value: any) => void;

/** What of a `Worker` of the web, of one of `node:worker_threads`, or of a MessagePort is used. */
export interface WorkerLike {
	// biome-ignore lint/suspicious/noExplicitAny: the DOM overloads this
	postMessage(message: unknown, transfer: any): void;
	addEventListener?(type: string, listener: Listener): void;
	on?(event: string, listener: Listener): unknown;
	terminate?(): unknown;
	close?(): void;
	start?(): void;
}

/** A worker thread of Node. A worker of the web has no `on`. */
function nodeWorker(worker: WorkerLike, on: NonNullable<WorkerLike["on"]>): EngineWorker {
	return {
		post: (message, transfer) => worker.postMessage(message, [...transfer]),
		listen({ message, ended }) {
			let isEnded = false;
			const end = (reason: string): void => {
				if (!isEnded) ended(reason);
				isEnded = true;
			};
			on.call(worker, "message", message);
			on.call(worker, "error", (error: Error) => end(error.message));
			on.call(worker, "messageerror", () => end("a message could not be read"));
			on.call(worker, "exit", (code: number) => end(`the thread ended with code ${code}`));
		},
		terminate: () => void worker.terminate?.(),
		endsSilently: false,
	};
}

/** Anything with `addEventListener`: a Worker, or a MessagePort, which has no end of its own. */
function webWorker(worker: WorkerLike, add: NonNullable<WorkerLike["addEventListener"]>): EngineWorker {
	return {
		post: (message, transfer) => worker.postMessage(message, [...transfer]),
		listen({ message, ended }) {
			let isEnded = false;
			const end = (reason: string): void => {
				if (!isEnded) ended(reason);
				isEnded = true;
			};
			add.call(worker, "message", (event: MessageEvent) => message(event.data));
			add.call(worker, "messageerror", () => end("a message could not be read"));
			add.call(worker, "error", (event: Partial<ErrorEvent>) => {
				// Said where the error is handled, so that it is not reported as unhandled too.
				event.preventDefault?.();
				end(event.message || "its script could not be loaded");
			});
			worker.start?.();
		},
		terminate: () => void (worker.terminate ? worker.terminate() : worker.close?.()),
		// The other end of a port may be in this very thread, whose locks it would hold for ever.
		endsSilently: worker.terminate !== undefined,
	};
}

/**
 * A `Worker`, a thread of `node:worker_threads` or a MessagePort as the client uses it.
 *
 * @throws {LvlmError} "invalid-argument" for anything else.
 */
export function engineWorker(worker: WorkerLike): EngineWorker {
	if (typeof worker?.postMessage === "function") {
		if (worker.on && worker.terminate) return nodeWorker(worker, worker.on);
		if (worker.addEventListener) return webWorker(worker, worker.addEventListener);
	}
	throw new LvlmError("invalid-argument", "The engine's worker is none.", {
		name: "worker",
		expected: "a function that starts a Worker",
		actual: Object.prototype.toString.call(worker),
	});
}
