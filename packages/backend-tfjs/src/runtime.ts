import type { Tf } from "./kernels/kernel.js";
import type { TfjsBackendOptions, TfjsDevice } from "./options.js";

/** TensorFlow.js with the device's backend registered. */
export interface Runtime {
	readonly tf: Tf;
	/** What tf calls the device. */
	readonly name: string;
}

/** What a device needs, and what tf calls it. */
const devices: Readonly<Record<TfjsDevice, { readonly module: string; readonly name: string }>> = {
	cpu: { module: "@tensorflow/tfjs-backend-cpu", name: "cpu" },
	wasm: { module: "@tensorflow/tfjs-backend-wasm", name: "wasm" },
	webgpu: { module: "@tensorflow/tfjs-backend-webgpu", name: "webgpu" },
	webgl: { module: "@tensorflow/tfjs-backend-webgl", name: "webgl" },
	node: { module: "@tensorflow/tfjs-node", name: "tensorflow" },
	"node-gpu": { module: "@tensorflow/tfjs-node-gpu", name: "tensorflow" },
};

// Each import is written out, so that bundlers see it and leave out what a page never asks for.
const imports: Readonly<Record<string, () => Promise<unknown>>> = {
	"@tensorflow/tfjs-core": () => import("@tensorflow/tfjs-core"),
	"@tensorflow/tfjs-backend-cpu": () => import("@tensorflow/tfjs-backend-cpu"),
	"@tensorflow/tfjs-backend-wasm": () => import("@tensorflow/tfjs-backend-wasm"),
	"@tensorflow/tfjs-backend-webgpu": () => import("@tensorflow/tfjs-backend-webgpu"),
	"@tensorflow/tfjs-backend-webgl": () => import("@tensorflow/tfjs-backend-webgl"),
};

/** Packages with a native part: bundlers shall not follow them. */
function importByName(name: string): Promise<unknown> {
	return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}

/** The module's names, also where Node wraps CommonJS. */
async function load<T>(options: TfjsBackendOptions, name: string): Promise<T> {
	const found = (await (options.modules?.[name] ?? imports[name] ?? (() => importByName(name)))()) as { default?: T };
	return found.default ?? (found as T);
}

/**
 * TensorFlow.js makes the script of its WebAssembly threads from the text of one of its functions. Where a minifier has shortened names, that text
 * asks for names that its scope lacks: no thread starts, and the wait for them never ends. This function's text shows whether names were shortened.
 */
function hasShortNames(setWasmPaths: unknown): boolean {
	return !String(setWasmPaths).includes("wasmPathPrefix");
}

/**
 * Imports TensorFlow.js and the device's package, and starts the device.
 *
 * @throws Error where a package is not installed or the device does not start; the message says which.
 */
export async function loadRuntime(device: TfjsDevice, options: TfjsBackendOptions): Promise<Runtime> {
	const { module, name } = devices[device];
	const native = device === "node" || device === "node-gpu";
	try {
		// tfjs-node brings its own copy of the core, in which its kernels are registered.
		const backend = await load<Partial<Tf> & { setWasmPaths?: (path: string) => void }>(options, module);
		const tf = native ? (backend as Tf) : await load<Tf>(options, "@tensorflow/tfjs-core");
		if (options.wasmPath !== undefined) backend.setWasmPaths?.(options.wasmPath);
		if (device === "wasm" && hasShortNames(backend.setWasmPaths)) tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
		if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start "${name}"`);
		await tf.ready();
		return { tf, name };
	} catch (cause) {
		const isMissing = /Cannot find (module|package)|Failed to resolve|ERR_MODULE_NOT_FOUND/.test(
			String((cause as Error).message),
		);
		const packages = native ? module : `@tensorflow/tfjs-core and ${module}`;
		const reason = isMissing ? `${packages} must be installed` : (cause as Error).message;
		throw new Error(`TensorFlow.js on "${device}" does not run here: ${reason}`, { cause });
	}
}
