import { onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import { measure } from "../measure.mjs";

/** `globalThis.onLap` is given by bench/backends/backends.mjs. */
globalThis.measureBackend = async (runtime, device, repeats) => {
	const own = { onnx: () => onnxBackend({ device }), tfjs: () => tfjsBackend({ device, wasmPath: "/tfjs/" }) };
	const picture = new Uint8Array(await (await fetch("/colour.png")).arrayBuffer());
	await measure(own[runtime](), new URL("/shapes-llava", location.href).href, picture, repeats, globalThis.onLap);
};
