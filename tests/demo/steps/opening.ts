import { expect, it } from "vitest";
import { pixels, says } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** Examples, links into them, and the tour. */
export function openingExamples(visit: Visit): void {
	it("shows a finished example at once, before anything of the model is loaded", async () => {
		const { site, page } = visit;
		await page.goto(`${site.origin}/lens/`);
		await says(page, "The circle is orange.");
		await page.waitForSelector("[role=tabpanel] canvas");
		expect(site.seen.some(({ path }) => path.includes("/models/") || path.endsWith(".wasm"))).toBe(false);
	});

	it("opens from a link what was picked when it was copied", async () => {
		const { site, page } = visit;
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
		const { page } = visit;
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
}
