import type { DType, TypedArray } from "@lvlm-interpret/core";

/** What goes over the channel between the backend and its host (thread or child process). Both ends are ours. */

/** A tensor in a message. `data` owns its whole buffer, which is transferred to a thread and copied to a process. */
export interface WireTensor {
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly data: TypedArray;
}

/** A value that stays in the host, under the number that the host gave it. */
export interface WireHandle {
	readonly handle: number;
	readonly dtype: DType;
	readonly shape: readonly number[];
}

/** A feed: a tensor, or the handle of a value in the host. */
export type WireFeed = WireTensor | { readonly handle: number };
/** A result of a run. */
export type WireResult = WireTensor | WireHandle;

/** A graph input or output as the runtime states it; `type` is absent for sequences, maps and optionals. */
export interface WireValueInfo {
	readonly name: string;
	readonly type?: string;
	readonly shape: readonly (number | string)[];
}

export interface CreateRequest {
	readonly kind: "create";
	readonly session: number;
	/** The ONNX message. */
	readonly graph: Uint8Array;
	/** Options of InferenceSession.create, `externalData` included. */
	readonly options: Record<string, unknown>;
	/** Output names that stay in the host. */
	readonly keep: readonly string[];
	/** The keeping is on the GPU, and the runtime is told so. */
	readonly keepOnGpu: boolean;
}

export interface RunRequest {
	readonly kind: "run";
	readonly session: number;
	readonly feeds: Readonly<Record<string, WireFeed>>;
	readonly outputs: readonly string[];
}

/** What the backend asks of the host; every request gets one {@link Reply}, in order. */
export type Request =
	| CreateRequest
	| RunRequest
	| { readonly kind: "release"; readonly session: number }
	| { readonly kind: "read"; readonly handle: number }
	| { readonly kind: "free"; readonly handles: readonly number[] }
	| { readonly kind: "memory" }
	| { readonly kind: "close" };

/** The reply to each kind of request. */
export interface Replies {
	create: { readonly inputs: readonly WireValueInfo[]; readonly outputs: readonly WireValueInfo[] };
	run: Readonly<Record<string, WireResult>>;
	release: null;
	/** Null where the value lies in GPU memory, which onnxruntime-node cannot copy back without ending the process. */
	read: WireTensor | null;
	free: null;
	memory: { readonly residentBytes: number };
	close: null;
}

/** A request with its number. */
export interface Envelope {
	readonly id: number;
	readonly request: Request;
}

/** The answer: a value, or the message of what was thrown; `fatal`: the host can do nothing more. */
export type Reply =
	| { readonly id: number; readonly value: Replies[keyof Replies] }
	| {
			readonly id: number;
			readonly error: { readonly message: string; readonly stack?: string; readonly fatal?: boolean };
	  };

/** The first message to a host in a browser. */
export interface WebStart {
	/** Where the runtime's files are; absent: where the bundler put them. */
	readonly wasmPaths?: string | { readonly wasm: string };
	readonly threads: number;
	/** Name of the lock that the host holds while it lives. */
	readonly lock: string;
}

/** What a host in a browser says of itself: it holds its lock; it has released everything and ends; its GPU device is gone. */
export type WebEvent = { readonly event: "alive" | "closed" } | { readonly event: "lost"; readonly reason: string };
