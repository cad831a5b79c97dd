import { join } from "node:path";
import { expect, it } from "vitest";
import { type Page, pixels, says } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** Links to the work, and to what others host. */
export function sharing(visit: Visit): void {
	it("opens a run of this browser from its link, in another tab too, and says what the link gives away", async () => {
		const { page, context } = visit;
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
		const { site, browser, page, demo } = visit;
		const other = (await (
			await browser.newContext({ viewport: { width: 1440, height: 1000 } })
		).newPage()) as unknown as Page;
		const open = async (link: string): Promise<void> => {
			await other.goto("about:blank");
			await other.goto(`${site.origin}/lens/#${link}`);
		};
		const [, tokens = ""] = /tokens=([\d.]+)/.exec(page.url()) ?? [];
		await open(`session=saved.lvlm&panel=relevance&tokens=${tokens}`);
		await other.waitForSelector("#panel-relevance canvas");
		expect(await pixels(other)).toBe(await pixels(page));
		await open("session=none.lvlm");
		await says(other, "none.lvlm could not be opened.");
		const asked = "question=What+is+here%3F&s.temperature=0.5&s.seed=7&s.fit=pad";
		await open(`picture=${encodeURIComponent(`${site.origin}/evaluation/images/000.png`)}&${asked}`);
		await says(other, "The picture of this link was loaded from its address.");
		await says(other, "Temperature 0.5, seed 7");
		const question = (): Promise<string> => other.evaluate("document.querySelector('.lvlm-prompt-text').value");
		expect(await question()).toBe("What is here?");
		expect(await other.evaluate("document.querySelector('.ask .lvlm-primary').disabled")).toBe(false);
		await open(`picture=${encodeURIComponent("http://127.0.0.1:1/none.png")}&${asked}`);
		await says(other, "The picture could not be fetched");
		await open(`picture=sha256:${"0".repeat(64)}&${asked}`);
		await says(other, "not in this browser");
		await says(other, "picture: pad");
		expect(await question()).toBe("What is here?");
		await other.setInputFiles(".ask .lvlm-input input[type=file]", join(demo.folder, "evaluation/images/000.png"));
		await says(other, "This is another picture than the link's");
		await other.close();
	}, 120_000);
}
