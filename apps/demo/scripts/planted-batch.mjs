// Walks the way of docs/planted-failure-batch.md through the built demo: pictures of every step, and the table as CSV.
//   pnpm --filter demo build && node apps/demo/scripts/planted-batch.mjs --out docs/planted-failure-batch [--count 120] [--seed 0]
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve, startChromium } from "./site.mjs";

const { values } = parseArgs({
	options: {
		out: { type: "string", default: "out/planted-batch" },
		dist: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) },
		count: { type: "string", default: "120" },
		seed: { type: "string", default: "0" },
		theme: { type: "string", default: "light" },
		width: { type: "string", default: "1440" },
	},
});
mkdirSync(values.out, { recursive: true });
const site = await serve(values.dist);
const browser = await startChromium();
const context = await browser.newContext({
	viewport: { width: Number(values.width), height: 900 },
	colorScheme: values.theme,
	acceptDownloads: true,
	serviceWorkers: "block",
});
const page = await context.newPage();
page.on("pageerror", (error) => console.log(String(error)));
page.on("console", (message) => message.type() === "error" && console.log(message.text()));
const picture = async (name) => {
	await page.waitForTimeout(400);
	await page.screenshot({ path: `${values.out}/${name}.png` });
};

await page.goto(site.origin);
await page.getByRole("button", { name: "Batch" }).click();
await page.getByLabel("How many").fill(values.count);
await page.getByLabel("Seed of the draw").fill(values.seed);
await page.getByRole("button", { name: "Add questions" }).click();
await page.getByRole("grid").waitFor();
const began = performance.now();
await page.getByRole("button", { name: /^Ask / }).click();
await page.waitForFunction("document.querySelectorAll('[data-status=done]').length > 2", undefined, {
	timeout: 120_000,
});
await picture("running");
await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached", timeout: 900_000 });
console.log(
	`${values.count} questions in ${((performance.now() - began) / 1000).toFixed(1)} s, the model's loading among them`,
);

await page.getByRole("columnheader", { name: /^Match/ }).click();
await picture("sorted");
const caption = await page.locator(".batch-page .lvlm-caption").first().textContent();
console.log(caption);

const rows = JSON.parse(readFileSync(await download(page.getByRole("button", { name: /^Export/ }), /JSON/), "utf8"));
console.log(JSON.stringify(rows).slice(0, 2000));

async function download(menu, item) {
	await menu.first().click();
	const [file] = await Promise.all([
		page.waitForEvent("download"),
		page
			.getByRole("menuitem", { name: item })
			.or(page.getByRole("button", { name: item }))
			.first()
			.click(),
	]);
	return file.path();
}
await browser.close();
site.close();
