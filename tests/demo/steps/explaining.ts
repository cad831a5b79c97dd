import { expect, it } from "vitest";
import { says } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** What is computed for an answer. */
export function explaining(visit: Visit): void {
	it("shows another map as soon as it is computed", async () => {
		const { page } = visit;
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
		const { page } = visit;
		await page.click(".stage .lvlm-token:nth-of-type(4)");
		await page.click("text=Compare the two words");
		await says(page, "rather than");
		await page.waitForSelector(".card .lvlm-panel canvas", { timeout: 90_000 });
	}, 120_000);

	it("learns causal graphs of the word, checked by removal", async () => {
		const { page } = visit;
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
		const { page } = visit;
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
}
