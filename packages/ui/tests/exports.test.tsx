import { colorMap } from "@lvlm-interpret/core/paint";
import type { JSX } from "react";
import { expect, it } from "vitest";
import { CausalGraph } from "../src/graph.js";
import { createSelectionStore, LvlmUiProvider, PatchHeatmap, TokenStrip } from "../src/index.js";
import { repeated, repeatedValues } from "../stories/tokens/texts.js";
import { testRoot } from "./test-root.js";

const place = testRoot();

const files = new Map<string, Blob>();
const onExport = (blob: Blob, name: string): void => {
	files.set(name, blob);
};

/** Draws a view on a dark page and saves it in every format. */
async function saveAll(view: JSX.Element, store = createSelectionStore()): Promise<Map<string, Blob>> {
	files.clear();
	place.root.render(
		<LvlmUiProvider theme="dark" store={store}>
			{view}
		</LvlmUiProvider>,
	);
	const query = (selector: string): HTMLElement[] => Array.from(place.host.querySelectorAll<HTMLElement>(selector));
	await expect.poll(() => query("[aria-label=Export]").length).toBe(1);
	const menu = query("[aria-label=Export]")[0]!;
	for (let item = 0, count = 1; item < count; item++) {
		menu.click();
		await expect.poll(() => query("[data-item]").length).toBeGreaterThan(0);
		count = query("[data-item]").length;
		query("[data-item]")[item]!.click();
		await expect.poll(() => query("[data-item]").length, { timeout: 5000 }).toBe(0);
		expect(files.size).toBe(item + 1);
	}
	expect(place.host.querySelector("[role=alert]")?.textContent).toBe("");
	return files;
}

async function pixels(blob: Blob): Promise<ImageData> {
	const picture = await createImageBitmap(blob);
	const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!;
	context.drawImage(picture, 0, 0);
	return context.getImageData(0, 0, picture.width, picture.height);
}

const values = Float32Array.from({ length: 12 }, (_, cell) => (cell === 6 ? 0.75 : cell / 100));

it("a heat map goes into files as it is drawn: cells, outlines, legend, caption; numbers in original units", async () => {
	const store = createSelectionStore({ regions: [5] });
	const view = (
		<PatchHeatmap
			title="Where it looks"
			grid={{ rows: 3, columns: 4 }}
			values={values}
			unit="share"
			onExport={onExport}
		/>
	);
	const saved = await saveAll(view, store);
	const names = ["csv", "json", "npy", "png", "svg"].map((ending) => `where-it-looks.${ending}`);
	expect([...saved.keys()].sort()).toEqual(
		[...names, "where-it-looks@2x.png", "where-it-looks@3x.png", "where-it-looks@4x.png"].sort(),
	);

	const svg = await saved.get("where-it-looks.svg")!.text();
	const drawn = new DOMParser().parseFromString(svg, "image/svg+xml");
	expect(drawn.querySelector("parsererror")).toBeNull();
	const [cells] = drawn.querySelectorAll("image");
	expect(cells?.getAttribute("style")).toContain("pixelated");
	const grid = await pixels(await (await fetch(cells!.getAttribute("href")!)).blob());
	expect([grid.width, grid.height]).toEqual([4, 3]);
	// Outlines of the top patches and of the picked one; words of caption and legend; light, though the page is dark.
	expect(drawn.querySelectorAll("path")).toHaveLength(4);
	const text = Array.from(drawn.querySelectorAll("text"), (one) => one.textContent).join(" ");
	expect(text).toContain("Where it looks");
	expect(text).toMatch(/Picked: 1 patch.*0\.75|0\.75.*Picked: 1 patch/s);
	// On the page a number and its unit stay on one line; a file's texts have plain spaces.
	const caption = place.host.querySelector(".lvlm-caption")!.textContent;
	expect(caption).toMatch(/\d\u00a0% of the mass/);
	expect(caption).not.toMatch(/\d (%|px|nats)/);
	expect(drawn.querySelector("desc")?.textContent).toBe(caption.replaceAll("\u00a0", " "));
	expect(drawn.querySelector("rect")?.getAttribute("fill")).toBe("rgb(255, 255, 255)");
	expect(place.host.querySelector<HTMLElement>(".lvlm")?.dataset.theme).toBe("dark");

	const [once, thrice] = await Promise.all(
		["where-it-looks.png", "where-it-looks@3x.png"].map((name) => pixels(saved.get(name)!)),
	);
	expect([thrice!.width, thrice!.height]).toEqual([3 * once!.width, 3 * once!.height]);
	// The middle of the highest cell has the last colour of cividis, to the edge: nothing is smoothed.
	const box = { x: Number(cells!.getAttribute("x")), y: Number(cells!.getAttribute("y")) };
	const [width, height] = ["width", "height"].map((name) => Number(cells!.getAttribute(name)));
	const at = (column: number, row: number): number[] => {
		const x = Math.round(3 * (box.x + (column * width!) / 4));
		const y = Math.round(3 * (box.y + (row * height!) / 3));
		return [...thrice!.data.slice(4 * (y * thrice!.width + x), 4 * (y * thrice!.width + x) + 3)];
	};
	const color = [...grid.data.slice(24, 27)];
	expect(color).toEqual([...colorMap("cividis").slice(-3)]);
	expect(at(2.5, 1.5)).toEqual(color);
	expect(at(2.9, 1.9)).toEqual(color);

	const npy = new Uint8Array(await saved.get("where-it-looks.npy")!.arrayBuffer());
	expect(new TextDecoder("latin1").decode(npy.subarray(0, 128))).toContain(
		"'<f4', 'fortran_order': False, 'shape': (3, 4)",
	);
	expect(new Float32Array(npy.slice(-48).buffer)).toEqual(values);
	const json = JSON.parse(await saved.get("where-it-looks.json")!.text());
	expect(json.caption).toBe(caption.replaceAll("\u00a0", " "));
	expect(json.columns[2]).toEqual({ label: "share", values: Array.from(values) });
});

