import { expect, it } from "vitest";
import { bundler } from "./bundle.js";
import { at } from "./local-engine.js";

async function inputsOf(entry: string, external: readonly string[] = []): Promise<string[]> {
	const { metafile } = await bundler.build({
		entryPoints: [at(entry)],
		bundle: true,
		platform: "browser",
		format: "esm",
		conditions: ["lvlm-source"],
		external,
		write: false,
		metafile: true,
		logLevel: "silent",
	});
	return Object.keys(metafile.inputs);
}

const runsModels = /onnxruntime|transformers|packages\/(models|graph|explainers|backend-onnx)\//;

it("the page's entry brings no runtime and no model onto the main thread; the worker's does", async () => {
	const page = await inputsOf("packages/worker/src/index.ts");
	expect(page.length).toBeGreaterThan(10);
	expect(page.filter((path) => runsModels.test(path))).toEqual([]);
	expect(page.filter((path) => /\/engine\/|rows-program/.test(path))).toEqual([]);
	const worker = await inputsOf("packages/worker/src/engine/index.ts", ["@huggingface/transformers"]);
	expect(worker.some((path) => runsModels.test(path))).toBe(true);
});
