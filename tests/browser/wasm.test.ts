import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeImage } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { llava7bConfig, llava7bShapes, writeSparseCheckpoint } from "../graphs/sparse-checkpoint.js";
import { base64, doubleGraph, type Harness, startHarness } from "./harness.js";
import { methods } from "./page/methods.js";
import { nodeReference, type Reference, worst } from "./reference.js";
import { chromiumPath } from "./site.js";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const answerTokens = 6;
/** Of the largest entry of a tensor. Both compute in float32 with different kernels; 3e-5 (relevancy) is measured. */
const tolerance = 2e-4;

const ortFolder = dirname(createRequire(at("packages/backend-onnx/package.json")).resolve("onnxruntime-web"));

if (!chromiumPath) console.log("skipped: no Chromium found, so the engine is not tried in a browser");

describe.skipIf(!chromiumPath)("the engine in Chromium on WebAssembly", () => {
	let harness: Harness;
	let node: Reference;
	let said: Awaited<ReturnType<typeof ask>>;
	const ask = () => harness.call("ask", answerTokens);
	beforeAll(async () => {
		[harness, node] = await Promise.all([
			startHarness({ isolated: true, folders: { ort: ortFolder } }),
			nodeReference(answerTokens),
		]);
		const opening = await harness.call("open", { device: "wasm", threads: 2 });
		expect(opening.ticks, "the page's timer while the model opens").toBeGreaterThan(5);
		said = await ask();
	});
	afterAll(async () => {
		await harness?.close();
		await node?.close();
	});

	it("says what Node says", () => {
		expect(said.ids).toEqual(node.answer.tokens.map(({ id }) => id));
		expect(said.text).toBe(node.answer.text);
		node.answer.tokens.forEach(({ logProbability }, index) => {
			expect(said.logProbabilities[index]).toBeCloseTo(logProbability, 5);
		});
		expect(said.heart.ticks).toBeGreaterThan(5);
	});

	it.each(Object.keys(methods))("has Node's numbers: %s", async (method) => {
		const { found, heart } = await harness.call("explain", method);
		const error = worst(found, await node.found(method));
		console.log(`Chromium, WebAssembly, ${method}: ${error.toExponential(1)} of the largest entry`);
		expect(error).toBeLessThan(tolerance);
		expect(heart.ticks, "the page's timer meanwhile").toBeGreaterThan(2);
	});

	it("runs no ONNX Runtime in the page's own thread, and loads one build", async () => {
		expect(await harness.call("wasmCalls")).toEqual([]);
		const loaded = harness.site.seen.map(({ path }) => path).filter((path) => path.endsWith(".wasm"));
		expect(new Set(loaded).size).toBe(1);
		expect(loaded[0]).toMatch(/ort-wasm-simd-threaded-[\w-]+\.wasm$/);
		// The watch itself: it sees what the page does.
		await harness.page.evaluate(() =>
			WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => {}),
		);
		expect(await harness.call("wasmCalls")).toEqual(["compile"]);
	});

	it("goes on in a new worker after a run was stopped", async () => {
		const { failure, found } = await harness.call("stopAndAskAgain");
		expect(failure.code).toBe("AbortError");
		expect(worst(found, await node.found("attention"))).toBeLessThan(tolerance);
		expect(await harness.call("notices")).toEqual([]);
	});

	it("says so when its worker is ended within a run, and goes on", async () => {
		const { failure, after, notices } = await harness.call("endWorkerMidRun");
		expect(failure.code).toBe("session-failed");
		expect(failure.message).toMatch(/failed to run: its worker has ended\. Ask again/);
		expect(notices.join()).toMatch(/ONNX Runtime stopped: its worker has ended/);
		expect(after.relevance?.values.every(Number.isFinite)).toBe(true);
	});

	it("takes the runtime's files from the app's folder, and says so when they are not there", async () => {
		harness.site.forget();
		expect(await harness.call("runFrom", "ort", doubleGraph)).toEqual([2, 4]);
		const wasm = harness.site.seen.map(({ path }) => path).filter((path) => path.endsWith(".wasm"));
		expect(wasm).toEqual(["/ort/ort-wasm-simd-threaded.wasm"]);
		const failure = await harness.call("runFrom", "/nothing/here/", doubleGraph);
		expect(failure).toMatchObject({ code: "session-failed", message: expect.stringMatching(/wasmFolder/) });
	});

	it("says so when its worker cannot be started", async () => {
		const failures = await harness.call("runWithoutWorker", doubleGraph);
		expect(failures.map(({ code }) => code)).toEqual(["session-failed", "session-failed"]);
		expect(failures[0]?.message).toMatch(
			/could not be started \(its script could not be loaded\)\. Does the app serve/,
		);
		expect(failures[1]?.message).toMatch(/could not be started \(.*outside\.invalid.*Does the app serve/);
	});

	it("bundles nothing of Node", () => {
		const scripts = readdirSync(join(harness.folder, "assets")).filter((name) => name.endsWith(".js"));
		expect(scripts.length).toBeGreaterThan(3);
		// What Vite puts in the place of Node's modules.
		const stubbed = scripts.filter((name) =>
			readFileSync(join(harness.folder, "assets", name), "utf8").includes("__vite-browser-external"),
		);
		expect(stubbed).toEqual([]);
	});

	it("refuses what WebAssembly cannot hold, with the numbers and a way on", async () => {
		const failure = await harness.call("tooManyWeights", doubleGraph);
		expect(failure).toMatchObject({
			code: "out-of-memory",
			fields: { neededBytes: 65 * 2 ** 26, freeBytes: 2 ** 32 },
			message: expect.stringMatching(/4\.36 GB.*ends at 4\.29 GB.*webgpu/s),
		});
		const folder = mkdtempSync(join(tmpdir(), "lvlm-sparse-"));
		try {
			writeSparseCheckpoint(folder, llava7bConfig, llava7bShapes(), 3);
			const files = readdirSync(folder).map((name) => ({ name, ...headOf(join(folder, name)) }));
			const refused = await harness.call("openSparse", files, "wasm");
			expect(refused.code).toBe("out-of-memory");
			expect(refused.message).toMatch(/7\.06 billion parameters.*does not fit on wasm.*29\.\d+ GB/s);
			expect(refused.message).toContain("lvlm-interpret explain llava-hf/llava-1.5-7b-hf image.png");
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	it("says when a run needs more memory than there is, and goes on", async () => {
		const ones = base64("packages/backend-onnx/fixtures/ones.onnx");
		// 16 kB below 4 GiB, which can be named but not given, and 4 GiB. Neither takes memory of the machine.
		const { failures, after } = await harness.call("runOutOfMemory", ones, [2 ** 30 - 2 ** 12, 2 ** 30]);
		expect(after).toEqual([1000, 10, 10]);
		for (const failure of failures) {
			expect(failure.code, failure.message).toBe("out-of-memory");
			expect(failure.message).toMatch(/ends at 4\.29 GB\. Explain fewer tokens at once/);
		}
	});

	it("says when the browser stores no more, keeps what it has, and goes on", async () => {
		const cdp = await harness.context.newCDPSession(harness.page);
		const { origin } = harness.site;
		// Another address, so that nothing of it is stored yet.
		const address = `${origin}/model/.`;
		await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 12_000_000 });
		const failure = await harness.call("openFails", address);
		expect(failure.code).toMatch(/download-failed|limit-exceeded/);
		expect(failure.message).toMatch(/storage|Delete models/i);
		await cdp.send("Storage.overrideQuotaForOrigin", { origin });
		expect(await harness.call("stored")).toHaveLength(1);
		expect((await harness.call("openFails", `${origin}/model`)).code).toBe("nothing thrown");
	});

	it("decodes pictures as Node does", async () => {
		const folder = "fixtures/images/decode";
		const names = readdirSync(at(folder));
		const differing: Record<string, number> = {};
		const refused: string[] = [];
		for (const name of names) {
			const ours = await decodeImage(new Uint8Array(readFileSync(at(`${folder}/${name}`))));
			const theirs = await harness.call("decode", base64(`${folder}/${name}`));
			if ("code" in theirs) {
				refused.push(name);
				continue;
			}
			expect([theirs.width, theirs.height], name).toEqual([ours.width, ours.height]);
			const largest = ours.data.reduce(
				(most, value, index) => Math.max(most, Math.abs(value - (theirs.data[index] as number))),
				0,
			);
			if (largest > 0) differing[name] = largest;
		}
		console.log(`Chromium decodes ${names.length - refused.length} of ${names.length} pictures; differing:`, differing);
		expect(refused.every((name) => name.includes("16"))).toBe(true);
		expect(differing).toEqual({});
	});

	it("has asked nobody outside", async () => {
		expect(harness.outside.called).toEqual([]);
		// The guard itself: it sees calls of the page and of workers.
		await harness.call("callOutside");
		expect([...harness.outside.called].sort()).toEqual([
			"http://outside.invalid/page",
			"http://outside.invalid/worker",
		]);
	});
});

describe.skipIf(!chromiumPath)("a page that is not isolated", () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await startHarness({ isolated: false });
	});
	afterAll(() => harness?.close());

	it("runs on one thread and says so", async () => {
		await harness.call("open", { device: "wasm", threads: 2 });
		expect((await harness.call("ask", 1)).ids).toHaveLength(1);
		expect((await harness.call("notices")).join()).toMatch(/one thread.*not cross-origin isolated/);
	});

	it("goes to WebAssembly where WebGPU is missing, and says so", async () => {
		const found = await harness.call("firstDevice", false, doubleGraph);
		expect(found).toMatchObject({ device: "wasm", values: [2, 4], passed: [{ device: "webgpu" }] });
		expect(found.notices.join()).toMatch(/webgpu is not used: .+ The model runs on wasm/);
	});
});

/** The start of a sparse file that is not zeros, as text, and its length. */
function headOf(path: string): { head: string; byteLength: number } {
	const byteLength = statSync(path).size;
	const handle = openSync(path, "r");
	const head = Buffer.alloc(Math.min(byteLength, 2 ** 18));
	readSync(handle, head, 0, head.length, 0);
	closeSync(handle);
	return { head: head.toString("base64"), byteLength };
}
