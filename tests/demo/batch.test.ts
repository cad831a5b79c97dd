import { readFileSync } from "node:fs";
import { decodeWork } from "@lvlm-interpret/core/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, chromiumPath, launchChromium, type Site, startSite } from "../browser/site.js";
import { type BuiltDemo, buildDemo, type Page, says } from "./built-demo.js";

interface Question {
	readonly question: string;
	readonly answer: string;
}

const evaluation: readonly Question[] = readFileSync(
	new URL("../../models/evaluation/questions.jsonl", import.meta.url),
	"utf8",
)
	.split("\n")
	.filter(Boolean)
	.map((line) => JSON.parse(line) as Question);

/** So many that a stop comes before the last, on a fast machine too; all of them have a row in sight. */
const count = 10;

/** Cells of the table's rows by their headings, as they are shown. */
async function table(page: Page): Promise<Record<string, string>[]> {
	// Its code is loaded on first use.
	await page.waitForSelector(".lvlm-batch-head");
	return page.evaluate<Record<string, string>[]>(`(() => {
		const cells = (row, role) => [...row.querySelectorAll("[role=" + role + "]")].map((cell) => cell.innerText.trim());
		const heads = cells(document.querySelector(".lvlm-batch-head"), "columnheader").map((head) => head.replace(/[↑↓\\s]+$/, ""));
		return [...document.querySelectorAll(".lvlm-batch-rows [role=row]")].map((row) =>
			Object.fromEntries(cells(row, "gridcell").map((text, index) => [heads[index], text])));
	})()`);
}

describe.skipIf(!chromiumPath)("a batch in the demo app", () => {
	const problems: string[] = [];
	let demo: BuiltDemo;
	let site: Site;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		demo = buildDemo();
		site = await startSite({ folders: { "": demo.folder }, isolated: true });
		browser = await launchChromium();
		const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1440, height: 1000 } });
		page = (await context.newPage()) as unknown as Page;
		page.on("pageerror", (error) => problems.push(String(error)));
		await page.goto(`${site.origin}/`);
	}, 300_000);
	afterAll(async () => {
		await browser?.close();
		site?.close();
		demo?.remove();
	});

	it("asks a slice of the evaluation set, stops, and goes on after a reload where it was", async () => {
		await page.click("text=Batch");
		await page.fill(".batch-fields input[type=number] >> nth=0", String(count));
		await page.click("text=Add questions");
		await page.click(`text=Ask ${count} questions`);
		await page.waitForSelector(".lvlm-batch-status[data-status=done]", { timeout: 120_000 });
		await page.click(".batch-controls >> text=Stop");
		await page.waitForSelector(".batch-controls >> text=Go on with");
		const stopped = await table(page);
		const done = stopped.filter(({ Status }) => Status === "done");
		expect(done.length).toBeGreaterThan(0);
		expect(done.length).toBeLessThan(count);
		// The store is written behind the table.
		await new Promise((resolve) => setTimeout(resolve, 500));
		await page.reload();
		await page.click("text=Batch");
		await page.waitForSelector(".batch-controls >> text=Go on with");
		expect((await table(page)).filter(({ Status }) => Status === "done")).toEqual(done);
		await page.click(".batch-controls >> text=Go on with");
		await page.waitForSelector("text=All are asked", { timeout: 240_000 });
		const rows = await table(page);
		expect(rows.map(({ Status }) => Status)).toEqual(Array(count).fill("done"));
		for (const { Question, Answer, Expected, Match } of rows) {
			expect(evaluation.some(({ question, answer }) => question === Question && answer === Expected)).toBe(true);
			expect(Match).toBe(Answer === Expected ? "✓ yes" : "✗ no");
		}
		for (const name of ["Image share", "In mask"]) {
			expect(
				rows.map((row) => Number.parseFloat(row[name] as string)).every((share) => share > 0 && share <= 100),
			).toBe(true);
		}
	}, 420_000);

	it("opens the run of a row, and saves all of them as one session", async () => {
		const [first] = await table(page);
		const saving = page.waitForEvent("download");
		await page.click("text=Save as session");
		const work = decodeWork(readFileSync(await (await saving).path()));
		expect(work.runs.length).toBeGreaterThan(0);
		await page.click(".lvlm-batch-rows [role=row] >> nth=-1");
		await page.waitForSelector(".stage .question", { timeout: 60_000 });
		await page.waitForSelector("#panel-relevance canvas", { timeout: 60_000 });
		await page.click("text=Batch");
		expect((await table(page))[0]).toEqual(first);
	}, 120_000);

	it("reads a CSV, and says which of its rows has no picture", async () => {
		const csv = (text: string) => ({ name: "questions.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
		await page.click(".batch-kinds >> text=A CSV file");
		await page.setInputFiles(".batch-files input >> nth=0", csv("image,question\n000.png,What is here?\n"));
		await page.click("text=Add questions");
		await says(page, "row 2 (000.png)");
		const address = `${site.origin}/evaluation/images/000.png`;
		await page.setInputFiles(
			".batch-files input >> nth=0",
			csv(`image,question,note\n${address},What is here?,seen\n`),
		);
		await page.click("text=Add questions");
		await page.waitForFunction(
			`document.querySelectorAll('.lvlm-batch-rows [role=row]').length === ${count + 1}`,
			undefined,
			{
				timeout: 10_000,
			},
		);
		expect((await table(page)).at(-1)).toMatchObject({ Question: "What is here?", Note: "seen", Status: "queued" });
		expect(problems).toEqual([]);
	}, 60_000);
});
