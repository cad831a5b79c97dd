import { LvlmError } from "@lvlm-interpret/core";
import type { OnnxWebDevice } from "./browser-options.js";
import { type FailedStep, sessionFailed } from "./failure.js";
import { HostEndedError } from "./host.js";
import { noWorker } from "./web-port.js";

/** WebAssembly's address space with 32-bit pointers, which all builds of ONNX Runtime have. */
export const wasmLimitBytes: number = 2 ** 32;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

/** The error for more weights than WebAssembly can hold. */
export function outOfWasmMemory(session: string, neededBytes: number, cause?: Error): LvlmError<"out-of-memory"> {
	return new LvlmError(
		"out-of-memory",
		`"${session}" has ${gigabytes(neededBytes)} (${neededBytes} bytes) of weights; WebAssembly's memory, which all sessions of a backend share, ends at ${gigabytes(wasmLimitBytes)}.`,
		{ neededBytes, freeBytes: wasmLimitBytes },
		{
			hint: 'Use device "webgpu", where weights lie in the GPU\'s memory; or a smaller model; or explain on another machine with the lvlm-interpret command and open the file here.',
			...(cause ? { cause } : {}),
		},
	);
}

/** The error for a run whose values do not fit beside the weights. How much it wanted is not told. */
function outOfRunMemory(session: string, cause: Error): LvlmError<"out-of-memory"> {
	return new LvlmError(
		"out-of-memory",
		`A run of "${session}" needs more memory than is left: WebAssembly's memory, which all sessions of a backend share, ends at ${gigabytes(wasmLimitBytes)}.`,
		{ neededBytes: wasmLimitBytes, freeBytes: 0 },
		{
			hint: 'Explain fewer tokens at once, use device "webgpu", or explain on another machine with the lvlm-interpret command. The next use starts the runtime anew.',
			cause,
		},
	);
}

function outOfGpuMemory({ session, weightBytes, cause }: FailedStep): LvlmError<"out-of-memory"> {
	return new LvlmError(
		"out-of-memory",
		`The GPU or the browser has no memory left for "${session}" (${gigabytes(weightBytes)} of weights): ${cause.message.split("\n")[0]}.`,
		// What is free on a GPU is not told to pages.
		{ neededBytes: weightBytes, freeBytes: 0 },
		{ hint: "Close other tabs, take a smaller model, or explain on another machine.", cause },
	);
}

// A size of more than 32 bits is an overflow before it is an allocation.
const memory =
	/bad_alloc|out[ -]of[ -]memory|\bOOM\b|failed to allocate|allocation failed|cannot enlarge memory|could not be read|SafeIntOnOverflow/i;
const loading = /no available backend|wasm streaming|magic word|CompileError|instantiat|importing|Failed to fetch/i;
const kernel = /could not find an implementation|not[ _]implemented|no kernel|unsupported data type|shader-?f16/i;

/** ORT's words without what only its developers need: the error's number, and where in its sources it was thrown. */
function plain(message: string): string {
	return message
		.replace(/^Can't create a session\. /, "")
		.replace(/^failed to call OrtRun\(\)\. /, "")
		.replace(/^ERROR_CODE: \d+, ERROR_MESSAGE: /, "")
		.replace(/^Exception during initialization: /, "")
		.replace(/\/\S+\.(?:cc|h):\d+ .+? was false\. /, "");
}

/** A failure of onnxruntime-web as ours: what happened, and what to do next. */
export function webFailure(step: FailedStep, device: OnnxWebDevice): LvlmError {
	const { session, phase, weightBytes } = step;
	const cause =
		step.cause instanceof HostEndedError ? step.cause : new Error(plain(step.cause.message), { cause: step.cause });
	const unplaced = /Provider type for (\w+) node with name '([^']*)' is not set/.exec(cause.message);
	if (unplaced) {
		const [, opType, node] = unplaced;
		return new LvlmError(
			"capability-missing",
			`"${session}" cannot run on ${device}: this build of ONNX Runtime has no kernel for ${opType} as "${node}" uses it. Weights in bfloat16 are the usual reason.`,
			{ owner: `onnx on ${device}`, capability: `${opType}`, neededBy: session },
			{ ...(device === "webgpu" ? { hint: 'Device "wasm" has all kernels.' } : {}), cause },
		);
	}
	if (memory.test(cause.message)) {
		if (device === "webgpu") return outOfGpuMemory({ ...step, cause });
		return phase === "run" ? outOfRunMemory(session, cause) : outOfWasmMemory(session, weightBytes, cause);
	}
	if (cause instanceof HostEndedError && cause.message.startsWith(noWorker)) {
		return sessionFailed(
			step,
			"Does the app serve the worker's script, from the page's own origin, and does its content security policy allow workers?",
		);
	}
	if (cause instanceof HostEndedError) {
		return sessionFailed(
			{ ...step, cause },
			"Ask again: the next use starts the runtime anew and loads the model from where it is stored.",
		);
	}
	if (phase === "create" && loading.test(cause.message)) {
		return sessionFailed(
			{ ...step, cause },
			"Does the app serve ONNX Runtime's .wasm files itself? Its bundler must copy them, or wasmFolder must say where they are.",
		);
	}
	if (kernel.test(cause.message) && device === "webgpu") {
		return sessionFailed({ ...step, cause }, 'Device "wasm" has more kernels, those for bfloat16 weights among them.');
	}
	return sessionFailed({ ...step, cause }, undefined);
}
