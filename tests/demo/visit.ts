import { afterAll, beforeAll } from "vitest";
import { type Browser, launchChromium, type Outside, type Site, startOutside, startSite } from "../browser/site.js";
import type { BuiltDemo, Page } from "./built-demo.js";

/** One browser in the demo, and what is seen of it from without. */
export interface Visit {
	readonly demo: BuiltDemo;
	/** The demo is at `/` and, as it may be published, under the path `/lens/`. */
	readonly site: Site;
	/** Whom the page calls besides its site. */
	readonly outside: Outside;
	readonly browser: Browser;
	readonly context: Awaited<ReturnType<Browser["newContext"]>>;
	readonly page: Page;
	/** What failed in the page. */
	readonly problems: string[];
}

const shape = { acceptDownloads: true, viewport: { width: 1440, height: 1000 } };

/** A page of its own, in a context of its own: nothing is kept there of what others did. */
async function newPage(browser: Browser, outside: Outside): Promise<Pick<Visit, "context" | "page" | "problems">> {
	const proxy = { server: outside.address, bypass: "127.0.0.1" };
	const context = await browser.newContext({ ...shape, proxy });
	const page = (await context.newPage()) as unknown as Page;
	const problems: string[] = [];
	page.on("pageerror", (error) => problems.push(String(error)));
	page.on("console", (message) => {
		if (message.type() === "error") problems.push(message.text());
	});
	return { context, page, problems };
}

/** A visit for all tests of the suite that it is called in; its fields are there when they run. */
export function startVisit(demo: () => BuiltDemo): Visit {
	const visit = {} as Visit;
	beforeAll(async () => {
		const site = await startSite({ folders: { "": demo().folder, lens: demo().folder }, isolated: true });
		const outside = await startOutside();
		const browser = await launchChromium();
		Object.assign(visit, { demo: demo(), site, outside, browser, ...(await newPage(browser, outside)) });
	});
	afterAll(async () => {
		await visit.browser?.close();
		visit.site?.close();
		visit.outside?.close();
	});
	return visit;
}

/** The same browser and site, and another person's page. */
export function startGuest(visit: Visit): Visit {
	const guest = {} as Visit;
	beforeAll(async () => {
		Object.assign(guest, visit, await newPage(visit.browser, visit.outside));
	});
	afterAll(() => guest.context?.close());
	return guest;
}
