import { readFileSync } from "node:fs";
import { decodeWork } from "@lvlm-interpret/core/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, chromiumPath, launchChromium, type Site, startSite } from "../browser/site.js";
import { type BuiltDemo, buildDemo, type Download, type Page, says, settled, shownAnswer } from "./built-demo.js";

const question = "What colour is the ring?";

/** What is different between the two: how a control is reached and pressed. */
interface Hand {
	readonly page: Page;
	/** Goes to the first place that a selector names. */
	reach(selector: string): Promise<void>;
	/** Presses it. */
	press(selector: string): Promise<void>;
	write(selector: string, text: string): Promise<void>;
	showTab(id: string): Promise<void>;
}

/** A file that comes of pressing something. */
async function saved(page: Page, press: () => Promise<void>): Promise<Download> {
	const coming = page.waitForEvent("download");
	await press();
	return coming;
}

/** The place of the focus, for a person who reads why a test failed. */
const focused = "document.activeElement?.outerHTML.slice(0, 120)";

/** Tab, arrows, Enter and letters alone. */
function byKeys(page: Page): Hand {
	const isAt = (selector: string): Promise<boolean> =>
		page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`);
	const reach: Hand["reach"] = async (selector) => {
		await page.waitForSelector(selector.replace(/\[tabindex='0'\]/g, ""));
		for (let tries = 0; tries < 250; tries++) {
			if (await isAt(selector)) return;
			await page.keyboard.press("Tab");
		}
		throw new Error(`Tab does not come to ${selector}; it is at ${await page.evaluate(focused)}`);
	};
	return {
		page,
		reach,
		async press(selector) {
			await reach(selector);
			await page.keyboard.press("Enter");
		},
		async write(selector, text) {
			await reach(selector);
			await page.keyboard.press("Control+a");
			await page.keyboard.type(text);
		},
		async showTab(id) {
			await reach("[role=tab]");
			for (let tries = 0; tries < 12 && !(await isAt(`#tab-${id}`)); tries++) await page.keyboard.press("ArrowRight");
			await page.waitForSelector(`#tab-${id}[aria-selected=true]`);
		},
	};
}

/** Taps alone, but for the letters of the question. */
function byTouch(page: Page): Hand {
	const press: Hand["press"] = async (selector) => {
		await page.waitForSelector(selector);
		await page.tap(selector);
	};
	return {
		page,
		reach: press,
		press,
		async write(selector, text) {
			await press(selector);
			await page.fill(selector, text);
		},
		showTab: (id) => press(`#tab-${id}`),
	};
}

/** Text of the panel that is shown. */
const panelText = (page: Page): Promise<string> =>
	page.evaluate<string>("document.querySelector('[role=tabpanel]').innerText");

describe.skipIf(!chromiumPath)("ask, pick a word, change the head, compare, export", () => {
	let demo: BuiltDemo;
	let site: Site;
	let browser: Browser;

	beforeAll(async () => {
		demo = buildDemo();
		site = await startSite({ folders: { "": demo.folder }, isolated: true });
		browser = await launchChromium();
	}, 300_000);
	afterAll(async () => {
		await browser?.close();
		site?.close();
		demo?.remove();
	});

	async function visit(options: object): Promise<Page> {
		const context = await browser.newContext({ acceptDownloads: true, ...options });
		const page = (await context.newPage()) as unknown as Page;
		await page.goto(`${site.origin}/#example=planted`);
		await page.waitForSelector(".ask .lvlm-prompt-text");
		await page.waitForSelector("[role=tabpanel] canvas");
		return page;
	}

	async function askAndPick(hand: Hand, ask: () => Promise<void>, pick: () => Promise<void>): Promise<void> {
		const { page } = hand;
		await hand.write(".ask .lvlm-prompt-text", question);
		await ask();
		await page.waitForSelector(".running", { timeout: 60_000 });
		await settled(page);
		expect(await shownAnswer(page)).toContain("Theringisyellow.");
		await pick();
		await says(page, "Picture, for “yellow”");
	}

	it("by keys alone", async () => {
		const page = await visit({ viewport: { width: 1440, height: 1000 } });
		const hand = byKeys(page);
		await askAndPick(
			hand,
			() => page.keyboard.press("Enter"),
			async () => {
				// Asking takes the focus nowhere.
				expect(await page.evaluate("document.activeElement?.className")).toContain("lvlm-prompt-text");
				await hand.reach(".stage .lvlm-token[tabindex='0']");
				for (let word = 0; word < 3; word++) await page.keyboard.press("ArrowRight");
				await page.keyboard.press("Enter");
			},
		);
		await hand.showTab("attention");
		await hand.reach("#panel-attention [role=gridcell]");
		for (const key of ["Home", "ArrowDown", "ArrowRight", "Enter"]) await page.keyboard.press(key);
		await page.waitForFunction("/layer=\\d+&head=\\d+/.test(location.hash)");
		const [, layer, head] = /layer=(\d+)&head=(\d+)/.exec(page.url()) ?? [];
		await says(page, `layer ${layer}, head ${head}`);
		await hand.showTab("runs");
		await hand.reach("#panel-runs [role=treeitem]");
		await page.keyboard.press("ArrowUp");
		await page.keyboard.press("d");
		await page.waitForSelector("#tab-compare[aria-selected=true]");
		await hand.reach("#panel-compare .lvlm-lane-place[tabindex='0']");
		await page.keyboard.press("Enter");
		await says(page, "Where they look, for “The”");
		await hand.reach("#panel-compare [aria-label=Export]");
		await page.keyboard.press("Enter");
		await page.keyboard.press("Tab");
		const picture = await saved(page, () => page.keyboard.press("Enter"));
		expect(picture.suggestedFilename()).toMatch(/\.(png|svg)$/);
		const session = await saved(page, () => hand.press(".tools [name=save-session]"));
		expect(decodeWork(readFileSync(await session.path())).runs.length).toBe(2);
		await page.close();
	}, 180_000);

	it("by touch alone, on a phone", async () => {
		const page = await visit({ viewport: { width: 375, height: 760 }, hasTouch: true, isMobile: true });
		const hand = byTouch(page);
		await askAndPick(
			hand,
			() => hand.press(".ask .lvlm-prompt .lvlm-primary"),
			() => hand.press(".stage .lvlm-token >> nth=3"),
		);
		await hand.showTab("attention");
		await hand.press("#panel-attention [role=grid]");
		await page.waitForFunction("/layer=\\d+&head=\\d+/.test(location.hash)");
		const [, layer, head] = /layer=(\d+)&head=(\d+)/.exec(page.url()) ?? [];
		await says(page, `layer ${layer}, head ${head}`);
		await hand.showTab("compare");
		await hand.press("#panel-compare .lvlm-lane-place >> nth=0");
		expect(await panelText(page)).toContain("Where they look, for “The”");
		await hand.press("#panel-compare [aria-label=Export]");
		const picture = await saved(page, () => hand.press("#panel-compare .lvlm-menu-list button >> nth=0"));
		expect(picture.suggestedFilename()).toMatch(/\.(png|svg)$/);
		const session = await saved(page, () => hand.press(".tools [name=save-session]"));
		expect(decodeWork(readFileSync(await session.path())).runs.length).toBe(2);
		// Picture, question and answer stay in view below all of that.
		await hand.showTab("relevance");
		await page.evaluate("scrollTo(0, document.body.scrollHeight)");
		const box = "document.querySelector('.stage').getBoundingClientRect()";
		expect(await page.evaluate<boolean>(`${box}.top >= 0 && ${box}.bottom <= innerHeight`)).toBe(true);
		await page.close();
	}, 180_000);
});
