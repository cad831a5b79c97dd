import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { attention, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";
import { summaryLine } from "@lvlm-interpret/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	type Browser,
	type BuiltPage,
	buildPage,
	chromiumPath,
	launchChromium,
	type Page,
	type Site,
	startSite,
} from "../browser/site.js";
import type { ConformancePage, Told } from "./page/page.js";

const ofTfjs = createRequire(fileURLToPath(new URL("../../packages/backend-tfjs/package.json", import.meta.url)));
if (!chromiumPath) console.log("skipped: no Chromium found, so the backend kit is not tried in a browser");

const models = fileURLToPath(new URL("../../models", import.meta.url));
const prompt = "What colour is the circle?";
/** Few: software WebGPU takes seconds for each. */
const maxTokens = 2;

/** The same question to ONNX Runtime in Node. */
async function inNode(): Promise<Omit<Told, "ms">> {
	const backend = onnxBackend({ device: "cpu" });
	const model = await openModel(`${models}/shapes-llava`, { backend });
	const answer = await model.generate({ image: readFileSync(`${models}/examples/colour.png`), prompt, maxTokens });
	const rows = await answer.explain(attention(), { tokens: [0, 1] });
	const maps = await answer.explain(relevancy(), {});
	await model.dispose();
	await backend.dispose();
	return {
		ids: answer.tokens.map(({ id }) => id),
		logProbabilities: answer.tokens.map(({ logProbability }) => logProbability),
		attention: [...(Object.values(rows.tensors)[0]?.tensor.data ?? [])],
		relevancy: [...(maps.tensors.relevance?.tensor.data ?? [])],
	};
}

/** Largest difference, as a share of the largest entry. */
function difference(a: readonly number[], b: readonly number[]): number {
	expect(a.length).toBe(b.length);
	const largest = Math.max(...a.map(Math.abs));
	expect(largest).toBeGreaterThan(0);
	return Math.max(...a.map((one, i) => Math.abs(one - (b[i] as number)))) / largest;
}

describe.skipIf(!chromiumPath)("the backend kit in Chromium", () => {
	let built: BuiltPage;
	let site: Site;
	let browser: Browser;
	let page: Page;
	beforeAll(async () => {
		built = await buildPage("tests/conformance/page");
		const tfjs = dirname(ofTfjs.resolve("@tensorflow/tfjs-backend-wasm"));
		site = await startSite({
			folders: { "": built.folder, tfjs, model: `${models}/shapes-llava`, examples: `${models}/examples` },
			isolated: true,
		});
		browser = await launchChromium({ webgpu: true });
		page = await (await browser.newContext()).newPage();
		page.on("pageerror", (error) => console.log(`in the page: ${error}`));
		await page.goto(`${site.origin}/`);
		await page.waitForFunction(() => "conformancePage" in globalThis);
	});
	afterAll(async () => {
		await browser?.close();
		site?.close();
		built?.remove();
	});

	it.each(["onnx/wasm", "onnx/webgpu", "tfjs/wasm", "tfjs/webgpu", "tfjs/webgl"])(
		"%s",
		async (kind) => {
			const report = await page.evaluate((asked) => {
				const { conformancePage } = globalThis as unknown as { conformancePage: ConformancePage };
				return conformancePage.run(asked);
			}, kind);
			console.log(`in Chromium: ${summaryLine(report)}`);
			expect(report.cases.filter(({ outcome }) => outcome === "failed")).toEqual([]);
			expect(report.counts.passed).toBeGreaterThan(500);
		},
		240_000,
	);

	it("and the embedded model there: TensorFlow.js says and explains what ONNX Runtime does in Node", async () => {
		const node = await inNode();
		for (const kind of ["tfjs/wasm", "tfjs/webgpu"]) {
			const told = await page.evaluate(
				([asked, question, count]) => {
					const { conformancePage } = globalThis as unknown as { conformancePage: ConformancePage };
					return conformancePage.ask(asked as string, question as string, count as number);
				},
				[kind, prompt, maxTokens],
			);
			expect(told.ids, kind).toEqual(node.ids);
			const found = {
				logProbabilities: Math.max(
					...told.logProbabilities.map((one, i) => Math.abs(one - (node.logProbabilities[i] as number))),
				),
				attention: difference(node.attention, told.attention),
				relevancy: difference(node.relevancy, told.relevancy),
			};
			const shown = Object.entries(found).map(([name, value]) => `${name} ${value.toExponential(1)}`);
			console.log(`in Chromium, ${kind}: ${shown.join(", ")}; ms ${JSON.stringify(told.ms)}`);
			for (const value of Object.values(found)) expect(value, kind).toBeLessThan(1e-3);
		}
	}, 240_000);
});
