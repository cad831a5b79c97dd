import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base64, doubleGraph, type Harness, startHarness } from "./harness.js";
import { nodeReference, type Reference, worst } from "./reference.js";
import { chromiumPath } from "./site.js";

const answerTokens = 2;
/** Of the largest entry of a tensor; see the line that the test prints for what is measured. */
const tolerance = 1e-4;

// SwiftShader is the graphics adapter of machines without one; it comes with Chromium and is slow.
describe.skipIf(!chromiumPath)("the engine in Chromium on WebGPU", () => {
	let harness: Harness;
	let node: Reference;
	beforeAll(async () => {
		const options = { isolated: true, webgpu: true, arguments: ["--js-flags=--expose-gc"] };
		[harness, node] = await Promise.all([startHarness(options), nodeReference(answerTokens)]);
	});
	afterAll(async () => {
		await harness?.close();
		await node?.close();
	});

	it("reports its adapter", async () => {
		const [webgpu] = await harness.call("devices");
		expect(webgpu).toMatchObject({ device: "webgpu", available: true, adapter: { isSoftware: true } });
		expect(webgpu?.adapter?.limits.maxBufferSize).toBeGreaterThan(2 ** 27);
	});

	it("says what Node says, with Node's attention and relevancy", async () => {
		const opening = await harness.call("open", { device: "webgpu" });
		const said = await harness.call("ask", answerTokens);
		expect(said.ids).toEqual(node.answer.tokens.map(({ id }) => id));
		for (const { ticks } of [opening, said.heart]) expect(ticks).toBeGreaterThan(5);
		for (const method of ["attention", "relevancy"]) {
			const { found, heart } = await harness.call("explain", method);
			const error = worst(found, await node.found(method));
			console.log(`Chromium, WebGPU (SwiftShader), ${method}: ${error.toExponential(1)} of the largest entry`);
			expect(error).toBeLessThan(tolerance);
			expect(heart.ticks).toBeGreaterThan(5);
		}
		// The weights are in the GPU's memory: WebAssembly's heap has not grown by them.
		expect((await harness.call("memory"))?.residentBytes).toBeLessThan(40e6);
		expect(await harness.call("notices")).toEqual([]);
		expect(await harness.call("wasmCalls")).toEqual([]);
		expect(new Set(harness.site.seen.map(({ path }) => path).filter((path) => path.endsWith(".wasm"))).size).toBe(1);
		await harness.call("close");
	}, 150_000);

	it("reads weights to their end, whatever Chromium takes for garbage", async () => {
		expect(await harness.call("openBesideCollector")).toEqual([]);
	});

	it("refuses a weight that the adapter cannot hold", async () => {
		const [webgpu] = await harness.call("devices");
		const limits = { ...webgpu?.adapter?.limits, maxStorageBufferBindingSize: 2 ** 17 } as never;
		expect(await harness.call("openWithin", limits)).toMatchObject({
			code: "limit-exceeded",
			fields: { limit: "maxStorageBufferBindingSize", allowed: 2 ** 17 },
			message: expect.stringContaining("lvlm-interpret explain"),
		});
	});

	it("says so when the GPU's device is gone, and goes on with another", async () => {
		const { within, after, later, notices } = await harness.call("destroyDevice", doubleGraph);
		expect(within).toMatchObject({
			code: "session-failed",
			message: expect.stringMatching(/failed to run: the GPU device was lost \(destroyed.*Ask again/),
		});
		// Lost while nothing ran, it is only said, and the next run has a new one.
		expect([after, later]).toEqual([
			[2, 4],
			[2, 4],
		]);
		expect(notices).toHaveLength(2);
		for (const notice of notices) expect(notice).toMatch(/ONNX Runtime stopped: the GPU device was lost/);
	});

	it("passes a software adapter over unless it is asked for", async () => {
		const found = await harness.call("firstDevice", false, doubleGraph);
		expect(found).toMatchObject({ device: "wasm", values: [2, 4], passed: [{ device: "webgpu" }] });
		expect(found.notices.join()).toMatch(/emulated by the CPU\. The model runs on wasm/);
		expect(await harness.call("firstDevice", true, doubleGraph)).toMatchObject({
			device: "webgpu",
			values: [2, 4],
			passed: [],
		});
	});

	it("says what WebGPU lacks for weights in bfloat16, and goes to WebAssembly", async () => {
		const folder = "fixtures/llava-random/b-bfloat16";
		const files = readdirSync(new URL(`../../${folder}`, import.meta.url))
			.filter((file) => !file.startsWith("reference"))
			.map((file) => ({ name: file, bytes: base64(`${folder}/${file}`) }));
		expect(await harness.call("loadGraphs", files, ["webgpu", "wasm"])).toMatchObject({
			device: "wasm",
			passed: [{ device: "webgpu", reason: expect.stringMatching(/no kernel for Cast.*bfloat16/) }],
		});
	});

	it("runs on the other build where WebAssembly cannot wait for promises", async () => {
		await harness.page.evaluate(() => {
			delete (WebAssembly as unknown as Record<string, unknown>).Suspending;
		});
		harness.site.forget();
		expect(await harness.call("firstDevice", true, doubleGraph)).toMatchObject({ device: "webgpu", values: [2, 4] });
		const loaded = harness.site.seen.map(({ path }) => path).filter((path) => path.endsWith(".wasm"));
		expect(loaded.join()).toMatch(/asyncify[^,]*$/);
	});

	it("asks nobody outside", () => expect(harness.outside.called).toEqual([]));
});
