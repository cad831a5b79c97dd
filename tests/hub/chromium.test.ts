import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHub, type TestHub } from "./test-hub.js";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
// An import() inside a function for the page would be rewritten by the test runner.
const html =
	'<!doctype html><script type="module">import * as all from "/models.js"; globalThis.models = all;</script>';
const id = "org/shapes-llava";
const folder = at("models/shapes-llava");

/** What is used of a page: a function runs in it. */
interface Page {
	goto(url: string): Promise<unknown>;
	reload(): Promise<unknown>;
	evaluate<A, R>(run: (argument: A) => Promise<R>, argument: A): Promise<R>;
}
interface Browser {
	newPage(): Promise<Page>;
	close(): Promise<void>;
}
type Models = typeof import("@lvlm-interpret/models");

/** The package as one module for the page, without the libraries that only answering needs. */
async function bundled(): Promise<string> {
	const bundler = createRequire(realpathSync(at("node_modules/tsup/package.json")))("esbuild");
	const leftOut = {
		name: "left-out",
		setup(build: {
			onResolve(o: object, f: (a: { path: string }) => object): void;
			onLoad(o: object, f: () => object): void;
		}) {
			build.onResolve({ filter: /^(@huggingface\/transformers|onnxruntime-common)$/ }, ({ path }) => ({
				path,
				namespace: "left-out",
			}));
			// CommonJS: any name may be imported from it.
			build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
				contents: "module.exports = new Proxy({}, { get: () => class {} });",
			}));
		},
	};
	const { outputFiles } = await bundler.build({
		entryPoints: [at("packages/models/src/index.ts")],
		bundle: true,
		platform: "browser",
		format: "esm",
		conditions: ["lvlm-source"],
		write: false,
		plugins: [leftOut],
		logLevel: "silent",
	});
	return outputFiles[0].text;
}

describe.skipIf(!executablePath)("models from the Hub in Chromium", () => {
	let hub: TestHub;
	let site: Server;
	let browser: Browser;
	let page: Page;
	beforeAll(async () => {
		hub = await startTestHub({ models: { [id]: folder }, allowsPages: true, token: "hf_page" });
		const script = await bundled();
		site = createServer((request, response) => {
			const isScript = request.url === "/models.js";
			response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
			response.end(isScript ? script : html);
		});
		await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
		const { chromium } = createRequire(at("packages/ui/package.json"))("playwright");
		browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
		page = await browser.newPage();
		await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
	});
	afterAll(async () => {
		await browser?.close();
		await hub?.close();
		site?.closeAllConnections();
		site?.close();
	});

	const open = (offline: boolean) =>
		page.evaluate(
			async ({ id, endpoint, offline }) => {
				const { models } = globalThis as unknown as { models: Models };
				const store = models.browserStore({ partBytes: 2 ** 20 });
				const options = { endpoint, token: "hf_page", store, offline, retryDelayMs: 1 };
				const files = await models.modelFilesOf(id, options);
				const { facts } = await models.openCheckpoint(files);
				const entry = (await files.list()).find((file) => file.name === "model.safetensors");
				const bytes = await files.read("model.safetensors", 0, entry?.byteLength ?? 0);
				const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
				const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
				return {
					hex,
					id: facts.id,
					stored: await store.list(),
					kind: (await files.external("model.safetensors")).kind,
				};
			},
			{ id, endpoint: hub.endpoint, offline },
		);

	it("are loaded across two cuts, opened again after a reload without the Hub, and deleted", async () => {
		hub.faults.cutAfterBytes = 3_000_000;
		hub.faults.cuts = 2;
		const first = await open(false);
		const hex = createHash("sha256")
			.update(readFileSync(`${folder}/model.safetensors`))
			.digest("hex");
		expect(first).toMatchObject({ hex, id, kind: "blob", stored: [{ id, commit: hub.commit, revisions: ["main"] }] });
		const continued = hub.seen.filter(
			(one) => one.server === "storage" && /^bytes=[1-9]\d{4,}-$/.test(one.range ?? ""),
		);
		expect(continued.length).toBeGreaterThanOrEqual(2);
		expect(hub.seen.filter((one) => one.server === "storage" && one.authorization)).toEqual([]);
		hub.forget();
		await page.reload();
		expect(await open(true)).toEqual(first);
		expect(hub.seen).toEqual([]);
		const left = await page.evaluate(async (id) => {
			const store = (globalThis as unknown as { models: Models }).models.browserStore();
			return { freed: await store.remove(id), stored: await store.list() };
		}, id);
		expect(left.freed).toBeGreaterThan(11_000_000);
		expect(left.stored).toEqual([]);
	});
});
