import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decodeSession, decodeWork } from "@lvlm-interpret/core/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	type Browser,
	chromiumPath,
	launchChromium,
	type Outside,
	type Site,
	startOutside,
	startSite,
} from "../browser/site.js";
import { ask, type BuiltDemo, buildDemo, type Page, pixels, says, shownAnswer } from "./built-demo.js";

const axePath = createRequire(fileURLToPath(new URL("../../packages/ui/package.json", import.meta.url))).resolve(
	"axe-core/axe.min.js",
);
const tabs = ["relevance", "attention", "heads", "causal", "faithfulness", "compare", "runs", "session"];

let demo: BuiltDemo;
beforeAll(() => {
	if (chromiumPath) demo = buildDemo();
}, 300_000);
afterAll(() => demo?.remove());

/** What axe finds wrong with what is shown. */
async function axeProblems(page: Page): Promise<string[]> {
	await page.addScriptTag({ path: axePath });
	return page.evaluate<string[]>(
		"axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`))",
	);
}

describe.skipIf(!chromiumPath)("the demo app, built, under a path of its site", () => {
	const problems: string[] = [];
	let site: Site;
	let outside: Outside;
	let browser: Browser;
	let page: Page;
	const saved = "";

	beforeAll(async () => {
		site = await startSite({ folders: { "": demo.folder, lens: demo.folder }, isolated: true });
		outside = await startOutside();
		browser = await launchChromium();
		const context = await browser.newContext({
			acceptDownloads: true,
			viewport: { width: 1440, height: 1000 },
			proxy: { server: outside.address, bypass: "127.0.0.1" },
		});
		page = (await context.newPage()) as unknown as Page;
		page.on("pageerror", (error) => problems.push(String(error)));
		page.on("console", (message) => {
			if (message.type() === "error") problems.push(message.text());
		});
	});
	afterAll(async () => {
		await browser?.close();
		site?.close();
		outside?.close();
	});

	it("shows a finished example at once, before anything of the model is loaded", async () => {
		await page.goto(`${site.origin}/lens/`);
		await says(page, "The circle is orange.");
		await page.waitForSelector("[role=tabpanel] canvas");
		expect(site.seen.some(({ path }) => path.includes("/models/") || path.endsWith(".wasm"))).toBe(false);
	});

	it("opens from a link what was picked when it was copied", async () => {
		await page.goto(`${site.origin}/lens/#example=planted&panel=attention&layer=1&head=2`);
		await page.reload();
		await says(page, "Wrong. Right would be: The triangle is blue.");
		await says(page, "layer 1, head 2");
		const before = await pixels(page);
		await page.reload();
		await says(page, "layer 1, head 2");
		expect(await pixels(page)).toBe(before);
		expect(page.url()).toContain("example=planted&panel=attention");
		expect(page.url()).toContain("layer=1&head=2");
	});

	it("leads through the planted failure", async () => {
		await page.click("text=Guided tour");
		await page.waitForSelector(".tour");
		await page.click(".tour .primary");
		await page.waitForSelector("#tab-relevance[aria-selected=true]");
		await page.waitForSelector('.stage [aria-selected=true]:text("red")');
		await page.click(".tour .primary");
		await says(page, "The circle is orange.");
		await page.waitForSelector('.stage [aria-selected=true]:text("orange")');
		await page.keyboard.press("Escape");
		await page.waitForSelector(".tour", { state: "detached" });
	});

	it("asks the model in the tab, streams, and explains what came", async () => {
		await page.goto(`${site.origin}/lens/#example=colour`);
		await page.reload();
		await page.waitForSelector(".ask .lvlm-prompt-text");
		site.forget();
		await ask(page, "What colour is the ring?");
		expect(await page.textContent(".stage .question")).toBe("What colour is the ring?");
		expect(await shownAnswer(page)).toContain("Theringisblue.");
		expect(site.seen.filter(({ path }) => path.endsWith(".wasm")).length).toBe(1);
		await page.click("#tab-attention");
		await page.waitForSelector("#panel-attention canvas");
		await page.click("#tab-relevance");
		await page.waitForSelector("#panel-relevance canvas");
	}, 200_000);

	it("says why this word rather than another", async () => {
		await page.click(".stage .lvlm-token:nth-of-type(4)");
		await page.click("text=Compare the two words");
		await says(page, "rather than");
		await page.waitForSelector("#contrast-title ~ .lvlm-panel canvas, .card .lvlm-panel canvas", { timeout: 90_000 });
	}, 120_000);

	it("learns causal graphs of the word, checked by removal", async () => {
		await page.click("#tab-causal");
		await page.waitForSelector("#panel-causal .lvlm-primary");
		await page.click("#panel-causal .lvlm-primary");
		await page.waitForSelector("#panel-causal svg [role]", { timeout: 120_000 });
	}, 150_000);

	it("measures how faithful the map is", async () => {
		await page.click("#tab-faithfulness");
		await page.click("#panel-faithfulness .primary");
		await page.waitForFunction(
			"/Without the image/.test(document.querySelector('#panel-faithfulness')?.innerText ?? '')",
			undefined,
			{
				timeout: 120_000,
			},
		);
	}, 150_000);

	it("edits the picture, asks beside the first run, and compares the two", async () => {
		await page.click(".ask summary:has-text('Picture')");
		await page.click(".ask button:has-text('Edit')");
		await page.waitForSelector("dialog[open]");
		// The whole picture covered, by keys alone.
		await page.evaluate("document.querySelector('dialog [data-editor-stage], dialog canvas')?.focus()");
	}, 200_000);

	it("asked nobody but its own site, and nothing failed on the way", () => {
		expect(outside.called).toEqual([]);
		expect(problems).toEqual([]);
	});
});
