import type { OnnxWebDevice } from "./browser-options.js";
import { buildFor, type OrtBuild } from "./web-builds.js";

/** What a device of this browser can do. */
export interface WebDeviceReport {
	readonly device: OnnxWebDevice;
	readonly available: boolean;
	/** Why not. */
	readonly reason?: string;
	/** The build of ONNX Runtime that it needs. */
	readonly build: OrtBuild;
	/** Threads that WebAssembly may use. */
	readonly threads: number;
	/** What a person should know, e.g. why there is only one thread. */
	readonly notes: readonly string[];
	/** WebGPU: what the browser says of its adapter. */
	readonly adapter?: WebAdapter;
}

/** A graphics adapter as a page sees it. */
export interface WebAdapter {
	readonly name: string;
	/** Emulated by the CPU. */
	readonly isSoftware: boolean;
	/** `shader-f16`. */
	readonly hasFloat16: boolean;
	/** Bytes of its largest buffer, and of the largest part of one that a shader sees: no weight may be larger. */
	readonly limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number };
}

/** A module of one function that uses a vector instruction. */
const simdModule = new Uint8Array([
	0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** Why nothing can run in this browser; undefined where WebAssembly and workers are there. */
export function missingBasics(): string | undefined {
	if (typeof WebAssembly === "undefined") return "it has no WebAssembly";
	if (!WebAssembly.validate(simdModule)) return "its WebAssembly has no SIMD";
	if (typeof Worker === "undefined") return "no workers can be started here";
	return undefined;
}

/** Threads that may be used, and why no more. */
export function threadsFor(wanted: number | undefined): { readonly threads: number; readonly note?: string } {
	if (!globalThis.crossOriginIsolated) {
		return {
			threads: 1,
			note: "WebAssembly runs on one thread, because the page is not cross-origin isolated (headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp).",
		};
	}
	return { threads: wanted ?? Math.max(1, Math.min(4, Math.ceil((navigator.hardwareConcurrency || 1) / 2))) };
}

/** What is used of WebGPU here. */
interface Adapter {
	readonly features: ReadonlySet<string>;
	readonly limits: WebAdapter["limits"];
	readonly info?: {
		readonly vendor: string;
		readonly architecture: string;
		readonly description: string;
		readonly isFallbackAdapter?: boolean;
	};
}
interface Gpu {
	requestAdapter(): Promise<Adapter | null>;
}

async function webgpuReport(): Promise<Pick<WebDeviceReport, "available" | "reason" | "adapter">> {
	const gpu = (navigator as { readonly gpu?: Gpu }).gpu;
	if (!gpu) {
		const insecure = globalThis.isSecureContext === false;
		return {
			available: false,
			reason: insecure
				? "WebGPU needs a secure page (https, or localhost)"
				: "this browser has no WebGPU, or has it switched off",
		};
	}
	const adapter = await gpu.requestAdapter().catch(() => null);
	if (!adapter) return { available: false, reason: "WebGPU finds no graphics adapter" };
	const { vendor = "", architecture = "", description = "", isFallbackAdapter = false } = adapter.info ?? {};
	return {
		available: true,
		adapter: {
			name: description || [vendor, architecture].filter(Boolean).join(" ") || "unnamed",
			isSoftware: isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(`${architecture} ${description}`),
			hasFloat16: adapter.features.has("shader-f16"),
			// The browser's object cannot be cloned to another thread.
			limits: {
				maxBufferSize: adapter.limits.maxBufferSize,
				maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
			},
		},
	};
}

/** Whether and how one device runs in this browser. */
export async function reportDevice(device: OnnxWebDevice, wantedThreads?: number): Promise<WebDeviceReport> {
	const basics = missingBasics();
	const { threads, note } = threadsFor(wantedThreads);
	const found = {
		device,
		build: basics === undefined ? buildFor(device) : ("wasm" as const),
		// The GPU does the work; WebAssembly only places it.
		threads: device === "webgpu" ? 1 : threads,
		notes: device === "wasm" && note !== undefined ? [note] : [],
	};
	if (basics !== undefined) return { ...found, available: false, reason: `this browser cannot run models: ${basics}` };
	return device === "wasm" ? { ...found, available: true } : { ...found, ...(await webgpuReport()) };
}

/** What this browser offers, best first. No runtime is loaded for it. */
export async function devices(): Promise<WebDeviceReport[]> {
	return [await reportDevice("webgpu"), await reportDevice("wasm")];
}
