import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeSession } from "@lvlm-interpret/core/session";
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

const app = fileURLToPath(new URL("../../apps/demo/", import.meta.url));
const ofDemo = createRequire(`${app}package.json`);

interface Download {
	path(): Promise<string>;
	suggestedFilename(): string;
}

/** What is used of Playwright's page here. */
interface Page {
	goto(url: string): Promise<unknown>;
	reload(): Promise<unknown>;
	url(): string;
	click(selector: string): Promise<void>;
	fill(selector: string, text: string): Promise<void>;
	waitForSelector(selector: string, options?: { timeout?: number; state?: string }): Promise<unknown>;
	waitForFunction(run: string, argument?: unknown, options?: { timeout: number }): Promise<unknown>;
	waitForEvent(event: "download"): Promise<Download>;
	textContent(selector: string): Promise<string | null>;
	selectOption(selector: string, choice: { index: number }): Promise<unknown>;
	setInputFiles(selector: string, path: string): Promise<void>;
	evaluate<R>(run: () => R | Promise<R>): Promise<R>;
	keyboard: { press(key: string): Promise<void> };
	setViewportSize(size: { width: number; height: number }): Promise<void>;
	on(event: "pageerror", listener: (error: Error) => void): void;
	on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
	close(): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), "lvlm-demo-"));
const problems: string[] = [];
let site: Site;
let outside: Outside;
let browser: Browser;
let page: Page;

/** Colours of all canvases that are shown, as one text. */
const pixels = () =>
	page.evaluate(async () => {
		await new Promise((resolve) => setTimeout(resolve, 500));
		return [...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).join("\n");
	});
