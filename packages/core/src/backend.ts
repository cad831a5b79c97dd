import type { DType, Tensor } from "./tensor.js";

/**
 * What a backend can do beyond float32 graphs with dynamic shapes.
 * - `external-paths`: weights are read from files by path, memory-mapped where possible
 * - `device-outputs`: outputs named in `keepOnDevice` stay in the session's memory
 * - `scan`: graphs with the operator Scan, whose body reads values from around it, are run
 * - `kill`: an abort ends a run that is under way (otherwise it takes effect between runs)
 */
export type Capability = "float16" | "int64" | "external-paths" | "device-outputs" | "scan" | "kill";

/** Weights outside the graph: a file by path (Node), a Blob (browser), or bytes. */
export type ExternalFile =
	| { readonly kind: "path"; readonly path: string; readonly byteLength: number }
	| { readonly kind: "blob"; readonly blob: Blob }
	| { readonly kind: "bytes"; readonly bytes: Uint8Array };

function bytesOf(file: ExternalFile): number {
	switch (file.kind) {
		case "path":
			return file.byteLength;
		case "blob":
			return file.blob.size;
		case "bytes":
			return file.bytes.byteLength;
	}
}

/** Bytes of all of a source's files, whatever of them a graph reads. */
export function weightBytes(files: ModelSource["files"]): number {
	return [...files.values()].reduce((sum, file) => sum + bytesOf(file), 0);
}

/**
 * An ONNX graph and the files that its initialisers point into.
 * The backend decides how a file is addressed (runtimes differ in what paths they accept), so it asks for the bytes with
 * its own naming: `encode(locate)` writes the ONNX message in which the location of logical file `f` reads `locate(f)`.
 */
export interface ModelSource {
	/** For messages: "decoder_model_merged", "attention of decoder_model_merged". */
	readonly name: string;
	/** Logical file name to its content. */
	readonly files: ReadonlyMap<string, ExternalFile>;
	encode(locate: (file: string) => string): Uint8Array;
}

/** A graph input or output: a number is a fixed size, a string a symbolic one. */
export interface ValueInfo {
	readonly name: string;
	readonly dtype: DType;
	readonly shape: readonly (number | string)[];
}

/** A value that stayed in the session's memory. Valid as a feed of any session of the same backend, until disposed. */
export interface DeviceTensor {
	readonly location: "device";
	readonly dtype: DType;
	readonly shape: readonly number[];
	/** Copies the value to the host. @throws {LvlmError} "capability-missing" where the device cannot. */
	read(signal?: AbortSignal): Promise<Tensor>;
	/** Frees the value; calling it twice is harmless. */
	dispose(): void;
}

export type SessionValue = Tensor | DeviceTensor;

/** True for a value that lives in session memory. */
export function isDeviceTensor(value: SessionValue): value is DeviceTensor {
	return "location" in value;
}

export interface SessionOptions {
	/** Outputs that stay on the device, as DeviceTensors. Default none. */
	readonly keepOnDevice?: readonly string[];
	/** Runtime optimisation. Default "all"; "none" leaves the graph as written. */
	readonly optimization?: "all" | "none";
	readonly signal?: AbortSignal;
}

export interface RunOptions {
	/** Names to fetch; default all outputs. The whole graph still runs. */
	readonly outputs?: readonly string[];
	readonly signal?: AbortSignal;
}

/**
 * A compiled graph. Whoever creates a session disposes it; runs of one session are executed one after the other.
 */
export interface Session {
	readonly name: string;
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	/**
	 * One forward. Feeds are not modified and not taken over.
	 *
	 * @throws {LvlmError} "invalid-argument" (unknown or missing name), "shape-mismatch", "session-failed", "session-disposed".
	 * @throws {DOMException} AbortError
	 */
	run(feeds: Readonly<Record<string, SessionValue>>, options?: RunOptions): Promise<Record<string, SessionValue>>;
	dispose(): Promise<void>;
}

/** Bytes that a backend holds. `residentBytes` is of the process that runs the sessions. */
export interface BackendMemory {
	readonly residentBytes: number;
	readonly sessions: number;
	readonly deviceTensors: number;
}

/** A runtime on a device. A plain object made by a factory such as `onnxBackend({ device: "cpu" })`. */
export interface Backend {
	readonly specificationVersion: "v1";
	/** Kebab-case, e.g. "onnx"; third-party ids carry a scope, "acme:remote". */
	readonly id: string;
	/** Where it runs, e.g. "cpu", "webgpu", "cuda". */
	readonly device: string;
	readonly capabilities: ReadonlySet<Capability>;
	/** Whether it can run here; `reason` says why not. */
	isAvailable(): Promise<{ readonly available: boolean; readonly reason?: string }>;
	createSession(model: ModelSource, options?: SessionOptions): Promise<Session>;
	memory?(): Promise<BackendMemory>;
	/** Ends all sessions and whatever thread or process runs them. */
	dispose(): Promise<void>;
}
