import { expect, it } from "vitest";
import { launchChromium, startSite } from "../../browser/site.js";
import { type BuiltDemo, type Page, says } from "../built-demo.js";

/** The demo on hosts of other kinds, each in a browser of its own. */
export function otherHosts(demo: () => BuiltDemo): void {
	// In a frame of another origin.
	it("shows a run without what surrounds it, and works there", async () => {
		const host = await startSite({ folders: { "": demo().folder }, isolated: false });
		const chromium = await launchChromium();
		try {
			const visit = (await (await chromium.newContext()).newPage()) as unknown as Page;
			await visit.setContent(
				`<iframe width="900" height="800" src="${host.origin}/?embed&theme=dark#example=planted&panel=heads"></iframe>`,
			);
			await expect.poll(() => visit.frames().length, { timeout: 20_000 }).toBe(2);
			const frame = visit.frames()[1] as Page;
			await frame.waitForSelector("#panel-heads canvas", { timeout: 60_000 });
			expect(await frame.evaluate("document.querySelectorAll('.header, .examples, .ask').length")).toBe(0);
		} finally {
			await chromium.close();
			host.close();
		}
	}, 90_000);

	it("isolates itself on a plain host, and shows its examples again with the network off", async () => {
		const host = await startSite({ folders: { "": demo().folder }, isolated: false });
		const chromium = await launchChromium();
		try {
			const visit = (await (await chromium.newContext()).newPage()) as unknown as Page;
			await visit.goto(`${host.origin}/`);
			const shown = "crossOriginIsolated && document.body.innerText.includes('The circle is orange.')";
			await visit.waitForFunction(shown, undefined, { timeout: 60_000 });
			host.close();
			await visit.reload();
			await visit.waitForFunction(shown, undefined, { timeout: 60_000 });
			await visit.click("text=Left and right");
			await says(visit, "The ring is to the left of the star.");
			await visit.click("#tab-heads");
			await visit.waitForSelector("#panel-heads canvas");
		} finally {
			await chromium.close();
			host.close();
		}
	}, 150_000);
}
