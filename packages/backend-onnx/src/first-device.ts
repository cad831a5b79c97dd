import { type Backend, isLvlmError, LvlmError } from "@lvlm-interpret/core";
import { onnxBackend } from "./browser-backend.js";
import type { OnnxWebDevice, OnnxWebOptions } from "./browser-options.js";
import { warnOnConsole } from "./logger.js";
import { reportDevice, type WebDeviceReport } from "./web-support.js";

/** Options of {@link onFirstDevice}. */
export interface FirstDeviceOptions extends Omit<OnnxWebOptions, "device"> {
	/** In this order. Default WebGPU, then WebAssembly. */
	readonly devices?: readonly OnnxWebDevice[];
	/** Takes WebGPU also where it is emulated by the CPU, which is slower than WebAssembly. Default false. */
	readonly allowSoftware?: boolean;
}

/** What was passed over, and why. */
export interface PassedDevice {
	readonly device: OnnxWebDevice;
	readonly reason: string;
}

/** What {@link onFirstDevice} found. */
export interface FirstDevice<T> {
	readonly value: T;
	/** The caller's; to be disposed. */
	readonly backend: Backend;
	readonly passed: readonly PassedDevice[];
}

/**
 * Uses the first device that runs here and on which `use` (usually: open the model) does not fail as a device. Each one that is passed
 * over is said to the logger, as a warning.
 *
 * @throws What the last device failed with; {LvlmError} "capability-missing" when none is available. Other failures of `use` (a damaged
 *   model, an abort) are thrown at once.
 *
 * @example
 * ```ts
 * // A model with a weight that the adapter cannot hold is refused before it is downloaded, and goes to WebAssembly.
 * const { value: model } = await onFirstDevice((backend, { device, adapter }) =>
 * 	openModel("llava-hf/llava-1.5-7b-hf", { backend, limits: browserLimits(device, adapter) }),
 * );
 * ```
 */
export async function onFirstDevice<T>(
	use: (backend: Backend, report: WebDeviceReport) => Promise<T>,
	options: FirstDeviceOptions = {},
): Promise<FirstDevice<T>> {
	const { devices = ["webgpu", "wasm"], allowSoftware = false, ...backendOptions } = options;
	const { logger = warnOnConsole } = backendOptions;
	const passed: PassedDevice[] = [];
	for (const [index, device] of devices.entries()) {
		const next = devices[index + 1];
		const pass = (reason: string): void => {
			passed.push({ device, reason });
			if (next !== undefined) logger("warn", `${device} is not used: ${reason}. The model runs on ${next}.`);
		};
		const report = await reportDevice(device, backendOptions.threads);
		const { available, reason = "not available", adapter } = report;
		if (!available) {
			pass(reason);
			continue;
		}
		if (adapter?.isSoftware && !allowSoftware && next !== undefined) {
			pass(`its adapter (${adapter.name}) is emulated by the CPU`);
			continue;
		}
		const backend = onnxBackend({ ...backendOptions, device });
		try {
			return { value: await use(backend, report), backend, passed };
		} catch (error) {
			await backend.dispose();
			const isOfDevice = isLvlmError(error, "session-failed", "out-of-memory", "limit-exceeded", "capability-missing");
			if (next === undefined || !isOfDevice) throw error;
			pass((error as Error).message.replace(/\.$/, ""));
		}
	}
	const reasons = passed.map(({ device, reason }) => `${device}: ${reason}`).join("; ");
	throw new LvlmError(
		"capability-missing",
		`No device of this browser can run models (${reasons}).`,
		{ owner: "this browser", capability: devices.join(" or "), neededBy: "onnx" },
		{ hint: "Use a current Chrome, Edge, Firefox or Safari." },
	);
}
