import { LvlmError } from "@lvlm-interpret/core";
import { type OnnxLogger, warnOnConsole } from "./logger.js";

/** Where sessions run. */
export type OnnxDevice = "cpu" | "webgpu" | "cuda" | "dml" | "coreml";

/** Every device that this backend knows, in the order of reports. */
export const onnxDevices: readonly OnnxDevice[] = ["cpu", "webgpu", "cuda", "dml", "coreml"];

/** Options of {@link onnxBackend}. */
export interface OnnxBackendOptions {
	/** Default "cpu". */
	readonly device?: OnnxDevice;
	/**
	 * "thread" (default): a worker thread; an abort takes effect between runs, so it waits for at most one run.
	 * "process": a child process, which an abort kills at once.
	 */
	readonly isolation?: "thread" | "process";
	/** Threads of one operator on the CPU. Default: the number of physical cores. */
	readonly threads?: number;
	/**
	 * Lets the CPU provider copy weights into the layout that its kernels like best. Runs are a little faster, but weights
	 * are then no longer mapped from their file: every session holds a copy of its own. Default false.
	 */
	readonly prepack?: boolean;
	/**
	 * Lets the CPU provider keep memory between runs and operators in pools. Without it runs are some 10 to 15 % slower and their
	 * peak memory lower, by a third for graphs with gradients. Default true.
	 */
	readonly arena?: boolean;
	/** Environment of the child process beside our own, e.g. LD_LIBRARY_PATH for CUDA libraries. Only with "process". */
	readonly env?: Readonly<Record<string, string>>;
	/** Default: warnings to the console. */
	readonly logger?: OnnxLogger;
}

export type ResolvedOptions = Required<Omit<OnnxBackendOptions, "threads">> & { readonly threads: number | undefined };

/**
 * Options with defaults.
 *
 * @throws {LvlmError} "invalid-argument"
 */
export function resolveBackendOptions(options: OnnxBackendOptions): ResolvedOptions {
	const {
		device = "cpu",
		isolation = "thread",
		threads,
		prepack = false,
		arena = true,
		env,
		logger = warnOnConsole,
	} = options;
	if (!onnxDevices.includes(device)) throw invalid("device", onnxDevices.join(" | "), device);
	if (isolation !== "thread" && isolation !== "process") throw invalid("isolation", "thread | process", isolation);
	if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
		throw invalid("threads", "a whole number from 1", String(threads));
	}
	if (env !== undefined && isolation === "thread") throw invalid("env", 'isolation "process"', 'isolation "thread"');
	return { device, isolation, threads, prepack, arena, env: env ?? {}, logger };
}

function invalid(name: string, expected: string, actual: string): LvlmError {
	return new LvlmError(
		"invalid-argument",
		`Option "${name}" of the ONNX backend needs ${expected}, but got ${actual}.`,
		{
			name,
			expected,
			actual,
		},
	);
}
