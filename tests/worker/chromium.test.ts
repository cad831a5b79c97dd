import { readFileSync } from "node:fs";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { attention, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";
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
import { at } from "./local-engine.js";

type EngineModule = typeof import("@lvlm-interpret/worker");
interface InPage {
	lvlm: { worker: EngineModule; startWorker(): Worker };
	engine: import("@lvlm-interpret/worker").EngineClient;
	answer: import("@lvlm-interpret/worker").EngineAnswer;
	rows: import("@lvlm-interpret/worker").AttentionRows;
	events: import("@lvlm-interpret/worker").EngineEvent[];
}

const prompt = "What colour is the circle?";
const bytes = readFileSync(at("models/examples/colour.png"));
const base64 = bytes.toString("base64");
let built: BuiltPage;
let site: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	if (!chromiumPath) return;
	built = await buildPage("tests/worker/page");
	site = await startSite({ folders: { "": built.folder, model: at("models/shapes-llava") }, isolated: true });
	browser = await launchChromium({ webgpu: true });
	page = await (await browser.newContext()).newPage();
	await page.goto(site.origin);
	await page.waitForFunction(() => "lvlm" in globalThis);
}, 300_000);

afterAll(async () => {
	await browser?.close();
	site?.close();
	built?.remove();
});

/** Weights that were fetched since the site forgot. */
const fetched = () =>
	site.seen.filter(({ path }) => path.endsWith(".safetensors")).reduce((sum, one) => sum + one.bytes, 0);

