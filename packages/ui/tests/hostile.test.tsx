import { cloneElement, type JSX } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSelectionStore, LvlmUiProvider } from "../src/index.js";
import { everyView } from "./every-view.js";
import { hostileTexts } from "./hostile-texts.js";
import { testRoot } from "./test-root.js";

// Every view with every text in its data hostile: what a model, a file or a person may have written. And every file that it saves.

const loud = window as { ran?: number };
const all = [
	...hostileTexts,
	"<x-evil>markup</x-evil>",
	"@SUM(1+1)*cmd|' /C calc'!A0",
	"\t-2+3",
	"Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(6),
	"javascript:globalThis.ran=1",
	"__proto__",
];
let at = 0;
/** Each text begins with another one of them, and holds them all. */
const hostile = (): string => {
	const first = at++ % all.length;
	return [...all.slice(first), ...all.slice(0, first)].join(" ");
};
/** What a unit is called is compared between parts of a view: one for all. It stands in the middle of sentences, and comes from code. */
const unit = all.filter((one) => !/[\u202a-\u202e\u2066-\u2069]/.test(one)).join(" ");
const hostileWords = new Set(all.join(" ").match(/\p{L}+/gu));

/** Properties that hold words for people; all others say what things are, and keep their values. */
const words = new Set(
	"title text verdict sentence label labels question answer message hint detail details reason change caption description alt target foil methods notes cautions caution kept blocked licence cost name expected tags placeholder template".split(
		" ",
	),
);
const addresses = new Set(["paperUrl", "licenceUrl"]);
const kept = new Set(["store", "stores", "source", "children", "options", "image", "picture", "provenance"]);

/** Data with hostile texts in the places of its own. */
function spoilt(value: unknown, key: string): unknown {
	if (kept.has(key)) return value;
	if (addresses.has(key)) return "javascript:globalThis.ran=1";
	if (typeof value === "string") {
		if (key === "unit") return unit;
		if (!words.has(key)) return value;
		// The space before a token is where its word begins.
		return value.startsWith(" ") ? ` ${hostile()}` : hostile();
	}
	if (Array.isArray(value)) return value.map((one) => spoilt(one, key));
	if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
	const isAxis = "index" in value && Array.isArray(value.index);
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [name, isAxis && name === "name" ? one : spoilt(one, name)]),
	);
}

const saved = new Map<string, Blob>();
/** What React says of elements with one key: words are equal, and tokens hold several, as they like. */
const sameKeys: unknown[] = [];
const { error } = console;

beforeEach(() => {
	at = 0;
	saved.clear();
	delete loud.ran;
	sameKeys.length = 0;
	vi.spyOn(console, "error").mockImplementation((...said: unknown[]) => {
		if (String(said[0]).includes("same key")) sameKeys.push(said[1]);
		error(...said);
	});
});
afterEach(() => {
	vi.restoreAllMocks();
	expect(sameKeys).toEqual([]);
});

// Behind the hooks above, so that a test is off the page before what was said is judged.
const place = testRoot();
const query = (selector: string): HTMLElement[] => Array.from(place.host.querySelectorAll<HTMLElement>(selector));
const bidi = /[\u202a-\u202e\u2066-\u2069]/;

/** Texts whose marks would turn around what stands beside them: in one paragraph with other words, and not set apart. */
function leaks(): string[] {
	const found: string[] = [];
	const walker = document.createTreeWalker(place.host, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		if (!bidi.test(node.textContent ?? "")) continue;
		let box = node.parentElement as HTMLElement;
		if (box.closest("svg, textarea, .lvlm-hidden, [hidden], option")) continue;
		const isApart = (): boolean => {
			const { display, unicodeBidi } = getComputedStyle(box);
			return display !== "inline" || /isolate|plaintext/.test(unicodeBidi);
		};
		while (!isApart()) box = box.parentElement as HTMLElement;
		// Nothing but hostile text in it: nothing can be turned around by it.
		const rest = box.textContent?.match(/\p{L}+/gu)?.filter((word) => !hostileWords.has(word)) ?? [];
		if (rest.length > 0) found.push(`<${box.tagName} class="${box.className}"> ${box.textContent?.slice(0, 120)}`);
	}
	return found;
}

/** What makes the page scroll sideways. */
function tooWide(): string[] {
	const { scrollWidth, clientWidth } = document.documentElement;
	if (scrollWidth <= clientWidth) return [];
	return query("*")
		.filter((one) => one.getBoundingClientRect().right > clientWidth)
		.map((one) => `<${one.tagName} class="${one.getAttribute("class")}"> to ${one.getBoundingClientRect().right}`);
}

