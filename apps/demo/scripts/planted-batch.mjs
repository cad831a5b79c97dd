// Walks the way of docs/planted-failure-batch.md through the built demo: pictures of every step, and what the table says of them.
//   pnpm --filter demo build && node apps/demo/scripts/planted-batch.mjs --out docs/planted-failure-batch [--count 40] [--seed 0]
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve, startChromium } from "./site.mjs";

const { values } = parseArgs({
	options: {
		out: { type: "string", default: "out/planted-batch" },
		dist: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) },
		about: { type: "string", default: "colour" },
		count: { type: "string", default: "40" },
		seed: { type: "string", default: "0" },
		theme: { type: "string", default: "light" },
	},
});
mkdirSync(values.out, { recursive: true });
const site = await serve(values.dist);
const browser = await startChromium();
const context = await browser.newContext({
	viewport: { width: 1200, height: 820 },
	colorScheme: values.theme,
	serviceWorkers: "block",
});
const page = await context.newPage();
page.on("pageerror", (error) => console.log(String(error)));
page.on("console", (message) => message.type() === "error" && console.log(message.text()));
const picture = async (name) => {
	await page.waitForTimeout(500);
	await page.screenshot({ path: `${values.out}/${name}.jpg`, type: "jpeg", quality: 80 });
};

await page.goto(site.origin);
await page.click(".tools >> text=Batch");
await page.selectOption(".batch-fields select", values.about);
await page.getByLabel("How many").fill(values.count);
await page.getByLabel("Seed of the draw").fill(values.seed);
await page.click("text=Add questions");
await page.waitForSelector(".lvlm-batch-head");
const began = performance.now();
await page.getByRole("button", { name: /^Ask / }).click();
await page.waitForFunction("document.querySelectorAll('[data-status=done]').length > 4", undefined, {
	timeout: 120_000,
});
await picture("1-asking");
await page.waitForSelector("text=All are asked", { timeout: 900_000 });
console.log(
	`${values.count} questions in ${((performance.now() - began) / 1000).toFixed(1)} s, the model's loading among them`,
);

await page.getByRole("columnheader", { name: /^Match/ }).click();
await page.waitForTimeout(500);
await page.evaluate("document.querySelector('.batch-controls').scrollIntoView()");
await picture("2-sorted");
console.log(await page.locator(".batch-page .lvlm-caption").first().textContent());
const rows = await page.evaluate(() => {
	const cells = (row, role) => [...row.querySelectorAll(`[role=${role}]`)].map((cell) => cell.textContent.trim());
	const heads = cells(document.querySelector(".lvlm-batch-head"), "columnheader");
	return [...document.querySelectorAll(".lvlm-batch-rows [role=row]")].map((row) =>
		Object.fromEntries(cells(row, "gridcell").map((text, index) => [heads[index].replace(/[↑↓\s]+$/, ""), text])),
	);
});
for (const row of rows)
	console.log(["Question", "Answer", "Expected", "Match", "In mask"].map((name) => row[name]).join(" | "));

await page.click(".lvlm-batch-rows [role=row] >> nth=0");
await page.waitForSelector("#panel-relevance canvas");
await page.click(".stage .lvlm-token:nth-of-type(3)");
await page.mouse.move(5, 5);
await picture("3-opened");
await browser.close();
site.close();
