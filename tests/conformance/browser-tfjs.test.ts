import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../browser/site.js";
import { expectAgreement } from "./agreement.js";
import { ask, type Told } from "./embedded.js";
import { type KitPage, openKitPage } from "./kit-page.js";
import { runsSlow } from "./slow.js";

if (!chromiumPath) console.log("skipped: no Chromium found, so TensorFlow.js is not tried in a browser");

const devices = ["tfjs/wasm", "tfjs/webgpu"];
const asked = devices.filter((kind) => kind !== "tfjs/webgpu" || runsSlow);
if (!runsSlow)
	console.log("skipped: the embedded model on TensorFlow.js on software WebGPU (LVLM_SLOW_TESTS=1 runs it)");

const models = fileURLToPath(new URL("../../models", import.meta.url));
/** Few: software WebGPU takes seconds for each. */
const maxTokens = 2;

describe.skipIf(!chromiumPath)("TensorFlow.js in Chromium", () => {
	let page: KitPage;
	let node: Told;
	beforeAll(async () => {
		page = await openKitPage();
		const picture = readFileSync(`${models}/examples/colour.png`);
		node = await ask(onnxBackend({ device: "cpu" }), { model: `${models}/shapes-llava`, picture, maxTokens });
	});
	afterAll(() => page?.close());

	it.each(["tfjs/wasm", "tfjs/webgpu", "tfjs/webgl"])(
		"passes the backend kit: %s",
		async (kind) => {
			const report = await page.run(kind);
			expect(report.cases.filter(({ outcome }) => outcome === "failed")).toEqual([]);
			expect(report.counts.passed).toBeGreaterThan(500);
		},
		240_000,
	);

	it.each(asked)(
		"answers and explains as ONNX Runtime in Node: the embedded model on %s",
		async (kind) => {
			expectAgreement(`in Chromium, ${kind}`, node, await page.ask(kind, maxTokens, node.rows));
		},
		590_000,
	);
});
