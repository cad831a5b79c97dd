import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { decodeSession, decodeWork } from "@lvlm-interpret/core/session";
import { expect, it } from "vitest";
import { pixels, says, showsQuestion } from "../built-demo.js";
import type { Visit } from "../visit.js";

/** What is kept of the work: a file, a page, the browser itself. */
export function keeping(visit: Visit): void {
	it("saves all runs as a file that opens again with the same pixels", async () => {
		const { site, page, demo } = visit;
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
		const { site, page, demo } = visit;
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
		const { site, page } = visit;
		await page.goto("about:blank");
		await page.goto(`${site.origin}/lens/`);
		await says(page, "Your last work is still here: “What colour is the triangle?”");
		await page.click("text=Go on with it");
		await showsQuestion(page, "What colour is the triangle?");
	});
}
