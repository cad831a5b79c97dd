import { type ErrorFields, isLvlmError, LvlmError } from "@lvlm-interpret/core";
import { discoverHead, type HeadGraph, type HeadTask } from "./head-task.js";

/** What a worker answers to a task. */
export type HeadReply = { readonly result: HeadGraph } | { readonly error: HeadError };

/** An error as plain data: cloning to another thread would drop the code and fields of an `LvlmError`. */
export interface HeadError {
	readonly message: string;
	readonly code?: string;
	readonly fields?: unknown;
}

/** One worker as the pool sees it. Made by {@link nodeHeadWorker} or {@link webHeadWorker}, or by hand. */
export interface HeadWorker {
	post(task: HeadTask): void;
	onReply(listener: (reply: HeadReply) => void): void;
	/** The worker itself broke: it could not start, or died. */
	onFailure(listener: (error: unknown) => void): void;
	close(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the one type to which the listeners of Node's and of the DOM's types are both assignable
type Listener = (value: any) => void;

/** The part of a `Worker` of `node:worker_threads` that is used. */
export interface NodeWorkerLike {
	postMessage(message: unknown): void;
	on(event: string, listener: Listener): unknown;
	terminate(): unknown;
}

/** The part of a browser's `Worker` that is used. */
export interface WebWorkerLike {
	postMessage(message: unknown): void;
	addEventListener(type: string, listener: Listener): void;
	terminate(): void;
}

/** A thread of `node:worker_threads` whose file calls {@link serveHeads} with `parentPort`. */
export function nodeHeadWorker(worker: NodeWorkerLike): HeadWorker {
	return {
		post: (task) => worker.postMessage(task),
		onReply: (listener) => void worker.on("message", listener),
		onFailure: (listener) => {
			worker.on("error", listener);
			worker.on("exit", (code: number) => listener(new Error(`The worker ended with code ${code}.`)));
		},
		close: () => void worker.terminate(),
	};
}

/** A Web Worker whose file calls {@link serveHeads} with `self`. */
export function webHeadWorker(worker: WebWorkerLike): HeadWorker {
	return {
		post: (task) => worker.postMessage(task),
		onReply: (listener) => worker.addEventListener("message", (event: { data: HeadReply }) => listener(event.data)),
		onFailure: (listener) => {
			worker.addEventListener("error", listener);
			worker.addEventListener("messageerror", listener);
		},
		close: () => worker.terminate(),
	};
}

/** The other end of the channel, inside a worker: `parentPort` of Node, or `self` of a Web Worker. */
export interface HeadServerPort {
	postMessage(message: unknown): void;
	/** Node. */
	on?(event: string, listener: Listener): unknown;
	/** Web. */
	addEventListener?(type: string, listener: Listener): void;
}

/**
 * Answers tasks inside a worker. The worker's file needs nothing else:
 *
 * ```ts
 * import { serveHeads } from "@lvlm-interpret/explainers/causal-discovery";
 * serveHeads(self);            // Node: serveHeads(parentPort)
 * ```
 */
export function serveHeads(port: HeadServerPort): void {
	const answer = (task: HeadTask): void => port.postMessage(replyTo(task));
	if (port.on) port.on("message", answer);
	else port.addEventListener?.("message", (event: { data: HeadTask }) => answer(event.data));
}

function replyTo(task: HeadTask): HeadReply {
	try {
		return { result: discoverHead(task) };
	} catch (error) {
		if (isLvlmError(error)) return { error: { message: error.message, code: error.code, fields: error.fields } };
		return { error: { message: error instanceof Error ? error.message : String(error) } };
	}
}

/** The error of a reply, as it was thrown in the worker. */
export function errorOfReply(error: HeadError): Error {
	if (error.code === undefined) return new Error(error.message);
	const code = error.code as keyof ErrorFields;
	return new LvlmError(code, error.message, error.fields as ErrorFields[typeof code]);
}