it("words go into files with their colours, whole, though the list scrolls", async () => {
	const tokens = Array.from({ length: 300 }, (_, position) => ({ position, text: ` word${position}` }));
	const shares = Float32Array.from(tokens, (_, index) => index / 300);
	const saved = await saveAll(
		<TokenStrip title="Answer" tokens={tokens} values={shares} unit="share" onExport={onExport} />,
	);
	const drawn = new DOMParser().parseFromString(await saved.get("answer.svg")!.text(), "image/svg+xml");
	const last = Array.from(drawn.querySelectorAll("text")).find((one) => one.textContent === "word299");
	expect(Number(last?.getAttribute("y"))).toBeGreaterThan(400);
	expect(Number(last?.getAttribute("y"))).toBeLessThan(Number(drawn.documentElement.getAttribute("height")));
	expect(new Set(Array.from(drawn.querySelectorAll("rect"), (one) => one.getAttribute("fill"))).size).toBeGreaterThan(
		100,
	);
});

it("only what is locked is drawn, nothing that is hovered", async () => {
	const store = createSelectionStore();
	const view = <TokenStrip title="Answer" tokens={repeated} values={repeatedValues} unit="share" onExport={onExport} />;
	await saveAll(view, store);
	const plain = await files.get("answer.svg")!.text();
	store.preview({ tokens: [615] });
	await saveAll(view, store);
	expect(await files.get("answer.svg")!.text()).toBe(plain);
	store.lock({ tokens: [615] });
	await saveAll(view, store);
	expect(await files.get("answer.svg")!.text()).not.toBe(plain);
});

it("a causal graph goes into files as shapes; what a model wrote stays text in all of them", async () => {
	const labels = ["</text><script>alert(1)</script>", '=HYPERLINK("x")', "\u202eevil"];
	const saved = await saveAll(
		<CausalGraph
			title="Graph"
			nodes={labels.map((label, id) => ({ id, position: 7 + id, what: "text", label }))}
			edges={[
				{ from: 0, to: 1, markAtFrom: "circle", markAtTo: "arrow" },
				{ from: 1, to: 2, markAtFrom: "tail", markAtTo: "arrow" },
			]}
			target={{ id: 2, text: "<b>" }}
			onExport={onExport}
		/>,
	);
	const drawn = new DOMParser().parseFromString(await saved.get("graph.svg")!.text(), "image/svg+xml");
	expect(drawn.querySelector("parsererror, script, b")).toBeNull();
	expect(drawn.querySelectorAll("circle")).toHaveLength(2);
	const texts = Array.from(drawn.querySelectorAll("text"), (one) => one.textContent).join(" ");
	expect(texts).toContain("</text><script>alert(1)</script>");
	const csv = await saved.get("graph.csv")!.text();
	expect(csv).not.toMatch(/(^|,|\n)"?[=@]/);
	expect(csv).not.toContain("\u202e");
	expect(JSON.parse(await saved.get("graph.json")!.text()).columns[2].values).toEqual(["circle", "tail"]);
	// Marks by node pair: 1 circle, 2 arrow, 3 tail, at the second node.
	const npy = new Uint8Array(await saved.get("graph.npy")!.arrayBuffer());
	expect([...npy.slice(-9)]).toEqual([0, 2, 0, 1, 0, 2, 0, 3, 0]);
});
