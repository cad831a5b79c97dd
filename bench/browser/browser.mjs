// The engine in a tab: time from the question to the first token and to each explanation, bytes over the network, memory.
//
//   node bench/browser/browser.mjs [--device wasm|webgpu] [--threads n] [--visits n] [--software]      after `npm start` or `pnpm build`
//
// Builds a page with Vite as an app would, serves it on the loopback with isolation headers, and visits it with a fresh profile each time
// ("first visit": nothing is stored) and once more in the same profile ("second visit": the model is in the origin's file system, the rest
// in the HTTP cache). Prints medians over the visits as Markdown. "again": the same request a second time, its graph being
// compiled. "pause": the longest time that the page's own timer of 4 ms stood still, that is, how long the page could block.
// Memory is what Linux says of the browser's processes of the page; elsewhere it is left out. `--software`: WebGPU on SwiftShader,
// which says nothing about graphics cards.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { values } = parseArgs({
	options: {
		device: { type: "string", default: "wasm" },
		threads: { type: "string" },
		visits: { type: "string", default: "5" },
		software: { type: "boolean", default: false },
	},
});
const device = values.device;
const threads = values.threads === undefined ? undefined : Number(values.threads);

const ofUi = createRequire(at("packages/ui/package.json"));
const vite = await import(ofUi.resolve("vite"));
const { chromium } = ofUi("playwright");
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
if (!executablePath) throw new Error("No Chromium found: set CHROMIUM_PATH to its program file.");

const { examples } = JSON.parse(readFileSync(at("models/examples/examples.json"), "utf8"));
const { file, question } = examples.find((one) => one.file === "colour.png");
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const milliseconds = (ms) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/** Bytes of bodies that the server sent. */
let sentBytes = 0;
const counting = {
	name: "count-bytes",
	configurePreviewServer(server) {
		server.middlewares.use((request, response, next) => {
			const count = (chunk) => {
				// The answer to HEAD has a body for this server, but not for the network.
				if (chunk && typeof chunk !== "function" && request.method !== "HEAD") sentBytes += chunk.length;
			};
			const { write, end } = response;
			response.write = (chunk, ...rest) => {
				count(chunk);
				return write.call(response, chunk, ...rest);
			};
			response.end = (chunk, ...rest) => {
				count(chunk);
				return end.call(response, chunk, ...rest);
			};
			next();
		});
	},
};

/** Resident memory of the largest process of each type, in bytes (the page's renderer among them); undefined where /proc is missing. */
async function processBytes(browser) {
	if (!existsSync("/proc/self/status")) return undefined;
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send("SystemInfo.getProcessInfo");
	await session.detach();
	const found = {};
	for (const { type, id } of processInfo) {
		const status = existsSync(`/proc/${id}/status`) ? readFileSync(`/proc/${id}/status`, "utf8") : "";
		const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
		found[type] = Math.max(found[type] ?? 0, 1024 * kilobytes);
	}
	return found;
}

const outDir = mkdtempSync(join(tmpdir(), "lvlm-bench-"));
const config = { root: at("bench/browser/page"), configFile: false, logLevel: "error", build: { outDir } };
await vite.build({ ...config, build: { ...config.build, target: "esnext", emptyOutDir: true } });
cpSync(at("models/shapes-llava"), join(outDir, "model"), { recursive: true });
cpSync(at(`models/examples/${file}`), join(outDir, "picture.png"));
const server = await vite.preview({ ...config, plugins: [counting], preview: { host: "127.0.0.1", port: 0, headers } });
const { port } = server.httpServer.address();
const args = ["--no-sandbox"];
if (values.software) args.push("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader");

/** What the visits gave: by kind of visit, a list each. */
const visits = { first: [], second: [] };
let reports;
try {
	for (let round = 0; round < Number(values.visits); round++) {
		const profile = mkdtempSync(join(tmpdir(), "lvlm-profile-"));
		const context = await chromium.launchPersistentContext(profile, { executablePath, args });
		for (const kind of ["first", "second"]) {
			const page = await context.newPage();
			sentBytes = 0;
			await page.goto(`http://127.0.0.1:${port}/`);
			await page.waitForFunction(() => "bench" in globalThis);
			reports ??= await page.evaluate(() => globalThis.bench.devices());
			const visit = await page.evaluate((options) => globalThis.bench.visit(options), { device, threads, question });
			visits[kind].push({ ...visit, sentBytes, processBytes: await processBytes(context.browser()) });
			await page.close();
		}
		await context.close();
		rmSync(profile, { recursive: true, force: true });
	}
} finally {
	await server.close();
	rmSync(outDir, { recursive: true, force: true });
}

const { first, second } = visits;
const used = reports.find((one) => one.device === device);
const [{ text, tokens }] = first;
const adapter = used.adapter ? `, adapter ${used.adapter.name}` : "";
console.log(
	`Device ${device} (build ${used.build}, threads ${threads ?? used.threads}${adapter}); ${cpus()[0].model}, ${cpus().length} logical cores; ` +
		`medians of ${first.length} visits. “${question}” “${text.trim()}” (${tokens} tokens).\n`,
);
console.log("| step | first visit, ms | second visit, ms | longest pause of the page, ms |\n| --- | --- | --- | --- |");
for (const name of Object.keys(first[0].found)) {
	const of = (list, field) => median(list.map(({ found }) => found[name][field]));
	const pause = Math.max(...[...first, ...second].map(({ found }) => found[name].pauseMs));
	console.log(
		`| ${name} | ${milliseconds(of(first, "ms"))} | ${milliseconds(of(second, "ms"))} | ${milliseconds(pause)} |`,
	);
}
const row = (name, pick) =>
	console.log(`| ${name} | ${[first, second].map((list) => megabytes(median(list.map(pick)))).join(" | ")} |`);
console.log("\n| bytes | first visit | second visit |\n| --- | --- | --- |");
row("over the network", (visit) => visit.sentBytes);
row("WebAssembly's heap at the end", (visit) => visit.heapBytes);
if (first[0].countedBytes) row("page and workers, as the browser counts them", (visit) => visit.countedBytes);
if (first[0].processBytes) {
	row("renderer process, resident (with the browser's own code)", (visit) => visit.processBytes.renderer ?? 0);
	row("graphics process, resident", (visit) => visit.processBytes.GPU ?? 0);
}
