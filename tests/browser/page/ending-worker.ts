// ONNX Runtime's worker, in a script of the app's own.
import "@lvlm-interpret/backend-onnx/worker/wasm";