const says = (text: string, timeout = 60_000) =>
	page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(text)})`, undefined, { timeout });

/** A production build, in a process of its own: the test runner's environment would make it one for development. */
function build(): void {
	const vite = join(dirname(ofDemo.resolve("vite/package.json")), "bin", "vite.js");
	execFileSync(process.execPath, [vite, "build", "--logLevel", "error", "--outDir", folder, "--emptyOutDir"], {
		cwd: app,
		env: { ...process.env, NODE_ENV: "production" },
		stdio: ["ignore", "inherit", "inherit"],
	});
}
beforeAll(() => {
	if (chromiumPath) build();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!chromiumPath)("the demo app, built, under a path of its site", () => {
	beforeAll(async () => {
		site = await startSite({ folders: { "": folder, lens: folder }, isolated: true });
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
		await says("The circle is orange.");
		await page.waitForSelector("[role=tabpanel] canvas");
		expect(site.seen.some(({ path }) => path.includes("/models/") || path.endsWith(".wasm"))).toBe(false);
	});

	it("walks its tabs by keyboard, each with something to show", async () => {
		await page.click("#tab-relevance");
		for (const tab of ["attention", "heads", "session", "relevance"]) {
			await page.keyboard.press("ArrowRight");
			await page.waitForSelector(`#tab-${tab}[aria-selected=true]`);
			expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("tab");
			await page.waitForSelector(`#panel-${tab} .lvlm-view`);
			expect(await page.evaluate(() => document.querySelectorAll("[role=alert]:not(:empty)").length)).toBe(0);
		}
	});

	it("opens from a link what was picked when it was copied", async () => {
		await page.goto(`${site.origin}/lens/#example=planted&panel=attention&layer=1&head=2`);
		await page.reload();
		await says("Wrong. Right would be: The triangle is blue.");
		await says("layer 1, head 2");
		const before = await pixels();
		await page.reload();
		await says("layer 1, head 2");
		expect(await pixels()).toBe(before);
		expect(page.url()).toContain("example=planted&panel=attention");
		expect(page.url()).toContain("layer=1&head=2");
	});

	it("asks the model in the tab, streams, and explains what came", async () => {
		site.forget();
		await page.fill(".ask-text", "What colour is the ring?");
		await page.click(".ask button[type=submit]");
		await page.waitForSelector(".streamed", { timeout: 90_000 });
		await page.waitForSelector(".ask button[type=submit]", { timeout: 90_000 });
		expect(await page.textContent(".stage .question")).toBe("What colour is the ring?");
		expect((await page.textContent(".stage .lvlm-view"))?.replaceAll(/\s/g, "")).toContain("Theringisyellow.");
		await page.waitForSelector("#panel-attention canvas");
		await page.click("#tab-relevance");
		await page.waitForSelector("#panel-relevance canvas");
		expect(site.seen.filter(({ path }) => path.endsWith(".wasm")).length).toBe(1);
	}, 120_000);

	it("computes another map when it is asked to, and says why this word rather than another", async () => {
		await page.click("#panel-relevance .compute button[type=submit]");
		await says("relevancy · composed · exact");
		await page.click(".stage .lvlm-token:nth-of-type(4)");
		await page.waitForFunction('document.querySelectorAll(".compute select")[2].options.length > 2');
		await page.selectOption(".compute label:nth-of-type(3) select", { index: 1 });
		await page.click("#panel-relevance .compute button[type=submit]");
		await says("exact · contrast · of “");
	}, 120_000);

	it("saves the run as a file that opens again with the same pixels", async () => {
		await page.click("#tab-attention");
		await page.waitForSelector("#panel-attention canvas");
		const before = await pixels();
		const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save session")]);
		const path = join(folder, download.suggestedFilename());
		const bytes = readFileSync(await download.path());
		writeFileSync(path, bytes);
		const session = decodeSession(bytes);
		expect(session.answer.text.trim()).toBe("The ring is yellow.");
		expect(session.results.map(({ method }) => method)).toEqual([
			"relevancy",
			"layer-head-matrix",
			"relevancy",
			"relevancy",
		]);
		expect(session.attention?.queries.length).toBe(session.answer.tokens.length);

		await page.goto(`${site.origin}/lens/#panel=attention`);
		await page.reload();
		await says("The circle is orange.");
		await page.setInputFiles("input[aria-label='Session file']", path);
		await says("What colour is the ring?");
		await page.waitForSelector("#panel-attention canvas");
		expect(await pixels()).toBe(before);
	});

	it("says what is wrong with a file that is none", async () => {
		const path = join(folder, "no.lvlm");
		writeFileSync(path, "hello");
		await page.setInputFiles("input[aria-label='Session file']", path);
		await says("no.lvlm could not be opened.");
	});

	it("is one column without a sideways scroll on a phone", async () => {
		await page.setViewportSize({ width: 375, height: 700 });
		for (const tab of ["relevance", "attention", "heads", "session"]) {
			await page.goto(`${site.origin}/lens/#example=description&panel=${tab}`);
			await page.reload();
			await page.waitForSelector(`#panel-${tab} .lvlm-view`);
			expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), tab).toBeLessThanOrEqual(0);
		}
	});

	it("offers the last work again, picked as it was", async () => {
		await page.setViewportSize({ width: 1440, height: 1000 });
		// A link to something would be shown instead.
		await page.goto("about:blank");
		await page.goto(`${site.origin}/lens/`);
		await says("Your last work is still here: “What colour is the ring?”");
		await page.click("text=Go on with it");
		await says("The ring is yellow.".split(" ")[1] as string);
		await page.waitForFunction(
			'document.querySelector(".stage .question")?.textContent === "What colour is the ring?"',
		);
	});

	it("asked nobody but its own site, and nothing failed on the way", () => {
		expect(outside.called).toEqual([]);
		expect(problems).toEqual([]);
	});
});

describe.skipIf(!chromiumPath)("the demo app on a plain host", () => {
	it("isolates itself, and shows its examples again with the network off", async () => {
		const host = await startSite({ folders: { "": folder }, isolated: false });
		const chromium = await launchChromium();
		try {
			const visit = (await (await chromium.newContext()).newPage()) as unknown as Page;
			await visit.goto(`${host.origin}/`);
			await visit.waitForFunction("crossOriginIsolated && document.body.innerText.includes('The circle is orange.')");
			host.close();
			await visit.reload();
			await visit.waitForFunction("crossOriginIsolated && document.body.innerText.includes('The circle is orange.')");
			await visit.click("text=Left and right");
			await visit.waitForFunction("document.body.innerText.includes('The ring is to the left of the star.')");
			await visit.click("#tab-heads");
			await visit.waitForSelector("#panel-heads canvas");
		} finally {
			await chromium.close();
			host.close();
		}
	});
});
