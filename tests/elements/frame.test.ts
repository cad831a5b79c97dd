import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPage, buildPage, chromiumPath, launchChromium, type Site, startSite } from "../browser/site.js";
import { exampleFolder, policy } from "./site-with-elements.js";

interface Frame {
	url(): string;
	evaluate<A, R>(run: (argument: A) => R, argument?: A): Promise<R>;
	locator(selector: string): {
		first(): { waitFor(): Promise<void>; click(): Promise<void> };
		nth(index: number): { click(): Promise<void> };
	};
}
interface TestPage {
	goto(url: string): Promise<unknown>;
	frames(): Frame[];
	locator(selector: string): { click(): Promise<void>; textContent(): Promise<string | null> };
	selectOption(selector: string, value: string): Promise<unknown>;
	evaluate<A, R>(run: (argument: A) => R | Promise<R>, argument?: A): Promise<R>;
	waitForFunction(run: () => unknown): Promise<unknown>;
	on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
	on(event: "pageerror", listener: (error: Error) => void): void;
	close(): Promise<void>;
}
interface Told {
	readonly type: string;
	readonly views?: readonly string[];
	readonly tokens?: readonly number[];
}
interface Scope {
	told: Told[];
	draw(props: object): void;
}

/** Two origins: the example's viewer lists the origins of `pages`. */
describe.skipIf(!chromiumPath)("a view in a frame of another origin", () => {
	let pages: Site;
	let viewer: Site;
	let stranger: Site;
	let built: BuiltPage;
	const folders: Awaited<ReturnType<typeof exampleFolder>>[] = [];
	let browser: Awaited<ReturnType<typeof launchChromium>>;
	let page: TestPage;
	const errors: string[] = [];

	beforeAll(async () => {
		browser = await launchChromium();
		built = await buildPage("packages/ui/tests/frame-page");
		pages = await startSite({ folders: { "": built.folder }, isolated: false });
		stranger = await startSite({ folders: { "": built.folder }, isolated: false });
		const viewerPage = `<!doctype html><html lang="en"><head><title>An answer</title><link rel="icon" href="data:,"><script defer src="lvlm-elements.js"></script></head>
			<body><lvlm-session src="colour.lvlm" view="attention" origins="${pages.origin} https://other.example"></lvlm-session></body></html>`;
		folders.push(await exampleFolder("embed-iframe", { "viewer.html": viewerPage }));
		viewer = await startSite({ folders: { "": folders[0]?.folder as string }, isolated: false, policy });
	});
	afterAll(async () => {
		await browser?.close();
		for (const site of [pages, viewer, stranger]) site?.close();
		for (const folder of folders) folder.remove();
		built?.remove();
	});
	async function open(address: string): Promise<void> {
		const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
		page = (await context.newPage()) as unknown as TestPage;
		errors.length = 0;
		page.on("console", (message) => {
			if (message.type() === "error") errors.push(message.text());
		});
		page.on("pageerror", (error) => errors.push(String(error)));
		await page.goto(address);
	}
	afterEach(async () => page?.close());
	const frame = (): Frame => page.frames().find((one) => one.url().endsWith("viewer.html")) as Frame;
	const told = (): Promise<Told[]> => page.evaluate(() => (globalThis as unknown as Scope).told);
	const attribute = (name: string): Promise<string | null | undefined> =>
		frame().evaluate((asked) => document.querySelector("lvlm-session")?.getAttribute(asked), name);

	it("is set and heard by EmbedFrame on a listed origin", async () => {
		await open(`${pages.origin}/#${encodeURIComponent(viewer.origin)}`);
		await page.waitForFunction(() => (globalThis as unknown as Scope).told.some((one) => one.type === "ready"));
		expect((await told())[0]?.views).toContain("relevance");
		expect(await attribute("theme")).toBe("dark");
		await page.evaluate(() =>
			(globalThis as unknown as Scope).draw({ view: "heads", hide: "caption", selection: { tokens: [158] } }),
		);
		await page.waitForFunction(() => (globalThis as unknown as Scope).told.some((one) => one.tokens?.[0] === 158));
		expect([await attribute("view"), await attribute("hide")]).toEqual(["heads", "caption"]);
		// What the reader picks in the frame; and what is picked is said once, not back and forth.
		await frame().locator("lvlm-session [role=option]").nth(3).click();
		await page.waitForFunction(() => (globalThis as unknown as Scope).told.some((one) => one.tokens?.[0] === 160));
		expect((await told()).filter((one) => one.type === "select").map((one) => one.tokens)).toEqual([[158], [160]]);
		// As high as its content.
		await page.waitForFunction(() => document.querySelector("iframe")!.getBoundingClientRect().height > 700);
		await page.evaluate(() => (globalThis as unknown as Scope).draw({ view: "nothing" }));
		await page.waitForFunction(() => (globalThis as unknown as Scope).told.some((one) => one.type === "error"));
		expect((await told()).at(-1)).toMatchObject({ type: "error", code: "invalid-argument" });
		// A frame that is gone is not spoken to.
		await page.evaluate(() => document.querySelector("iframe")?.remove());
		expect(errors.filter((one) => !one.includes("There is no view"))).toEqual([]);
	});

	it("neither answers nor obeys a page that is not listed, nor a window that is not its parent", async () => {
		await open(`${stranger.origin}/#${encodeURIComponent(viewer.origin)}`);
		await page.waitForFunction(() => document.querySelector("iframe") !== null);
		for (let wait = 0; wait < 40 && !frame(); wait++) await new Promise((done) => setTimeout(done, 100));
		await frame().locator("lvlm-session [role=option]").first().waitFor();
		await page.evaluate(async () => {
			const heard: unknown[] = [];
			Object.assign(globalThis, { heard });
			addEventListener("message", (event) => heard.push(event.data));
			const inside = document.querySelector("iframe")!.contentWindow!;
			for (const type of ["connect", "set", "select"])
				inside.postMessage(
					{
						protocol: "lvlm-interpret/1",
						type,
						settings: { theme: "light", hide: "title" },
						selection: { tokens: [158] },
					},
					"*",
				);
			await new Promise((done) => setTimeout(done, 1000));
		});
		await frame().locator("lvlm-session [role=option]").nth(3).click();
		await new Promise((done) => setTimeout(done, 300));
		expect(await page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([]);
		expect([await attribute("theme"), await attribute("hide")]).toEqual([null, null]);
		expect(await told()).toEqual([]);
	});

	it("listens to nobody at all where its list is no list of origins", async () => {
		await open(`${pages.origin}/#${encodeURIComponent(viewer.origin)}`);
		await page.waitForFunction(() => (globalThis as unknown as Scope).told.some((one) => one.type === "ready"));
		const codes = await frame().evaluate(() => {
			const found: string[] = [];
			document.addEventListener("lvlm-error", (event) => found.push((event as CustomEvent).detail.code));
			for (const origins of ["*", "null", "https://a.example/path", "a.example"])
				document.querySelector("lvlm-session")?.setAttribute("origins", origins);
			return found;
		});
		expect(codes).toEqual(Array.from({ length: 4 }, () => "invalid-argument"));
	});
});
