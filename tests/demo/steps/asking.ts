import { expect, it } from "vitest";
import { ask, shownAnswer } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** A question to the model in the tab. */
export function asking(visit: Visit): void {
	it("asks the model in the tab, streams, and explains what came", async () => {
		const { site, page } = visit;
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
}
