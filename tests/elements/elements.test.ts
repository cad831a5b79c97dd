import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchChromium, type Site, startSite } from "../browser/site.js";
import { hostileSession, hostileTexts } from "./hostile-session.js";
import { exampleFolder, policy } from "./site-with-elements.js";

/** What is used of Playwright's page beside what the browser tests use. */
interface Locator {
	first(): Locator;
	nth(index: number): Locator;
	click(): Promise<void>;
	count(): Promise<number>;
	textContent(): Promise<string | null>;
	isVisible(): Promise<boolean>;
	waitFor(options?: { state: "visible" | "hidden" | "attached" }): Promise<void>;
}
interface TestPage {
	goto(url: string): Promise<unknown>;
	setContent(html: string): Promise<void>;
	addInitScript(run: (() => void) | string): Promise<void>;
	locator(selector: string): Locator;
	evaluate<R>(run: () => R | Promise<R>): Promise<R>;
	evaluate<A, R>(run: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
	waitForFunction(run: () => unknown): Promise<unknown>;
	on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
	on(event: "pageerror", listener: (error: Error) => void): void;
	close(): Promise<void>;
}
/** An element as the pages' scripts see it. */
interface Element extends HTMLElement {
	data: unknown;
	selection: { tokens: number[] } | undefined;
	readonly views: string[];
}

const blank = `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"><script defer src="lvlm-elements.js"></script></head><body></body></html>`;
const hostileSheet = `
html { font-size: 31px; } body { font: italic 700 31px/3 serif; letter-spacing: 3px; text-align: right; direction: rtl; text-transform: uppercase; color: red; zoom: 1; }
* { box-sizing: content-box; margin: 7px !important; padding: 5px !important; border: 2px solid lime !important; }
button, input, select { all: unset; width: 100%; display: block; } canvas, svg { max-width: 10px; } section { display: grid; } ::selection { color: lime; }`;

describe.skipIf(!chromiumPath)("elements in a page without React", () => {
	let site: Site;
	let folder: Awaited<ReturnType<typeof exampleFolder>>;
	let browser: Awaited<ReturnType<typeof launchChromium>>;
	let page: TestPage;
	const errors: string[] = [];

	beforeAll(async () => {
		folder = await exampleFolder("embed-html", {
			"blank.html": blank,
			"hostile.lvlm": hostileSession(),
			"hostile.css": hostileSheet,
			"broken.lvlm": "<!doctype html>",
		});
		site = await startSite({ folders: { "": folder.folder }, isolated: false, policy });
		browser = await launchChromium({ arguments: ["--js-flags=--expose-gc"] });
	});
	afterAll(async () => {
		await browser?.close();
		site?.close();
		folder?.remove();
	});

	async function open(path: string, before?: string): Promise<void> {
		const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
		page = (await context.newPage()) as unknown as TestPage;
		errors.length = 0;
		page.on("console", (message) => {
			if (message.type() === "error") errors.push(message.text());
		});
		page.on("pageerror", (error) => errors.push(String(error)));
		if (before) await page.addInitScript(before);
		await page.goto(`${site.origin}/${path}`);
	}
	/** Puts elements into the blank page. */
	async function put(html: string): Promise<void> {
		await page.evaluate((markup) => {
			const told: unknown[] = [];
			Object.assign(globalThis, { told });
			for (const name of ["lvlm-select", "lvlm-error", "lvlm-ready"]) {
				document.addEventListener(name, (event) => {
					const { detail, target } = event as CustomEvent;
					told.push({ name, id: (target as Element).id, code: detail?.code, tokens: detail?.tokens });
				});
			}
			const { trustedTypes } = globalThis as unknown as {
				trustedTypes: { createPolicy(name: string, rules: object): { createHTML(text: string): string } };
			};
			const html = trustedTypes.createPolicy("test", { createHTML: (text: string) => text }).createHTML(markup);
			const parsed = new DOMParser().parseFromString(html, "text/html");
			document.body.replaceChildren(...parsed.body.childNodes);
		}, html);
	}
	const told = (): Promise<{ name: string; id: string; code?: string; tokens?: number[] }[]> =>
		page.evaluate(() => (globalThis as unknown as { told: never[] }).told);
	afterEach(async () => page?.close());

	it("draw all views of the example, under a policy without code and style from text", async () => {
		await open("index.html");
		const globals = await page.evaluate(() => Object.keys(globalThis).filter((name) => /lvlm|react/i.test(name)));
		expect(globals).toEqual(["lvlmElements"]);
		await page.locator("lvlm-head-gallery canvas").first().waitFor();
		await page.locator("lvlm-token-heatmap canvas").first().waitFor();
		await page.locator("lvlm-relevance [role=grid]").first().waitFor();
		// The same `group`: one pick for both; another element has its own.
		await page.locator("lvlm-token-heatmap [role=option]").nth(3).click();
		await page.waitForFunction(() =>
			document.querySelector("lvlm-head-gallery")?.shadowRoot?.textContent?.includes("Where “orange” looked"),
		);
		expect(await page.locator("#picked").textContent()).toContain("tokens 160");
		const other = await page.evaluate(() => (document.querySelector("lvlm-relevance") as Element).selection?.tokens);
		expect(other).toEqual([]);
		// Files are made inside, and pop-ups are in the shadow root.
		await page.locator("lvlm-head-gallery [aria-label=Export]").click();
		expect(await page.locator("lvlm-head-gallery .lvlm-menu-list").isVisible()).toBe(true);
		expect(await page.evaluate(() => document.querySelector("body > [class*=lvlm], head > style"))).toBeNull();
		expect(errors).toEqual([]);
	});

	it("take attributes and properties at any time, and say what fails", async () => {
		await open("blank.html");
		await put(`
			<lvlm-session id="all" src="colour.lvlm" view="heads" hide="caption words" theme="dark"></lvlm-session>
			<lvlm-token-heatmap id="missing" src="nowhere.lvlm"></lvlm-token-heatmap>
			<lvlm-relevance id="broken" src="broken.lvlm"></lvlm-relevance>
			<lvlm-relevance id="code" src="javascript:alert(1)"></lvlm-relevance>
			<lvlm-relevance id="view" src="colour.lvlm" view="nothing"></lvlm-relevance>
			<lvlm-head-gallery id="plain"></lvlm-head-gallery>`);
		await page.waitForFunction(() => (globalThis as unknown as { told: unknown[] }).told.length >= 6);
		const all = await told();
		const codes = Object.fromEntries(all.filter((one) => one.name === "lvlm-error").map((one) => [one.id, one.code]));
		expect(codes).toEqual({
			missing: "download-failed",
			broken: "invalid-session-file",
			code: "invalid-argument",
			view: "invalid-argument",
		});
		expect(all).toContainEqual({ name: "lvlm-ready", id: "all", code: undefined, tokens: undefined });
		await page.locator("#all [role=grid] canvas").first().waitFor();
		expect(await page.locator("#all .lvlm").first().textContent()).toContain("≥ 0.277");
		for (const part of [".lvlm-caption", ".lvlm-words"])
			expect(await page.locator(`#all ${part}`).first().isVisible()).toBe(false);
		expect(await page.locator("#all .lvlm[data-theme=dark]").count()).toBe(1);
		// Plain arrays in place of a session.
		await page.evaluate(() => {
			(document.querySelector("#plain") as Element).data = {
				values: Float32Array.from({ length: 24 }, (_, cell) => cell),
				layers: 2,
				heads: 3,
				grid: { rows: 2, columns: 2 },
				unit: "share",
				title: "Six heads",
			};
			document.querySelector("#view")?.setAttribute("view", "modality");
			document.querySelector("#missing")?.setAttribute("src", "planted.lvlm");
		});
		await page.locator("#plain canvas").first().waitFor();
		await page.locator("#view [role=list], #view .lvlm-stacked").first().waitFor();
		await page.locator("#missing [role=option]").first().waitFor();
		const later = (await told()).filter((one) => one.name === "lvlm-ready").map((one) => one.id);
		expect(later).toContain("missing");
	});

	it("are moved without a new start, and leave nothing behind when they are removed", async () => {
		await open("blank.html");
		await put(
			`<div id="a"><lvlm-session id="all" src="description.lvlm" group="one"></lvlm-session></div><div id="b"></div>`,
		);
		await page.locator("#all [role=option]").nth(2).click();
		await page.evaluate(() => document.querySelector("#b")?.append(document.querySelector("#all") as Element));
		await page.locator("#b #all [aria-selected=true]").first().waitFor();
		expect((await told()).filter((one) => one.name === "lvlm-ready")).toHaveLength(1);
		const left = await page.evaluate(async () => {
			const element = document.querySelector("#all") as Element;
			const box = element.shadowRoot?.firstElementChild as HTMLElement;
			element.remove();
			await new Promise((done) => setTimeout(done, 50));
			return { inside: box.childElementCount, boxes: element.shadowRoot?.childElementCount, picked: element.selection };
		});
		expect(left).toEqual({ inside: 0, boxes: 0, picked: undefined });
		// Nobody holds one that was there: neither listeners of the page nor a group.
		await page.evaluate(async () => {
			const made = document.body.appendChild(document.createElement("lvlm-token-heatmap"));
			made.setAttribute("src", "colour.lvlm");
			made.setAttribute("group", "two");
			await new Promise((done) => made.addEventListener("lvlm-ready", done, { once: true }));
			await new Promise((done) => setTimeout(done, 300));
			Object.assign(globalThis, { held: new WeakRef(made) });
			made.remove();
		});
		let isGone = false;
		for (let attempt = 0; attempt < 40 && !isGone; attempt++) {
			isGone = await page.evaluate(async () => {
				await new Promise((done) => setTimeout(done, 100));
				(globalThis as unknown as { gc(): void }).gc();
				return (globalThis as unknown as { held: WeakRef<object> }).held.deref() === undefined;
			});
		}
		expect(isGone).toBe(true);
		expect(errors).toEqual([]);
	});

	it("look the same in a hostile page: its sheet, direction, font size, and what it put on prototypes", async () => {
		const geometry = (): Promise<string[]> =>
			page.evaluate(() => {
				const host = document.querySelector("lvlm-session") as Element;
				const origin = host.shadowRoot?.querySelector(".lvlm")?.getBoundingClientRect() as DOMRect;
				const shown = Array.from(host.shadowRoot?.querySelectorAll(".lvlm *") ?? []).filter(
					(one) => one.getClientRects().length > 0,
				);
				return shown.map((one) => {
					const box = one.getBoundingClientRect();
					const place = [box.x - origin.x, box.y - origin.y, box.width, box.height].map((value) => Math.round(value));
					return `${one.tagName} ${one.getAttribute("class")} ${place} ${getComputedStyle(one).fontSize}`;
				});
			});
		const markup = `<div><lvlm-session src="colour.lvlm" theme="light"></lvlm-session></div>`;
		/** The page's own boxes around the view are its own business. */
		const place = (): Promise<void> =>
			page.evaluate(() => {
				for (const box of document.querySelectorAll<HTMLElement>("body > div, lvlm-session")) {
					for (const name of ["margin", "padding", "border-width"]) box.style.setProperty(name, "0", "important");
					box.style.setProperty("width", "800px", "important");
				}
			});
		const settled = async (): Promise<string[]> => {
			await page.locator("lvlm-session [role=grid] canvas").first().waitFor();
			await page.waitForFunction(
				() => !document.querySelector("lvlm-session")?.shadowRoot?.querySelector(".lvlm-pending, [aria-busy]"),
			);
			await new Promise((done) => setTimeout(done, 300));
			return geometry();
		};
		await open("blank.html");
		await put(markup);
		await place();
		const clean = await settled();
		await page.close();
		await open(
			"blank.html",
			`Object.prototype.each = function () {}; Array.prototype.last = function () { return this[this.length - 1]; };
			 Array.prototype.remove = function () {}; String.prototype.strip = function () {}; globalThis.React = { version: "0" }; globalThis.$ = globalThis._ = null;`,
		);
		await page.evaluate(() => {
			const link = document.head.appendChild(document.createElement("link"));
			link.rel = "stylesheet";
			link.href = "hostile.css";
			return new Promise((done) => link.addEventListener("load", done));
		});
		await put(markup);
		await place();
		expect(clean.length).toBeGreaterThan(100);
		expect(await settled()).toEqual(clean);
		expect(errors).toEqual([]);
	});

	it("show hostile strings of a session as text, in every view", async () => {
		await open("blank.html");
		await put(`<lvlm-session id="all" src="hostile.lvlm"></lvlm-session>`);
		await page.locator("#all [role=option]").first().waitFor();
		for (const view of ["relevance", "words", "modality", "attention", "heads", "matrix", "about"]) {
			await page.evaluate((name) => document.querySelector("#all")?.setAttribute("view", name), view);
			await page.waitForFunction(
				() => !document.querySelector("#all")?.shadowRoot?.querySelector(".lvlm-pending, [aria-busy]"),
			);
			await page.evaluate(() => {
				const inside = document.querySelector("#all")?.shadowRoot;
				for (const button of inside?.querySelectorAll<HTMLElement>("[aria-label=Table]") ?? []) button.click();
			});
			await new Promise((done) => setTimeout(done, 150));
			const found = await page.evaluate(() => {
				const inside = document.querySelector("#all")?.shadowRoot;
				return {
					ran: "ran" in globalThis,
					foreign: inside?.querySelectorAll("script, img, animate, a, [onerror], [onload]").length,
				};
			});
			expect([view, found]).toEqual([view, { ran: false, foreign: 0 }]);
		}
		const text = await page.evaluate(() => document.querySelector("#all")?.shadowRoot?.textContent ?? "");
		for (const one of hostileTexts) expect(text).toContain(one);
		expect(errors).toEqual([]);
	});
});