/** The cells of a CSV text (RFC 4180). */
function cells(text: string): string[] {
	return Array.from(text.matchAll(/(?:^|[,\n])(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g), ([, quoted, plain]) =>
		quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
	);
}

/** Saves every file that the view offers, but pixels. */
async function saveAll(): Promise<void> {
	for (const menu of query("[aria-label=Export]")) {
		for (let item = 0, count = 1; item < count; item++) {
			menu.click();
			await expect.poll(() => query("[data-item]").length).toBeGreaterThan(0);
			const items = query("[data-item]");
			count = items.length;
			if (/^(PNG|NPY)/.test(items[item]?.textContent ?? "")) {
				menu.click();
				await expect.poll(() => query("[data-item]").length).toBe(0);
				continue;
			}
			items[item]?.click();
			await expect.poll(() => query("[data-item]").length, { timeout: 10_000 }).toBe(0);
		}
	}
}

/** Texts that are values in one view and words in another. */
const further: Readonly<Record<string, () => object>> = {
	PromptEditor: () => ({ value: hostile() }),
	DeviceBadge: () => ({ device: hostile(), limits: { adapter: hostile() }, missing: [hostile()] }),
	// Its units are names of the protocol.
	ProgressPanel: () => ({
		phases: [
			{
				phase: "decode",
				done: 3,
				total: 9,
				unit: "tokens",
				state: "running",
				startedMs: 0,
				updatedMs: 0,
				detail: hostile(),
			},
		],
	}),
	ShareDialog: () => ({ state: { question: hostile(), answer: hostile(), session: hostile(), panel: hostile() } }),
};

/** Views with no word that is not the package's own. */
const wordless = new Set(["ColorScaleControl", "TokenPlayer", "LayerHeadPicker", "ImageToToken", "RelevanceMapPicker"]);

/** All that is read or heard of a view. */
function shown(): string {
	const fields = query("input, textarea").map((field) => (field as HTMLInputElement).value);
	const names = query("*").flatMap((element) => Array.from(element.attributes, ({ value }) => value));
	return [place.host.textContent, ...fields, ...names].join(" ");
}

it.each(Object.entries(everyView(createSelectionStore())))(
	"%s and its files take hostile texts as text",
	async (name, view) => {
		const props = spoilt(view.props, "") as object;
		const store = createSelectionStore({ tokens: [7, 160, 620], regions: [3] });
		place.root.render(
			<LvlmUiProvider theme="light" store={store}>
				{cloneElement(view as JSX.Element, {
					title: hostile(),
					...props,
					...further[name]?.(),
					onExport: (blob: Blob, file: string) => saved.set(file, blob),
				})}
			</LvlmUiProvider>,
		);
		await expect
			.poll(() => place.host.textContent !== "" && query(".lvlm-pending, [aria-busy]").length === 0)
			.toBe(true);
		await saveAll();
		for (const toggle of query("[aria-label=Table]")) toggle.click();
		await new Promise((done) => setTimeout(done, 50));

		const isClean = (node: ParentNode): boolean =>
			node.querySelector(
				"script, x-evil, iframe, object, embed, img[src=x], animate, [onerror], [onload], [onbegin]",
			) === null;
		expect(isClean(place.host)).toBe(true);
		expect(query("a").filter((link) => !/^(https?:|#)/.test(link.getAttribute("href") ?? ""))).toEqual([]);
		expect(leaks()).toEqual([]);
		if (!wordless.has(name)) expect(shown(), "what it shows").toContain("<x-evil>");
		for (const [file, blob] of saved) {
			expect(bidi.test(file) || /[<>/\\]/.test(file), file).toBe(false);
			const text = await blob.text();
			if (file.endsWith(".svg")) {
				const drawn = new DOMParser().parseFromString(text, "image/svg+xml");
				expect(drawn.querySelector("parsererror")).toBeNull();
				expect(isClean(drawn)).toBe(true);
			} else if (file.endsWith(".csv")) {
				const run = cells(text).filter(
					(cell) => /^\s*[=+\-@＝＋－＠]/.test(cell) && !Number.isFinite(Number(cell)) && !/^-?Infinity$/.test(cell),
				);
				expect(run).toEqual([]);
			} else if (file.endsWith(".json")) {
				expect(Object.getPrototypeOf(JSON.parse(text))).toBe(Object.prototype);
			}
		}
		expect(tooWide()).toEqual([]);
		expect(loud.ran).toBeUndefined();
	},
);
