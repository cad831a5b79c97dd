// How a large session opens and whether it stays fluid: the synthetic session of the shape of a 7B model, in the built demo.
//   node apps/demo/scripts/synthetic-session.mjs out/seven-b.lvlm && node apps/demo/scripts/fluid.mjs out/seven-b.lvlm [--dist apps/demo/dist]
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve, startChromium } from "./site.mjs";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { dist: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) } },
});
const [file = "out/seven-b.lvlm"] = positionals;
const site = await serve(values.dist);
const browser = await startChromium(["--enable-precise-memory-info"]);
const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, serviceWorkers: "block" });
const page = await context.newPage();
page.on("pageerror", (error) => console.log(String(error)));
await page.addInitScript(() => {
	window.longTasks = [];
	new PerformanceObserver((list) => {
		for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
	}).observe({ type: "longtask", buffered: true });
});
await page.goto(site.origin);
await page.waitForSelector("[role=tabpanel] canvas");

/** What a step took: until `done`, the longest task meanwhile, and frames that came late. */
async function step(name, act, done = "true") {
	await page.evaluate(() => {
		window.longTasks.length = 0;
		window.frames_ = [];
		window.isMeasuring = true;
		let last = performance.now();
		const frame = (now) => {
			window.frames_.push(now - last);
			last = now;
			if (window.isMeasuring) requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
	const started = performance.now();
	await act();
	await page.waitForFunction(done, undefined, { timeout: 60_000 });
	const ms = performance.now() - started;
	await page.waitForTimeout(300);
	const { longest, frames } = await page.evaluate(() => {
		window.isMeasuring = false;
		return { longest: Math.max(0, ...window.longTasks.map(({ duration }) => duration)), frames: window.frames_ };
	});
	const sorted = [...frames].sort((a, b) => a - b);
	const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
	console.log(
		`| ${name} | ${ms.toFixed(0)} | ${longest === 0 ? "under 50" : longest.toFixed(0)} | ${at(0.5).toFixed(1)} | ${at(0.95).toFixed(1)} |`,
	);
}

const hoverOver = async (selector) => {
	const box = await (await page.waitForSelector(selector)).boundingBox();
	for (let one = 0; one < 60; one++) {
		await page.mouse.move(box.x + (box.width * (one + 0.5)) / 60, box.y + (box.height * ((one * 7) % 60)) / 60);
	}
};
const tab = (id) => async () => {
	await page.click(`#tab-${id}`);
	await page.waitForSelector(`#panel-${id} canvas`);
};

console.log(`${cpus()[0]?.model}, ${cpus().length} logical cores; Chromium without a graphics card`);
console.log("\n| step | ms | longest task, ms | frame, median ms | frame, 95 % ms |\n| --- | --- | --- | --- | --- |");
await step(
	"open the file, until its map is drawn",
	() => page.setInputFiles("input[aria-label='Session file']", file),
	"document.querySelector('.stage .question')?.textContent === 'What does the picture show?' && !!document.querySelector('[role=tabpanel] canvas')",
);
await step("attention", tab("attention"));
await step("hover over the matrix of layers and heads", () => hoverOver("#panel-attention canvas"));
await step("heads: all 1,024 maps", tab("heads"));
await step("hover over the gallery", () => hoverOver("#panel-heads canvas"));
await step("another word of the answer", () => page.click(".stage .lvlm-token:nth-of-type(6)"));
await step("relevance", tab("relevance"));
await step("hover over the map", () => hoverOver("#panel-relevance canvas"));
const heap = await page.evaluate(async () => {
	const { usedJSHeapSize } = performance.memory;
	const all = await performance.measureUserAgentSpecificMemory?.().catch(() => undefined);
	return { usedJSHeapSize, bytes: all?.bytes };
});
console.log(
	`\nMemory: ${(heap.usedJSHeapSize / 1e6).toFixed(0)} MB of JavaScript's heap${heap.bytes ? `, ${(heap.bytes / 1e6).toFixed(0)} MB of page and workers` : ""}.`,
);
await browser.close();
site.close();
