// What the first load takes, and how long a question and each explanation take, in the built demo: the table of docs/demo.md.
//   pnpm --filter demo build && node apps/demo/scripts/timings.mjs [--dist apps/demo/dist] [--runs 3]

import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { serve, startChromium } from "./site.mjs";

const { values } = parseArgs({
	options: {
		dist: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) },
		runs: { type: "string", default: "3" },
	},
});
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const zipped = (path) => gzipSync(readFileSync(`${values.dist}${path}`), { level: 9 }).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const paths = [];
const site = await serve(values.dist, { seen: (path) => paths.push(path === "/" ? "/index.html" : path) });
const browser = await startChromium();

async function visit() {
	const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, serviceWorkers: "block" });
	const page = await context.newPage();
	page.on("pageerror", (error) => console.log(String(error)));
	await page.addInitScript(() => {
		window.longTasks = [];
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) window.longTasks.push(duration);
		}).observe({ type: "longtask", buffered: true });
	});
	return { page, context };
}
const longest = async (page) => {
	const found = await page.evaluate(() => Math.max(0, ...window.longTasks.splice(0)));
	return found;
};

const rows = new Map();
const note = (name, ms, task) => {
	const row = rows.get(name) ?? { ms: [], task: [] };
	row.ms.push(ms);
	row.task.push(task);
	rows.set(name, row);
};

let firstLoad = [];
for (let run = 0; run < Number(values.runs); run++) {
	paths.length = 0;
	const { page, context } = await visit();
	const timed = async (name, act, done) => {
		const started = performance.now();
		await act();
		await page.waitForFunction(done, undefined, { timeout: 120_000 });
		note(name, performance.now() - started, await longest(page));
	};
	await timed(
		"first load, until the example can be explored",
		() => page.goto(site.origin),
		"!!document.querySelector('[role=tabpanel] canvas') && !!document.querySelector('.stage .lvlm-token')",
	);
	firstLoad = [...new Set(paths)];
	await page.click("#tab-session");
	await page.fill(".ask .lvlm-prompt-text", "What colour is the circle?");
	await timed(
		"question to first token (model and runtime from the loopback)",
		() => page.click(".ask .lvlm-prompt .lvlm-primary"),
		"!!document.querySelector('.ask .lvlm-turn-answer .lvlm-turn-text')",
	);
	await timed(
		"first token to the whole answer",
		async () => undefined,
		"location.hash.includes('picture=') && document.querySelector('.stage .lvlm-tokens')?.textContent.includes('orange')",
	);
	await timed(
		"relevancy (composed, exact) and matrices, computed with every answer",
		async () => undefined,
		"!document.querySelector('.running')",
	);
	await page.fill(".ask .lvlm-prompt-text", "What colour is the ring?");
	await timed(
		"another question to first token",
		() => page.click(".ask .lvlm-prompt .lvlm-primary"),
		"!!document.querySelector('.ask .lvlm-turn-answer .lvlm-turn-text')",
	);
	await page.waitForFunction("!document.querySelector('.running')");
	await page.click(".stage .lvlm-token:nth-of-type(4)");
	await page.click("#tab-relevance");
	const picker = (at) => `#panel-relevance .lvlm-map-picker select >> nth=${at}`;
	const chosen = (at, value) =>
		`document.querySelectorAll('#panel-relevance .lvlm-map-picker select')[${at}]?.value === '${value}'`;
	await page.waitForSelector(picker(0));
	await longest(page);
	await timed(
		"relevancy, llama exact, all tokens",
		() => page.selectOption(picker(0), "llama"),
		`${chosen(0, "llama")} && ${chosen(1, "exact")}`,
	);
	await timed("rollout", () => page.selectOption(picker(0), "rollout"), chosen(0, "rollout"));
	await timed(
		"contrast of two words",
		() => page.click("text=Compare the two words"),
		"!!document.querySelector('.card .lvlm-panel canvas')",
	);
	await page.click("#tab-causal");
	await page.waitForSelector("#panel-causal .lvlm-cause-run");
	await timed(
		"causal graphs of a token, six heads, each checked by removal",
		() => page.click("#panel-causal .lvlm-cause-run"),
		"!/No graph has been learned/.test(document.querySelector('#panel-causal').textContent)",
	);
	await page.click("#tab-faithfulness");
	await page.waitForSelector("#panel-faithfulness .primary");
	await timed(
		"faithfulness of a map, with five random orders",
		() => page.click("#panel-faithfulness .primary"),
		"!!document.querySelector('#panel-faithfulness .lvlm-badge-number')",
	);
	await context.close();
}
console.log(
	`${cpus()[0]?.model}, ${cpus().length} logical cores; Chromium without a graphics card; medians of ${values.runs} first visits\n`,
);
const isCode = (path) => /\.(js|css|html)$/.test(path) && !path.includes("worker");
const code = firstLoad.filter(isCode).map((path) => [path, zipped(path)]);
console.log(
	`Until the example can be explored: ${kB(code.reduce((sum, [, bytes]) => sum + bytes, 0))} of script and style, gzip (budget 250 kB):`,
);
for (const [path, bytes] of code) console.log(`  ${path} ${kB(bytes)}`);
console.log(`  besides ${firstLoad.filter((path) => !isCode(path)).join(", ")}`);
console.log("\n| phase | ms | longest task of the page, ms |\n| --- | --- | --- |");
for (const [name, { ms, task }] of rows) {
	const most = median(task);
	console.log(`| ${name} | ${median(ms).toFixed(0)} | ${most === 0 ? "under 50" : most.toFixed(0)} |`);
}
await browser.close();
site.close();
