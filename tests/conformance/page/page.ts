import { onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import { type TfjsDevice, tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import type { Backend } from "@lvlm-interpret/core";
import { backendSuite, type ConformanceReport, runSuite } from "@lvlm-interpret/testing";
import { ask, type Told } from "../embedded.js";
import type { TapedRows } from "../rows-tape.js";

/** Backends by the name that the test asks for. */
function create(kind: string): Backend {
	const [runtime, device] = kind.split("/") as [string, string];
	if (runtime === "onnx") return onnxBackend({ device: device as "wasm", logger: () => {} });
	return tfjsBackend({ device: device as TfjsDevice, wasmPath: "/tfjs/" });
}

const conformancePage = {
	/** Asks the embedded model, served under /model, about the picture at /examples/colour.png. */
	async ask(kind: string, maxTokens: number, rows: readonly TapedRows[]): Promise<Told> {
		const picture = new Uint8Array(await (await fetch("/examples/colour.png")).arrayBuffer());
		return ask(create(kind), { model: new URL("/model", location.href).href, picture, maxTokens, rows });
	},

	/** The whole backend kit. */
	run: (kind: string): Promise<ConformanceReport> =>
		runSuite(backendSuite({ title: kind, create: () => create(kind) })),
};
export type ConformancePage = typeof conformancePage;
(globalThis as unknown as { conformancePage: ConformancePage }).conformancePage = conformancePage;
