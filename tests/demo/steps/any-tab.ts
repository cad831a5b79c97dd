import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type Page, says } from "../built-demo.js";
import type { Visit } from "../visit.js";

const axePath = createRequire(fileURLToPath(new URL("../../../packages/ui/package.json", import.meta.url))).resolve(
	"axe-core/axe.min.js",
);
const tabs = ["relevance", "attention", "heads", "causal", "faithfulness", "compare", "runs", "session"];

/** What axe finds wrong with what is shown. */
async function axeProblems(page: Page): Promise<string[]> {
	await page.addScriptTag({ path: axePath });
	return page.evaluate<string[]>(
		"axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))",
	);
}

/** What holds wherever one is. */
export function anyTab(visit: Visit): void {
	it("says what is wrong with a file that is none", async () => {
		const { page, demo } = visit;
		const path = join(demo.folder, "no.lvlm");
		writeFileSync(path, "hello");
		await page.setInputFiles("input[aria-label='Session file']", path);
		await says(page, "no.lvlm could not be opened.");
	});

	it("is clean by axe, and one column without a sideways scroll on a phone, in every tab", async () => {
		const { site, page } = visit;
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
}

/** Last of a visit: what must not have happened in any of its steps. */
export function nothingFailed(visit: Visit): void {
	it("asked nobody but its own site, and nothing failed on the way", () => {
		const { outside, problems } = visit;
		expect(outside.called).toEqual([]);
		expect(problems).toEqual([]);
	});
}
