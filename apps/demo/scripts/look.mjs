// Pictures of every panel of the built demo, in both themes, at a phone's and a desktop's width.
//   pnpm --filter demo build && node apps/demo/scripts/look.mjs --out out/look [--dist apps/demo/dist] [--only heads,compare] [--example planted]
import { mkdirSync } from "node:fs";
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
		/** Ask, change the picture and explain before the pictures are taken: fills what examples leave empty. */
		ask: { type: "boolean", default: false },
	},
});
mkdirSync(values.out, { recursive: true });
const site = await serve(values.dist);
const browser = await startChromium();
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
		if (values.ask) {
			await page.click(".ask .lvlm-prompt .lvlm-primary");
			await page.waitForFunction("!document.querySelector('.ask .running')", undefined, { timeout: 120_000 });
			await page.click(".stage .lvlm-token:nth-of-type(4)");
		}
		for (const tab of tabs) {
			if (values.only && !values.only.split(",").includes(tab)) continue;
			await page.click(`#tab-${tab}`);
			await page.waitForTimeout(900);
			const path = `${values.out}/${tab}-${width}-${theme}.png`;
			await page.evaluate("scrollTo(0, 0)");
			await page.screenshot({ path, fullPage: true });
			const wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
			if (wider > 0) console.log(`${tab} at ${width}: ${wider} px wider than the page`);
		}
		await context.close();
	}
}
await browser.close();
site.close();
console.log(`Pictures in ${values.out}.`);
