import { LvlmError } from "@lvlm-interpret/core";

/** The engine's end of the channel. */
export interface EnginePort {
	post(message: unknown, transfer: readonly ArrayBuffer[]): void;
	onMessage(listener: (message: unknown) => void): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the one type to which the listeners of Node's and of the DOM's types are both assignable
type Listener = (value: any) => void;

/** What of a worker's own scope, of a MessagePort, or of Node's `parentPort` is used. */
export interface PortLike {
	// biome-ignore lint/suspicious/noExplicitAny: the DOM overloads this
	postMessage(message: unknown, transfer: any): void;
	/** Node. */
	on?(event: string, listener: Listener): unknown;
	/** Web. */
	addEventListener?(type: string, listener: Listener): void;
	/** MessagePorts of the web deliver nothing before it. */
	start?(): void;
}

/** A port of either kind. */
export function portOf(port: PortLike): EnginePort {
	return {
		post: (message, transfer) => port.postMessage(message, [...transfer]),
		onMessage(listener) {
			if (port.on) port.on("message", listener);
			else port.addEventListener?.("message", (event: { data: unknown }) => listener(event.data));
			port.start?.();
		},
	};
}

/**
 * The port of the worker that this runs in.
 *
 * @throws {LvlmError} "capability-missing" where this is no worker.
 */
export function ownPort(): EnginePort {
	if (typeof process !== "undefined" && typeof process.versions?.node === "string") {
		const { parentPort } = process.getBuiltinModule("node:worker_threads");
		if (parentPort) return portOf(parentPort);
	} else if (typeof document === "undefined" && typeof (globalThis as Partial<PortLike>).postMessage === "function") {
		return portOf(globalThis as unknown as PortLike);
	}
	throw new LvlmError(
		"capability-missing",
		"The engine was started outside a worker.",
		{ owner: "this thread", capability: "a channel to the page", neededBy: "startEngine" },
		{ hint: "Call startEngine() in the script of a Worker, or give it a MessagePort as `port`." },
	);
}
