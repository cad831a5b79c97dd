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
import { ask, type BuiltDemo, buildDemo, type Page, pixels, says, settled, shownAnswer } from "./built-demo.js";

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
		"axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))",
	);
}

describe.skipIf(!chromiumPath)("the demo app, built, under a path of its site", () => {
	const problems: string[] = [];
	let site: Site;
	let outside: Outside;
	let browser: Browser;
	let page: Page;
	let context: Awaited<ReturnType<Browser["newContext"]>>;

	beforeAll(async () => {
		site = await startSite({ folders: { "": demo.folder, lens: demo.folder }, isolated: true });
		outside = await startOutside();
		browser = await launchChromium();
		context = await browser.newContext({
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
		await page.goto(`${site.origin}/lens/#example=planted`);
		await page.reload();
		await page.waitForSelector(".ask .lvlm-prompt-text");
		site.forget();
		const streamed = await ask(page, "What colour is the triangle?");
		expect(streamed.length).toBeGreaterThan(1);
		for (const part of streamed) expect("The triangle is red.").toContain(part.trim());
		expect(await shownAnswer(page)).toContain("Thetriangleisred.");
		expect(site.seen.filter(({ path }) => path.endsWith(".wasm")).length).toBe(1);
		await page.click("#tab-attention");
		await page.waitForSelector("#panel-attention canvas");
		await page.click("#tab-relevance");
		await page.waitForSelector("#panel-relevance canvas");
	}, 200_000);

	it("shows another map as soon as it is computed", async () => {
		await page.selectOption("#panel-relevance .lvlm-map-picker select >> nth=0", { label: "llama (compute)" });
		await page.waitForFunction(
			"document.querySelector('#panel-relevance .lvlm-map-picker select').value === 'llama'",
			undefined,
			{ timeout: 60_000 },
		);
		expect(page.url()).toContain("s.map=relevancy.llama.exact.logit");
		await page.selectOption("#panel-relevance .lvlm-map-picker select >> nth=0", { label: "composed" });
	}, 90_000);

	it("says why this word rather than another", async () => {
		await page.click(".stage .lvlm-token:nth-of-type(4)");
		await page.click("text=Compare the two words");
		await says(page, "rather than");
		await page.waitForSelector(".card .lvlm-panel canvas", { timeout: 90_000 });
	}, 120_000);

	it("learns causal graphs of the word, checked by removal", async () => {
		await page.click("#tab-causal");
		await page.click("#panel-causal .lvlm-cause-run");
		await page.waitForFunction(
			"!/No graph has been learned/.test(document.querySelector('#panel-causal').innerText)",
			undefined,
			{
				timeout: 150_000,
			},
		);
		await says(page, "“red”");
	}, 200_000);

	it("measures how faithful a map is", async () => {
		await page.click("#tab-faithfulness");
		await page.click("#panel-faithfulness .primary");
		await page.waitForFunction(
			"/log-probability of/.test(document.querySelector('#panel-faithfulness').innerText)",
			undefined,
			{
				timeout: 150_000,
			},
		);
	}, 200_000);

	it("asks about an edited picture beside the first run, and goes back to that", async () => {
		await page.click(".ask summary:has-text('Picture')");
		await page.click(".ask button:has-text('Edit')");
		await page.waitForSelector("dialog[open] .lvlm-editor-stage");
		// By keys: the pen goes down, to the right and down, and up again.
		await page.focus(".lvlm-editor-stage");
		for (const key of ["ArrowRight", " ", ...Array(8).fill("ArrowRight"), ...Array(8).fill("ArrowDown"), " "]) {
			await page.keyboard.press(key);
		}
		await page.waitForSelector("dialog .lvlm-tools button:has-text('Undo'):not(:disabled)");
		await page.click("dialog .lvlm-editor .lvlm-primary");
		await page.waitForSelector("dialog", { state: "detached" });
		await says(page, "edited in 1 step");
		await ask(page, "What colour is the triangle?");
		await page.click("#tab-runs");
		await says(page, "another picture");
		const runs = await page.evaluate<number>("document.querySelectorAll('#panel-runs [role=treeitem]').length");
		expect(runs).toBe(3);
	}, 250_000);

	it("compares the two, and one of them with itself by another map", async () => {
		await page.click("#panel-runs [role=treeitem][aria-level='2'] >> button:text-is('Compare')");
		await page.waitForSelector("#tab-compare[aria-selected=true]");
		await page.waitForSelector("#panel-compare .lvlm-board .lvlm-run-name canvas");
		await says(page, "of the pixels are others, in a box of");
		await page.click("#panel-compare .lvlm-lane-place >> nth=3");
		await says(page, "Jensen–Shannon divergence of the maps, “");
		const before = await pixels(page);
		expect(before.split("\n").length).toBeGreaterThan(3);
		await page.selectOption("#panel-compare select >> nth=0", { label: "itself, by another map" });
		await page.selectOption("#panel-compare select >> nth=1", { label: "rollout (compute)" });
		await page.waitForFunction(
			"/rollout/.test(document.querySelector('#panel-compare .lvlm-differ').innerText)",
			undefined,
			{ timeout: 60_000 },
		);
		expect(page.url()).toContain("s.with-map=rollout");
		await page.click("#tab-runs");
		await says(page, "1 pinned");
	}, 120_000);

	it("goes on with the next turn, and asks an earlier one in other words", async () => {
		await page.click(".ask .switch >> text=Next turn");
		await ask(page, "What shape is the orange object?");
		expect(await shownAnswer(page)).toContain("circle");
		const turns = (): Promise<string> => page.evaluate("document.querySelector('.ask .lvlm-turn-list').innerText");
		expect(await turns()).toMatch(/What colour is the triangle\?.*What shape is the orange object\?/s);
		await page.click(".ask .lvlm-turn >> nth=0 >> text=Explain");
		await page.waitForFunction(
			"document.querySelector('.stage .question').textContent === 'What colour is the triangle?'",
		);
		await page.click("#panel-runs [role=treeitem] >> nth=-1");
		await page.waitForSelector(".ask .lvlm-turn >> nth=1");
		await page.click(".ask .lvlm-turn >> nth=1 >> [aria-label^=Edit]");
		await page.fill(".ask .lvlm-turn-editor textarea", "How many objects are there?");
		await page.click(".ask .lvlm-turn-editor .lvlm-primary");
		await page.waitForSelector(".running", { timeout: 30_000 });
		await settled(page);
		await page.waitForFunction(
			"document.querySelector('.stage .question').textContent === 'How many objects are there?'",
		);
		expect(await turns()).toMatch(/What colour is the triangle\?.*How many objects are there\?/s);
		expect(await page.evaluate("document.querySelectorAll('#panel-runs [role=treeitem]').length")).toBe(5);
		await page.click("#panel-runs [role=treeitem][aria-level='3']");
		await page.waitForSelector("#panel-runs [role=treeitem][aria-level='3'][aria-selected=true]");
	}, 180_000);

	it("saves all runs as a file that opens again with the same pixels", async () => {
		await page.click("#tab-session");
		await page.click("#panel-session .card [aria-label=Export]");
		const [tables] = await Promise.all([page.waitForEvent("download"), page.click("text=Tables, CSV in a ZIP")]);
		expect(tables.suggestedFilename()).toMatch(/-tables\.zip$/);
		await page.click("#tab-relevance");
		await page.waitForSelector("#panel-relevance canvas");
		const before = await pixels(page);
		const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save session")]);
		const bytes = readFileSync(await download.path());
		const saved = join(demo.folder, "saved.lvlm");
		writeFileSync(saved, bytes);
		const { runs, current } = decodeWork(bytes);
		expect(runs.length).toBe(5);
		expect(runs.find(({ id }) => id === current)?.facts).toMatchObject({ changes: ["picture"] });
		const session = decodeSession(bytes);
		expect(session.results.map(({ method }) => method)).toEqual(["relevancy", "layer-head-matrix", "rollout"]);
		expect(session.attention?.queries.length).toBe(session.answer.tokens.length);
		await page.goto(`${site.origin}/lens/#panel=relevance`);
		await page.reload();
		await says(page, "The circle is orange.");
		await page.setInputFiles("input[aria-label='Session file']", saved);
		await says(page, "What colour is the triangle?");
		await page.waitForSelector("#panel-relevance canvas");
		expect(await pixels(page)).toBe(before);
	}, 120_000);

	it("saves a page that opens from the disk, with the same pixels and nothing to fetch", async () => {
		const before = await pixels(page);
		const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as page")]);
		const path = join(demo.folder, "copy.html");
		writeFileSync(path, readFileSync(await download.path()));
		site.forget();
		await page.goto(`${pathToFileURL(path)}#panel=relevance`);
		await says(page, "What colour is the triangle?");
		await page.waitForSelector("#panel-relevance canvas");
		expect(await pixels(page)).toBe(before);
		await page.click("#tab-heads");
		await page.waitForSelector("#panel-heads canvas");
		// The page that was left may look for a new version of itself.
		expect(site.seen.filter(({ path }) => !path.endsWith("/service-worker.js"))).toEqual([]);
	}, 120_000);

	it("offers the last work again, all runs of it", async () => {
		await page.goto("about:blank");
		await page.goto(`${site.origin}/lens/`);
		await says(page, "Your last work is still here: “What colour is the triangle?”");
		await page.click("text=Go on with it");
		await page.waitForFunction(
			"document.querySelector('.stage .question')?.textContent === 'What colour is the triangle?'",
		);
	});

	it("opens a run of this browser from its link, in another tab too, and says what the link gives away", async () => {
		await page.click("#tab-relevance");
		await page.waitForSelector("#panel-relevance canvas");
		await page.click(".stage .lvlm-token:nth-of-type(3)");
		const before = await pixels(page);
		await page.click(".tools >> text=Share");
		await says(page, "In this browser it opens again");
		await says(page, "Question and answer are not in the link");
		const link = (): Promise<string> => page.evaluate("document.querySelector('.lvlm-dialog textarea').value");
		expect(await link()).toBe(page.url());
		expect(await link()).toMatch(/#picture=sha256%3A[0-9a-f]{64}&panel=relevance&tokens=/);
		await page.click(".lvlm-dialog >> text=Put the question and answer into the link");
		expect(await link()).toContain("question=What+colour+is+the+triangle%3F&answer=");
		await page.keyboard.press("Escape");
		const other = (await context.newPage()) as unknown as Page;
		await other.goto(page.url());
		await other.waitForSelector("#panel-relevance canvas");
		expect(await pixels(other)).toBe(before);
		expect(await other.textContent(".stage .question")).toBe("What colour is the triangle?");
		await other.close();
		await page.reload();
		await page.waitForSelector("#panel-relevance canvas");
		expect(await pixels(page)).toBe(before);
	}, 120_000);

	it("opens hosted sessions and pictures from their addresses, and asks for what a link does not hold", async () => {
		const visit = (await (
			await browser.newContext({ viewport: { width: 1440, height: 1000 } })
		).newPage()) as unknown as Page;
		const open = async (link: string): Promise<void> => {
			await visit.goto("about:blank");
			await visit.goto(`${site.origin}/lens/#${link}`);
		};
		const [, tokens = ""] = /tokens=([\d.]+)/.exec(page.url()) ?? [];
		await open(`session=saved.lvlm&panel=relevance&tokens=${tokens}`);
		await visit.waitForSelector("#panel-relevance canvas");
		expect(await pixels(visit)).toBe(await pixels(page));
		await open("session=none.lvlm");
		await says(visit, "none.lvlm could not be opened.");
		const asked = "question=What+is+here%3F&s.temperature=0.5&s.seed=7&s.fit=pad";
		await open(`picture=${encodeURIComponent(`${site.origin}/evaluation/images/000.png`)}&${asked}`);
		await says(visit, "The picture of this link was loaded from its address.");
		await says(visit, "Temperature 0.5, seed 7");
		const question = (): Promise<string> => visit.evaluate("document.querySelector('.lvlm-prompt-text').value");
		expect(await question()).toBe("What is here?");
		expect(await visit.evaluate("document.querySelector('.ask .lvlm-primary').disabled")).toBe(false);
		await open(`picture=${encodeURIComponent("http://127.0.0.1:1/none.png")}&${asked}`);
		await says(visit, "The picture could not be fetched");
		await open(`picture=sha256:${"0".repeat(64)}&${asked}`);
		await says(visit, "not in this browser");
		await says(visit, "picture: pad");
		expect(await question()).toBe("What is here?");
		await visit.setInputFiles(".ask .lvlm-input input[type=file]", join(demo.folder, "evaluation/images/000.png"));
		await says(visit, "This is another picture than the link's");
		await visit.close();
	}, 120_000);

	it("says what is wrong with a file that is none", async () => {
		const path = join(demo.folder, "no.lvlm");
		writeFileSync(path, "hello");
		await page.setInputFiles("input[aria-label='Session file']", path);
		await says(page, "no.lvlm could not be opened.");
	});

	it("is clean by axe, and one column without a sideways scroll on a phone, in every tab", async () => {
		await page.setViewportSize({ width: 375, height: 700 });
		for (const tab of tabs) {
			await page.goto(`${site.origin}/lens/#example=description&panel=${tab}`);
			await page.reload();
			await page.waitForSelector(`#panel-${tab}`);
			await says(page, "Ask the model");
			expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), tab).toBeLessThanOrEqual(0);
			expect(await axeProblems(page), tab).toEqual([]);
		}
		await page.setViewportSize({ width: 1440, height: 1000 });
	}, 180_000);

	it("asked nobody but its own site, and nothing failed on the way", () => {
		expect(outside.called).toEqual([]);
		expect(problems).toEqual([]);
	});
});

describe.skipIf(!chromiumPath)("the demo app in a frame of another origin", () => {
	it("shows a run without what surrounds it, and works there", async () => {
		const host = await startSite({ folders: { "": demo.folder }, isolated: false });
		const chromium = await launchChromium();
		try {
			const visit = (await (await chromium.newContext()).newPage()) as unknown as Page;
			await visit.setContent(
				`<iframe width="900" height="800" src="${host.origin}/?embed&theme=dark#example=planted&panel=heads"></iframe>`,
			);
			await expect.poll(() => visit.frames().length, { timeout: 20_000 }).toBe(2);
			const frame = visit.frames()[1] as Page;
			await frame.waitForSelector("#panel-heads canvas", { timeout: 60_000 });
			expect(await frame.evaluate("document.querySelectorAll('.header, .examples, .ask').length")).toBe(0);
		} finally {
			await chromium.close();
			host.close();
		}
	}, 90_000);
});

describe.skipIf(!chromiumPath)("the demo app on a plain host", () => {
	it("isolates itself, and shows its examples again with the network off", async () => {
		const host = await startSite({ folders: { "": demo.folder }, isolated: false });
		const chromium = await launchChromium();
		try {
			const visit = (await (await chromium.newContext()).newPage()) as unknown as Page;
			await visit.goto(`${host.origin}/`);
			const shown = "crossOriginIsolated && document.body.innerText.includes('The circle is orange.')";
			await visit.waitForFunction(shown, undefined, { timeout: 60_000 });
			host.close();
			await visit.reload();
			await visit.waitForFunction(shown, undefined, { timeout: 60_000 });
			await visit.click("text=Left and right");
			await says(visit, "The ring is to the left of the star.");
			await visit.click("#tab-heads");
			await visit.waitForSelector("#panel-heads canvas");
		} finally {
			await chromium.close();
			host.close();
		}
	}, 150_000);
});
