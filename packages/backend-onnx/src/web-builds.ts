import type { OnnxWebDevice } from "./browser-options.js";

/**
 * ONNX Runtime's builds for browsers; one is loaded.
 * - `wasm`: the CPU only, with every kernel (14 MB)
 * - `jspi`: WebGPU where WebAssembly can wait for promises (17 MB); reads weights from a Blob tensor by tensor
 * - `asyncify`: WebGPU elsewhere (27 MB)
 */
export type OrtBuild = "wasm" | "jspi" | "asyncify";

/** The .wasm file of each build. */
export const wasmFiles: Readonly<Record<OrtBuild, string>> = {
	wasm: "ort-wasm-simd-threaded.wasm",
	jspi: "ort-wasm-simd-threaded.jspi.wasm",
	asyncify: "ort-wasm-simd-threaded.asyncify.wasm",
};

/** The build for a device in this browser. */
export function buildFor(device: OnnxWebDevice): OrtBuild {
	if (device === "wasm") return "wasm";
	return "Suspending" in WebAssembly ? "jspi" : "asyncify";
}

/** The .wasm file at an address of the app's own. */
export function wasmUrl(build: OrtBuild, folder: string | URL): string {
	const text = String(folder);
	const base = new URL(text.endsWith("/") ? text : `${text}/`, globalThis.location?.href);
	return new URL(wasmFiles[build], base).href;
}

/**
 * Starts the worker of a build. Each script holds one build, so that a bundler makes one self-contained file of it; the literal
 * addresses are what Vite and webpack look for.
 */
export function startBuild(build: OrtBuild): Worker {
	switch (build) {
		case "wasm":
			return new Worker(new URL("./host/web-wasm.mjs", import.meta.url), { type: "module" });
		case "jspi":
			return new Worker(new URL("./host/web-jspi.mjs", import.meta.url), { type: "module" });
		case "asyncify":
			return new Worker(new URL("./host/web-asyncify.mjs", import.meta.url), { type: "module" });
	}
}
