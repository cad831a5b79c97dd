import { LvlmError } from "@lvlm-interpret/core";

/**
 * Where TensorFlow.js computes: plain JavaScript ("cpu"), WebAssembly, a GPU of a browser by WebGPU or WebGL, or TensorFlow itself in Node ("node",
 * "node-gpu": the packages @tensorflow/tfjs-node and tfjs-node-gpu).
 */
export type TfjsDevice = "cpu" | "wasm" | "webgpu" | "webgl" | "node" | "node-gpu";

/** Every device that this backend knows. */
export const tfjsDevices: readonly TfjsDevice[] = ["cpu", "wasm", "webgpu", "webgl", "node", "node-gpu"];

export interface TfjsBackendOptions {
	/** Default "cpu". */
	readonly device?: TfjsDevice;
	/**
	 * Where the page serves the .wasm files of @tensorflow/tfjs-backend-wasm: a folder, ended by "/". Browsers only, device "wasm"; Node finds them
	 * in the package.
	 */
	readonly wasmPath?: string;
	/**
	 * Modules of TensorFlow.js by package name, for pages whose bundler cannot resolve imports on demand, or a build of one's own. Default: import
	 * by name when first needed.
	 */
	readonly modules?: Readonly<Record<string, () => Promise<unknown>>>;
}

/** @throws {LvlmError} "invalid-argument" */
export function resolveDevice({ device = "cpu" }: TfjsBackendOptions): TfjsDevice {
	if (tfjsDevices.includes(device)) return device;
	const expected = tfjsDevices.join(" | ");
	throw new LvlmError(
		"invalid-argument",
		`Option "device" of the TensorFlow.js backend needs ${expected}, but got ${device}.`,
		{
			name: "device",
			expected,
			actual: String(device),
		},
	);
}
