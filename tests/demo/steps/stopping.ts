import { expect, it } from "vitest";
import { listedRuns, type Page, says, send, settled, shownAnswer, showsQuestion } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** Presses "Stop" in the very moment that something holds of the page, so that no machine is too fast for it. */
function stopOnce(page: Page, holds: string): Promise<unknown> {
	return page.evaluate(`(() => {
		const look = () => {
			const stop = document.querySelector(".ask .stop");
			if (!stop || !(${holds})) return;
			observer.disconnect();
			stop.click();
		};
		const observer = new MutationObserver(look);
		observer.observe(document.querySelector(".app"), { subtree: true, childList: true, characterData: true });
	})()`);
}

/** "Stop" beside a question: before its answer, in it, and behind it. */
export function stopping(visit: Visit): void {
	it("stops before a word has come: nothing is shown of it, and nothing failed", async () => {
		const { page, site } = visit;
		await page.goto(`${site.origin}/lens/#example=planted&panel=runs`);
		await page.waitForSelector(".ask .lvlm-prompt-text");
		// The model is loaded for the first question, which takes longer than to press a button.
		await send(page, "What colour is the ring?");
		await page.click(".ask .running >> text=Stop");
		await settled(page);
		expect(await page.textContent(".stage .question")).toBe("What colour is the triangle?");
		expect(await page.evaluate("document.querySelector('.ask .lvlm-prompt-text').value")).toBe(
			"What colour is the ring?",
		);
		expect(await listedRuns(page)).toBe(1);
		expect(await page.evaluate("document.querySelectorAll('.failure, .notice').length")).toBe(0);
	}, 120_000);

	it("keeps what had come of an answer that is stopped, to be explained", async () => {
		const { page } = visit;
		await page.click("text=A whole sentence");
		await showsQuestion(page, "Describe the image.");
		const whole = await shownAnswer(page);
		await stopOnce(
			page,
			"document.querySelector('.ask .lvlm-turn-answer[aria-busy] .lvlm-turn-text bdi')?.textContent",
		);
		await send(page, "Describe the image.");
		await says(page, "It was stopped here; what came can be explained.");
		await settled(page);
		const part = await shownAnswer(page);
		expect(part.length).toBeGreaterThan(0);
		expect(part.length).toBeLessThan(whole.length);
		expect(whole.startsWith(part)).toBe(true);
		expect(await listedRuns(page)).toBe(3);
		await page.click("#tab-relevance");
		await page.click("text=Compute relevancy");
		await page.waitForSelector("#panel-relevance canvas", { timeout: 90_000 });
		await settled(page);
	}, 200_000);

	it("stops what is computed behind an answer, which stays whole", async () => {
		const { page } = visit;
		await page.click("text=How many");
		await showsQuestion(page, "How many shapes are there?");
		await stopOnce(page, "document.querySelector('.stage .question').textContent === 'What colour is the cross?'");
		await send(page, "What colour is the cross?");
		await showsQuestion(page, "What colour is the cross?", 90_000);
		await settled(page);
		expect(await shownAnswer(page)).toMatch(/^The.+\.$/);
		await says(page, "Compute relevancy");
	}, 200_000);
}
