import type { Envelope, Replies, Reply, Request } from "./protocol.js";

/** The host ended while a request was open (a crash, the system's memory limit, or our own kill). */
export class HostEndedError extends Error {
	override readonly name = "HostEndedError";
}

/** One end of the channel to a host, the same for all kinds. */
export interface HostPort {
	post(envelope: Envelope, transfer: readonly ArrayBuffer[]): void;
	/** Keeps Node alive while set. */
	hold(held: boolean): void;
	/** Ends the host at once, whatever it does. Absent for a thread of Node: ending one within a run aborts the process. */
	kill?(reason?: string): void;
}

/** What a host reports. `ended` is called once; after it no message comes. */
export interface HostEvents {
	message(reply: Reply): void;
	ended(reason: string): void;
}

/** A thread, process or browser's worker that runs sessions, started on first use and again after it ended. */
export interface Host {
	/** Starts the host where none runs. Returns {@link Host.epoch}. */
	start(): number;
	/** Counts the starts. What lived in the host (sessions, kept values) is gone when it has changed. */
	readonly epoch: number;
	readonly running: boolean;
	/**
	 * @param transfer  Buffers handed over to a thread; they are empty afterwards.
	 * @throws {HostEndedError} when the host ends before it has answered; else what the host threw.
	 */
	call<R extends Request>(request: R, transfer?: readonly ArrayBuffer[]): Promise<Replies[R["kind"]]>;
	/** Ends the host at once, where it can be (a process, a browser's worker); open calls reject once it has ended. */
	kill(): void;
	/** Lets the host free everything and waits until it has ended. */
	close(): Promise<void>;
}

/** What the owner of a host is told when one ends that was not asked to close. */
export interface HostEnd {
	readonly reason: string;
	readonly epoch: number;
	readonly killed: boolean;
}

interface Call {
	resolve(value: never): void;
	reject(error: Error): void;
}

/** One started thread or process. */
interface Instance {
	readonly epoch: number;
	readonly calls: Map<number, Call>;
	readonly ended: Promise<void>;
	port: HostPort;
	closing: boolean;
	killed: boolean;
}

/** @param open  Starts a thread or a process. */
export function createHost(open: (events: HostEvents) => HostPort, onEnd: (end: HostEnd) => void): Host {
	let current: Instance | undefined;
	let epoch = 0;
	let nextId = 1;

	function begin(): Instance {
		let resolveEnd = (): void => {};
		const instance: Omit<Instance, "port"> & { port?: HostPort } = {
			epoch: ++epoch,
			calls: new Map(),
			ended: new Promise<void>((resolve) => {
				resolveEnd = resolve;
			}),
			closing: false,
			killed: false,
		};
		instance.port = open({
			message: (reply) => settle(instance as Instance, reply),
			ended(reason) {
				if (current === instance) current = undefined;
				if (!instance.closing) onEnd({ reason, epoch: instance.epoch, killed: instance.killed });
				for (const call of instance.calls.values()) call.reject(new HostEndedError(reason));
				instance.calls.clear();
				resolveEnd();
			},
		});
		instance.port.hold(false);
		return instance as Instance;
	}

	function settle(instance: Instance, reply: Reply): void {
		const call = instance.calls.get(reply.id);
		if (!call) return;
		instance.calls.delete(reply.id);
		// An idle host must not keep a program alive that forgot to dispose.
		if (instance.calls.size === 0 && !instance.closing) instance.port.hold(false);
		if ("value" in reply) call.resolve(reply.value as never);
		else {
			const error = new Error(reply.error.message);
			if (reply.error.stack !== undefined) error.stack = reply.error.stack;
			call.reject(error);
			if (reply.error.fatal) instance.port.kill?.(reply.error.message);
		}
	}

	const host: Host = {
		get epoch() {
			return epoch;
		},
		get running() {
			return current !== undefined;
		},
		start() {
			current ??= begin();
			return epoch;
		},
		call(request, transfer = []) {
			current ??= begin();
			const { calls, port } = current;
			return new Promise((resolve, reject) => {
				const id = nextId++;
				calls.set(id, { resolve, reject });
				port.hold(true);
				try {
					port.post({ id, request }, transfer);
				} catch (error) {
					calls.delete(id);
					reject(error);
				}
			});
		},
		kill() {
			if (!current?.port.kill) return;
			current.killed = true;
			current.port.kill();
			// A job that comes before the end is noticed must not meet the dying one.
			current = undefined;
		},
		async close() {
			const instance = current;
			if (!instance) return;
			instance.closing = true;
			// The process may end before its last reply has left it; the end is what counts.
			host.call({ kind: "close" }).catch(() => {});
			await instance.ended;
		},
	};
	return host;
}
