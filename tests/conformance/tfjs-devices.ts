import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import type { Backend } from "@lvlm-interpret/core";

type Tf = typeof import("@tensorflow/tfjs-core");

/** One device of TensorFlow.js in Node, on a copy of the library that the test can look into. */
export interface NodeDevice {
	readonly device: "cpu" | "wasm" | "node";
	/** The copy that the backend runs on. */
	tf(): Tf;
	create(): Backend;
}

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

function deviceOf(device: NodeDevice["device"], app: string, core: string, others: readonly string[]): NodeDevice {
	const find = createRequire(join(app, "package.json"));
	const modules = Object.fromEntries([core, ...others].map((name) => [name, async () => find(name)]));
	return { device, tf: () => find(core), create: () => tfjsBackend({ device, modules }) };
}

/** Where scripts/build-tfjs-node.mjs has put tfjs-node with its binding. */
const built = process.env.LVLM_TFJS_NODE ?? at("node_modules/.cache/tfjs-node");
const hasBinding = existsSync(join(built, "node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node"));
if (!hasBinding) {
	console.log(
		"skipped: TensorFlow.js on TensorFlow itself, as tfjs-node has no binding here (scripts/build-tfjs-node.mjs builds it)",
	);
}
// TensorFlow greets on its first use.
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";

const own = at("packages/backend-tfjs");
/** Every device that runs here: plain JavaScript, WebAssembly, and TensorFlow where its binding was built. */
export const nodeDevices: readonly NodeDevice[] = [
	...(["cpu", "wasm"] as const).map((device) =>
		deviceOf(device, own, "@tensorflow/tfjs-core", [`@tensorflow/tfjs-backend-${device}`]),
	),
	...(hasBinding ? [deviceOf("node", built, "@tensorflow/tfjs-node", [])] : []),
];