describe.skipIf(!chromiumPath)("the engine in a worker of Chromium", () => {
	it("opens, answers and explains on WebAssembly as Node does", async () => {
		const got = await page.evaluate(
			async ({ base64, prompt }) => {
				const here = globalThis as unknown as InPage;
				const { createEngine } = here.lvlm.worker;
				here.events = [];
				here.engine = createEngine({
					worker: here.lvlm.startWorker,
					stopGraceMs: 500,
					onEvent: (event) => here.events.push(event),
				});
				const { engine } = here;
				// The page's own timer goes on in every phase.
				let ticks = 0;
				setInterval(() => ticks++, 4);
				const heart: number[] = [];
				const beat = () => {
					heart.push(ticks);
					ticks = 0;
				};
				const phases = new Set<string>();
				const onProgress = ({ phase }: { phase: string }) => void phases.add(phase);
				const report = await engine.open("/model", { device: "wasm", onProgress });
				beat();
				const image = await (await fetch(`data:image/png;base64,${base64}`)).blob();
				const order: string[] = [];
				here.answer = await engine.generate({
					image,
					prompt,
					onPrompt: () => order.push("prompt"),
					onToken: ({ index }) => order.push(String(index)),
				});
				beat();
				const map = await engine.explain(here.answer, "attention", { tokens: [1] });
				const relevance = await engine.explain(here.answer, "relevancy", { tokens: [0] });
				beat();
				here.rows = engine.rows(here.answer);
				await here.rows.filled;
				beat();
				const row = here.answer.sequence.promptLength;
				const stored = await here.rows.rows({ layers: [1], heads: [2], queries: [row] });
				return {
					device: report.backend.device,
					phases: [...phases],
					order,
					ids: here.answer.tokens.map(({ id }) => id),
					map: [...(map.tensors.attention?.tensor.data ?? [])],
					relevance: [...(relevance.tensors.image?.tensor.data ?? [])],
					row: [...stored.tensor.data],
					origin: stored.origin,
					heart,
					rowSumError: here.rows.status.rowSumError,
				};
			},
			{ base64, prompt },
		);
		const backend = onnxBackend({ device: "cpu" });
		const model = await openModel(at("models/shapes-llava"), { backend });
		const answer = await model.generate({ image: new Uint8Array(bytes), prompt });
		const map = await answer.explain(attention(), { tokens: [1] });
		const relevance = await answer.explain(relevancy(), { tokens: [0] });
		await model.dispose();
		await backend.dispose();

		expect(got.device).toBe("wasm");
		for (const ticks of got.heart) expect(ticks).toBeGreaterThan(5);
		expect(got.phases).toEqual(["download", "read", "load"]);
		expect(got.ids).toEqual(answer.tokens.map(({ id }) => id));
		expect(got.order).toEqual(["prompt", ...answer.tokens.map(({ index }) => String(index))]);
		const off = (numbers: readonly number[], expected: Float32Array | undefined): number => {
			expect(numbers.length).toBe(expected?.length);
			return Math.max(...numbers.map((one, index) => Math.abs(one - (expected?.[index] ?? Number.NaN))));
		};
		expect(off(got.map, map.tensors.attention?.tensor.data)).toBeLessThan(1e-5);
		expect(off(got.relevance, relevance.tensors.image?.tensor.data)).toBeLessThan(1e-5);
		expect(got.rowSumError).toBeLessThan(1e-5);
		expect(got.origin).toBe("store");
		expect(Math.abs(got.row.reduce((sum, one) => sum + one, 0) - 1)).toBeLessThan(0.1);
	});

	it("is ended where a run does not stop; rows and answers stay, and the model comes back without the network", async () => {
		site.forget();
		const got = await page.evaluate(async () => {
			const here = globalThis as unknown as InPage;
			const { engine, answer, rows, events } = here;
			const stop = new AbortController();
			const endless = engine
				.explain(answer, "acme:endless", {}, { signal: stop.signal })
				.catch((error: Error) => error.name);
			setTimeout(() => stop.abort(), 100);
			const name = await endless;
			const state = engine.state;
			const kept = await rows.rows({ layers: [0], queries: [answer.sequence.promptLength] });
			const again = await engine.explain(answer, "attention", { tokens: [1] });
			return {
				name,
				state,
				kept: [kept.origin, kept.isComplete],
				after: engine.state,
				ended: events.filter(({ kind }) => kind === "ended"),
				shape: again.tensors.attention?.tensor.shape,
			};
		});
		expect(got).toMatchObject({ name: "AbortError", state: "reload", kept: ["store", true], after: "ready" });
		expect(got.ended).toMatchObject([{ reason: "stopped", message: expect.stringContaining("loaded from the cache") }]);
		expect(got.shape?.length).toBe(3);
		expect(fetched()).toBe(0);
	});

	it("that ends by itself, without a word of the browser, rejects what was asked and comes back", async () => {
		const got = await page.evaluate(async () => {
			const { engine, answer } = globalThis as unknown as InPage;
			const failed = await engine.explain(answer, "acme:close").catch((error: unknown) => {
				const { code, fields, hint } = error as { code: string; fields: object; hint: string };
				return { code, fields, hint };
			});
			return { failed, shape: (await engine.explain(answer, "rollout")).tensors.rollout?.tensor.shape.length };
		});
		expect(got.failed).toMatchObject({ code: "worker-ended", fields: { reason: "crashed", during: "explain" } });
		expect(got.shape).toBe(2);
		expect(fetched()).toBe(0);
	});

	it("opens files and folders as well, and deletes a stored model on request", async () => {
		const got = await page.evaluate(async () => {
			const { engine } = globalThis as unknown as InPage;
			const names = ["config.json", "generation_config.json", "model.safetensors", "preprocessor_config.json"];
			const all = [...names, "processor_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];
			const files = await Promise.all(
				all.map(async (name) => new File([await (await fetch(`/model/${name}`)).blob()], name)),
			);
			const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("picked", { create: true });
			for (const file of files) {
				const stream = await (await folder.getFileHandle(file.name, { create: true })).createWritable();
				await stream.write(file);
				await stream.close();
			}
			const picked = await engine.open(folder, { device: "wasm" });
			const before = await engine.stored();
			const [first] = before;
			const report = await engine.open({ id: "dropped", files }, { device: "wasm" });
			const freed = await engine.remove(first?.id ?? "");
			const state = engine.state;
			return {
				picked: picked.facts.id,
				id: report.facts.id,
				stored: before.map(({ id }) => id),
				freed,
				left: await engine.stored(),
				state,
			};
		});
		expect(got).toMatchObject({
			picked: "picked",
			id: "dropped",
			stored: [`${site.origin}/model`],
			left: [],
			state: "ready",
		});
		expect(got.freed).toBeGreaterThan(10_000_000);
	});

	it("on WebGPU answers and fills rows that agree with WebAssembly's", async () => {
		const got = await page.evaluate(
			async ({ base64, prompt }) => {
				const here = globalThis as unknown as InPage;
				const { engine } = here;
				const image = await (await fetch(`data:image/png;base64,${base64}`)).blob();
				const answer = await engine.generate({ image, prompt, maxTokens: 1 });
				const rowOf = async () => {
					const rows = engine.rows(answer);
					await rows.filled;
					const request = { layers: [2], queries: [answer.sequence.promptLength - 1] };
					return { data: [...(await rows.rows(request)).tensor.data], error: rows.status.rowSumError };
				};
				const wasm = await rowOf();
				const report = await engine.open("/model", { device: "webgpu" });
				const gpu = await rowOf();
				const devices = await engine.devices();
				engine.close();
				return { device: report.backend.device, wasm, gpu, devices };
			},
			{ base64, prompt },
		);
		expect(got.device).toBe("webgpu");
		expect(got.devices).toMatchObject([
			{ device: "webgpu", available: true },
			{ device: "wasm", available: true },
		]);
		expect(got.gpu.error).toBeLessThan(1e-4);
		const most = Math.max(...got.wasm.data);
		expect(most).toBeGreaterThan(0.01);
		// Both are quantised: a step of 1/255 of the row's largest may fall on either side.
		const off = Math.max(...got.gpu.data.map((one, index) => Math.abs(one - (got.wasm.data[index] as number))));
		expect(off).toBeLessThan(1 / 255 + 1e-3);
	});
});
