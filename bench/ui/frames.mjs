// What a frame costs in the largest views: script milliseconds a frame in headless Chromium while the pointer moves over a 600 x 600
// matrix and over a gallery of 1,024 thumbnails of 24 x 24, and while both are recoloured in every frame.
//
//   pnpm --filter @lvlm-interpret/ui storybook:build && node bench/ui/frames.mjs
//
// Prints medians, 95th percentiles and frames a second. Aims: hover under 8 ms, recolouring at 60 frames a second. Run it on an idle
// machine: it draws in software.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const { chromium } = createRequire(new URL("../../packages/ui/package.json", import.meta.url))("playwright");
const site = fileURLToPath(new URL("../../packages/ui/dist-storybook", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const server = createServer((request, response) => {
	const path = normalize(join(site, new URL(request.url, "http://localhost").pathname));
	if (!path.startsWith(site) || !existsSync(path)) return response.writeHead(404).end();
	response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" });
	createReadStream(path).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
console.log(`Chromium ${browser.version()}, headless, ${cpus()[0].model}, ${cpus().length} cores`);

const seconds = 4;
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/** Script time of each frame while `work` runs in every one, from the browser's own trace of tasks, in milliseconds. */
async function measure(page, work) {
	const client = await page.context().newCDPSession(page);
	const events = [];
	client.on("Tracing.dataCollected", ({ value }) => events.push(...value));
	const ended = new Promise((done) => client.once("Tracing.tracingComplete", done));
	await client.send("Tracing.start", {
		categories: "devtools.timeline,v8.execute,blink.user_timing",
		transferMode: "ReportEvents",
	});
	const frames = await page.evaluate(work, seconds);
	await client.send("Tracing.end");
	await ended;
	const scripts = events.filter(
		(one) => one.ph === "X" && ["FunctionCall", "FireAnimationFrame", "EventDispatch"].includes(one.name),
	);
	// Nested calls are part of the outer one.
	scripts.sort((a, b) => a.ts - b.ts || b.dur - a.dur);
	const outer = [];
	let until = 0;
	for (const one of scripts) {
		if (one.ts < until) continue;
		outer.push(one);
		until = one.ts + one.dur;
	}
	const starts = events.filter((one) => one.name === "lvlm-frame").map((one) => one.ts);
	starts.sort((a, b) => a - b);
	const cost = new Map();
	for (const one of outer) {
		let low = 0;
		let high = starts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (starts[middle] <= one.ts) low = middle + 1;
			else high = middle;
		}
		cost.set(low, (cost.get(low) ?? 0) + one.dur / 1000);
	}
	const sorted = [...cost.values()].sort((a, b) => a - b);
	return { median: at(sorted, 0.5), slow: at(sorted, 0.95), rate: frames / seconds };
}

/** Moves a pointer over the grid twice a frame, which is more than a mouse does. */
function hover(length) {
	const grid = document.querySelector("[role=grid]");
	const box = grid.getBoundingClientRect();
	let n = 0;
	return new Promise((done) => {
		const start = performance.now();
		let frames = 0;
		const step = () => {
			performance.mark("lvlm-frame");
			frames++;
			for (let i = 0; i < 2; i++, n++) {
				const [x, y] = [0.5 + 0.48 * Math.sin(n / 37), 0.5 + 0.48 * Math.cos(n / 53)];
				const place = { clientX: box.x + x * box.width, clientY: box.y + y * box.height, bubbles: true };
				grid.dispatchEvent(new PointerEvent("pointermove", place));
			}
			if (performance.now() - start < 1000 * length) requestAnimationFrame(step);
			else done(frames);
		};
		requestAnimationFrame(step);
	});
}

/** Asks the story for another scale in every frame. */
function recolour(length) {
	return new Promise((done) => {
		const start = performance.now();
		let frames = 0;
		const step = () => {
			performance.mark("lvlm-frame");
			window.lvlmRecolour(0.2 + 0.001 * (frames++ % 500));
			if (performance.now() - start < 1000 * length) requestAnimationFrame(step);
			else done(frames);
		};
		requestAnimationFrame(step);
	});
}

const base = `http://127.0.0.1:${server.address().port}/iframe.html?viewMode=story&id=attention-frames`;
const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
for (const [name, story] of [
	["matrix, 600 x 600", "matrix"],
	["gallery, 1,024 thumbnails", "gallery"],
]) {
	for (const [what, work] of [
		["hover", hover],
		["recolour", recolour],
	]) {
		await page.goto(`${base}--${story}`);
		await page.waitForSelector("[role=gridcell]", { state: "attached" });
		await page.waitForTimeout(1000);
		const { median, slow, rate } = await measure(page, work);
		const figures = `${median.toFixed(1)} ms script a frame (95 %: ${slow.toFixed(1)}), ${rate.toFixed(0)} frames a second`;
		console.log(`${name}, ${what}: ${figures}`);
	}
}
await browser.close();
server.close();
