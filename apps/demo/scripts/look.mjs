// Pictures of every panel of the built demo, in both themes, at a phone's and a desktop's width; what axe finds wrong with each is printed.
//   pnpm --filter demo build && node apps/demo/scripts/look.mjs --out out/look [--dist apps/demo/dist] [--only heads,compare] [--example planted]
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serve, startChromium } from "./site.mjs";

const { values } = parseArgs({
	options: {
		out: { type: "string", default: "out/look" },
		dist: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) },
		only: { type: "string" },
		example: { type: "string", default: "planted" },
		themes: { type: "string", default: "light,dark" },
		widths: { type: "string", default: "375,1440" },
		/** Ask, explain and measure before the pictures are taken: fills what examples leave empty. */
		ask: { type: "boolean", default: false },
	},
});
const axe = createRequire(new URL("../../../packages/ui/package.json", import.meta.url)).resolve("axe-core/axe.min.js");
mkdirSync(values.out, { recursive: true });
const site = await serve(values.dist);
const browser = await startChromium();
let problems = 0;

/** Fills the panels that show nothing until it is asked for. */
async function fill(page) {
	await page.click(".ask .lvlm-prompt .lvlm-primary");
	await page.waitForSelector(".ask .running", { timeout: 60_000 });
	await page.waitForFunction("!document.querySelector('.ask .running')", undefined, { timeout: 120_000 });
	await page.click(".stage .lvlm-token:nth-of-type(4)");
	await page.click("#tab-causal");
	await page.click("#panel-causal .lvlm-cause-run");
	await page.waitForFunction(
		"!/No graph has been learned/.test(document.querySelector('#panel-causal').textContent)",
		undefined,
		{ timeout: 120_000 },
	);
	await page.click("#tab-faithfulness");
	await page.click("#panel-faithfulness .primary");
	await page.waitForSelector("#panel-faithfulness .lvlm-badge-number", { timeout: 120_000 });
}

async function look(page, name, width) {
	await page.waitForTimeout(900);
	await page.evaluate("scrollTo(0, 0)");
	await page.screenshot({ path: `${values.out}/${name}.png`, fullPage: true });
	const wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
	if (wider > 0) console.log(`${name}: ${wider} px wider than the page of ${width}`);
	await page.addScriptTag({ path: axe });
	const found = await page.evaluate(
		"axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160)))",
	);
	for (const one of found) console.log(`${name}: ${one}`);
	problems += found.length + (wider > 0 ? 1 : 0);
}

for (const width of values.widths.split(",").map(Number)) {
	for (const theme of values.themes.split(",")) {
		const context = await browser.newContext({
			viewport: { width, height: width < 700 ? 760 : 1000 },
			colorScheme: theme,
			hasTouch: width < 700,
			serviceWorkers: "block",
		});
		const page = await context.newPage();
		page.on("pageerror", (error) => console.log(`${width} ${theme}: ${error}`));
		page.on("console", (message) => message.type() === "error" && console.log(`${width} ${theme}: ${message.text()}`));
		await page.goto(`${site.origin}/#example=${values.example}`);
		await page.waitForSelector("[role=tabpanel] canvas");
		const tabs = await page.$$eval("[role=tab][id^=tab-]", (all) => all.map(({ id }) => id.slice(4)));
		// A word of the answer, so that the panels are about something.
		await page.click(".stage .lvlm-token:nth-of-type(4)");
		if (values.ask) await fill(page);
		for (const tab of tabs) {
			if (values.only && !values.only.split(",").includes(tab)) continue;
			await page.click(`#tab-${tab}`);
			await look(page, `${tab}-${width}-${theme}`, width);
		}
		if (!values.only || values.only.includes("share")) {
			await page.click(".tools >> text=Share");
			await page.waitForSelector(".lvlm-dialog textarea");
			await look(page, `share-${width}-${theme}`, width);
			await page.keyboard.press("Escape");
		}
		if (!values.only || values.only.includes("batch")) {
			await page.click(".tools >> text=Batch");
			await page.click("text=Add questions");
			await page.waitForSelector(".lvlm-batch-head");
			await look(page, `batch-${width}-${theme}`, width);
		}
		await context.close();
	}
}
await browser.close();
site.close();
console.log(`Pictures in ${values.out}; ${problems} problems.`);
process.exitCode = problems > 0 ? 1 : 0;
