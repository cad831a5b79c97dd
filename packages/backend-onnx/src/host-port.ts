import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import type { HostEvents, HostPort } from "./host.js";
import type { Reply } from "./protocol.js";

// Beside this module both in the sources and in dist; plain JavaScript, because a worker or child process of Node 20
// cannot load TypeScript.
const threadEntry = new URL("./host/thread.mjs", import.meta.url);
const processEntry = new URL("./host/process.mjs", import.meta.url);

/** Starts a worker thread. */
export function threadPort(events: HostEvents): HostPort {
	// The caller's loaders and inspector flags are of no use to plain JavaScript.
	const worker = new Worker(threadEntry, { execArgv: [], name: "lvlm-interpret onnx" });
	let failure: Error | undefined;
	worker.on("message", (reply: Reply) => events.message(reply));
	worker.on("error", (error: Error) => {
		failure = error;
	});
	worker.on("exit", (code) => events.ended(failure ? failure.message : `the worker thread ended with code ${code}`));
	return {
		post: (envelope, transfer) => worker.postMessage(envelope, transfer as ArrayBuffer[]),
		hold: (held) => (held ? worker.ref() : worker.unref()),
	};
}

/**
 * Starts a child process. Typed arrays cross by Node's structured serialisation (one copy each way).
 *
 * @param env  Added to this process's environment; some settings, LD_LIBRARY_PATH for one, count only at the start of a process.
 */
export function processPort(events: HostEvents, env: Readonly<Record<string, string>>): HostPort {
	const child = fork(processEntry, [], {
		serialization: "advanced",
		execArgv: [],
		env: { ...process.env, ...env },
		// Output of the runtime or a driver goes to our standard error, so that a caller's standard output stays clean.
		stdio: ["ignore", 2, 2, "ipc"],
	});
	const kill = (): void => {
		child.kill("SIGKILL");
	};
	let failure: Error | undefined;
	process.once("exit", kill);
	const ended = (reason: string): void => {
		process.off("exit", kill);
		events.ended(reason);
	};
	child.on("message", (reply) => events.message(reply as Reply));
	child.on("error", (error) => {
		failure = error;
		// A process that could not be started has no exit event.
		if (child.pid === undefined) ended(error.message);
	});
	child.on("exit", (code, signal) =>
		ended(failure?.message ?? (signal ? `the process was ended by ${signal}` : `the process ended with code ${code}`)),
	);
	return {
		post(envelope) {
			child.send(envelope, (error) => {
				if (error) failure ??= error;
			});
		},
		hold(held) {
			if (held) {
				child.ref();
				child.channel?.ref();
			} else {
				child.unref();
				child.channel?.unref();
			}
		},
		kill,
	};
}
