// Isolation lets WebAssembly share memory between threads; without these headers it runs on one.
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export default {
	base: "./",
	build: { target: "esnext" },
	server: { headers },
	preview: { headers },
	// While developing, Vite must leave packages alone that find files by their own address (workers, .wasm).
	optimizeDeps: { exclude: ["@lvlm-interpret/backend-onnx", "onnxruntime-web"] },
};
