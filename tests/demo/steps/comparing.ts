import { expect, it } from "vitest";
import { ask, listedRuns, pixels, says, settled, shownAnswer, showsQuestion } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** Runs beside a run: another picture, another map, another turn. */
export function comparing(visit: Visit): void {
	it("asks about an edited picture beside the first run, and goes back to that", async () => {
		const { page } = visit;
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
		expect(await listedRuns(page)).toBe(3);
	}, 250_000);

	it("compares the two, and one of them with itself by another map", async () => {
		const { page } = visit;
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
		const { page } = visit;
		await page.click(".ask .switch >> text=Next turn");
		await ask(page, "What shape is the orange object?");
		expect(await shownAnswer(page)).toContain("circle");
		const turns = (): Promise<string> => page.evaluate("document.querySelector('.ask .lvlm-turn-list').innerText");
		expect(await turns()).toMatch(/What colour is the triangle\?.*What shape is the orange object\?/s);
		await page.click(".ask .lvlm-turn >> nth=0 >> text=Explain");
		await showsQuestion(page, "What colour is the triangle?");
		await page.click("#panel-runs [role=treeitem] >> nth=-1");
		await page.waitForSelector(".ask .lvlm-turn >> nth=1");
		await page.click(".ask .lvlm-turn >> nth=1 >> [aria-label^=Edit]");
		await page.fill(".ask .lvlm-turn-editor textarea", "How many objects are there?");
		await page.click(".ask .lvlm-turn-editor .lvlm-primary");
		await page.waitForSelector(".running", { timeout: 30_000 });
		await settled(page);
		await showsQuestion(page, "How many objects are there?");
		expect(await turns()).toMatch(/What colour is the triangle\?.*How many objects are there\?/s);
		expect(await listedRuns(page)).toBe(5);
		await page.click("#panel-runs [role=treeitem][aria-level='3']");
		await page.waitForSelector("#panel-runs [role=treeitem][aria-level='3'][aria-selected=true]");
	}, 180_000);
}
