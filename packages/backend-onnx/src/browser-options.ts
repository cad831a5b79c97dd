import { LvlmError } from "@lvlm-interpret/core";
import { type OnnxLogger, warnOnConsole } from "./logger.js";
import type { OrtBuild } from "./web-builds.js";

/** Where sessions run in a browser. */
export type OnnxWebDevice = "webgpu" | "wasm";

/** Options of the browser's {@link onnxBackend}. */
export interface OnnxWebOptions {
	/** Default "wasm". */
	readonly device?: OnnxWebDevice;
	/**
	 * Folder of the app's own server with ONNX Runtime's .wasm files, relative to the page or absolute. Default: where the app's bundler has
	 * put the file that the runtime names by `new URL("….wasm", import.meta.url)` (Vite, webpack 5, Rollup with an asset plugin).
	 */
	readonly wasmFolder?: string | URL;
	/**
	 * Threads of one operator on WebAssembly. Default: half of the logical cores, at most 4, in a page that is cross-origin isolated;
	 * else 1, whatever is asked for.
	 */
	readonly threads?: number;
	/** Lets the CPU provider copy weights into the layout that its kernels like best: faster runs, twice the memory. Default false. */
	readonly prepack?: boolean;
	/** Lets the CPU provider keep memory between runs in pools. Default true. */
	readonly arena?: boolean;
	/**
	 * How long a run goes on, in milliseconds, whose caller has left by an abort. Then the worker is ended, and the next use loads the
	 * sessions again. `Infinity`: to its end. Default 2000.
	 */
	readonly graceMs?: number;
	/** Starts the worker of a build, for apps that bundle it themselves. Default: the script of this package. */
	readonly startWorker?: (build: OrtBuild) => Worker;
	/** Default: warnings to the console. "info": that one thread must do, that a run was ended. */
	readonly logger?: OnnxLogger;
}

export type ResolvedWebOptions = Required<Omit<OnnxWebOptions, "threads" | "wasmFolder" | "startWorker">> &
	Pick<OnnxWebOptions, "threads" | "wasmFolder" | "startWorker">;

/**
 * Options with defaults.
 *
 * @throws {LvlmError} "invalid-argument"
 */
export function resolveWebOptions(options: OnnxWebOptions): ResolvedWebOptions {
	const resolved = {
		device: "wasm" as const,
		prepack: false,
		arena: true,
		graceMs: 2000,
		logger: warnOnConsole,
		...options,
	};
	const { device, threads, graceMs } = resolved;
	if (device !== "wasm" && device !== "webgpu") throw invalid("device", "wasm | webgpu", String(device));
	if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
		throw invalid("threads", "a whole number from 1", String(threads));
	}
	if (!(graceMs >= 0)) throw invalid("graceMs", "a number from 0", String(graceMs));
	return resolved;
}

function invalid(name: string, expected: string, actual: string): LvlmError {
	return new LvlmError(
		"invalid-argument",
		`Option "${name}" of the ONNX backend needs ${expected}, but got ${actual}.`,
		{ name, expected, actual },
	);
}
