import react from "@vitejs/plugin-react";

// Isolation lets WebAssembly use several threads; it works on one without.
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export default {
	base: "./",
	plugins: [react()],
	server: { headers },
	preview: { headers },
	// While developing, Vite must leave packages alone that find files by their own address (workers, .wasm).
	optimizeDeps: { exclude: ["@lvlm-interpret/backend-onnx", "onnxruntime-web"] },
};
