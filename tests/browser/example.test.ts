import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelFolder } from "./reference.js";
import {
	type Browser,
	type BuiltPage,
	buildPage,
	chromiumPath,
	launchChromium,
	type Outside,
	type Page,
	type Site,
	startOutside,
	startSite,
} from "./site.js";

/** What docs/browser.md says that a policy has to allow. */
const policy =
	"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:";

describe.skipIf(!chromiumPath)("the example page", () => {
	let built: BuiltPage;
	let site: Site;
	let outside: Outside;
	let browser: Browser;
	let page: Page;
	const errors: string[] = [];
	beforeAll(async () => {
		built = await buildPage("examples/browser");
		const folders = { "": built.folder, "shapes-llava": modelFolder };
		site = await startSite({ folders, isolated: true, policy });
		outside = await startOutside();
		browser = await launchChromium();
		const context = await browser.newContext({ proxy: { server: outside.address, bypass: "127.0.0.1" } });
		page = await context.newPage();
		page.on("pageerror", (error) => errors.push(String(error)));
		await page.goto(`${site.origin}/`);
	});
	afterAll(async () => {
		await browser?.close();
		site?.close();
		outside?.close();
		built?.remove();
	});

	const shown = () =>
		page.evaluate(() => ({
			status: document.querySelector("#status")?.textContent ?? "",
			titles: [...document.querySelectorAll("#maps h1, #maps h2, #maps h3, #maps h4")].map((one) => one.textContent),
			maps: document.querySelectorAll("#maps [role=grid] canvas, #maps canvas").length,
		}));
	/** The status once nothing is under way. */
	const settled = async (): Promise<Awaited<ReturnType<typeof shown>>> => {
		await page.waitForFunction(() => !/…$/.test(document.querySelector("#status")?.textContent ?? "…"));
		return shown();
	};

	it("asks the model and draws attention and relevancy, from its own server", async () => {
		await page.waitForFunction(() => /“/.test(document.querySelector("#status")?.textContent ?? ""));
		const { status, titles, maps } = await settled();
		expect(status).toBe("“The circle is orange.”");
		expect(titles.join(" | ")).toMatch(/Answer.*Attention of layer \d from “orange”.*Relevancy for “orange”/);
		expect(maps).toBeGreaterThanOrEqual(2);
		expect(errors).toEqual([]);
		expect(outside.called).toEqual([]);
	});

	it("explains another word when it is picked", async () => {
		await page.evaluate(() => {
			const cells = [...document.querySelectorAll<HTMLElement>("#maps [role=option], #maps button")];
			cells.find((one) => one.textContent?.trim() === "circle")?.click();
		});
		await page.waitForFunction(() => /Relevancy for “circle”/.test(document.querySelector("#maps")?.textContent ?? ""));
		expect((await settled()).titles.join(" | ")).toMatch(/from “circle”/);
	});
});
