// ONNX Runtime's worker in which garbage is collected all the time: what nothing refers to is gone at once. (Needs Chromium's `--expose-gc`.)
import "@lvlm-interpret/backend-onnx/worker/jspi";

declare const gc: () => void;

setInterval(gc, 1);
