import { act, type JSX, Profiler } from "react";
import { expect, it } from "vitest";
import { createSelectionStore, LvlmUiProvider, PatchHeatmap, ShortcutProvider, TokenStrip } from "../src/index.js";
import { repeated, repeatedValues } from "../stories/tokens/texts.js";
import { everyView } from "./every-view.js";
import { testRoot } from "./test-root.js";

const place = testRoot({ acts: true });

const values = Float32Array.from({ length: 576 }, (_, cell) => cell / 576);
const grid = { rows: 24, columns: 24 };

function geometry(): string[] {
	const origin = place.host.querySelector(".lvlm")!.getBoundingClientRect();
	return Array.from(place.host.querySelectorAll(".lvlm, .lvlm *"), (element) => {
		const box = element.getBoundingClientRect();
		const round = (value: number): number => Math.round(value * 10) / 10;
		const place = [box.x - origin.x, box.y - origin.y, box.width, box.height].map(round).join(" ");
		return `${element.tagName} ${element.getAttribute("class")} ${place} ${getComputedStyle(element).fontSize}`;
	});
}

const hostile = `
html { font-size: 22px; } body { font: italic 700 22px/3 serif; letter-spacing: 3px; text-align: right; direction: rtl; text-transform: uppercase; }
* { box-sizing: content-box; border-radius: 0; }
button, input, select { all: unset; width: 100%; padding: 20px; background: red; display: block; }
div div button { margin: 9px; } h2, p, ol, li, figure, fieldset { margin: 40px; padding: 10px; font-size: 30px; }
span, div { line-height: 4; } canvas, svg { max-width: 10px; border: 5px solid; display: block; } table, td, th { border: 3px solid; padding: 9px; }
section { padding: 90px; display: grid; }`;

/** Draws a view and waits for its code and for what it asks of sources. */
async function draw(view: JSX.Element): Promise<void> {
	await act(async () => place.root.render(<LvlmUiProvider theme="light">{view}</LvlmUiProvider>));
	let before = "";
	await expect
		.poll(
			async () => {
				await act(async () => new Promise((done) => setTimeout(done, 30)));
				const isSame = before === place.host.innerHTML;
				before = place.host.innerHTML;
				// Code that loads on first use leaves the root empty until it is there.
				const isDrawn = place.host.querySelector(".lvlm *") !== null;
				return isSame && isDrawn && !place.host.querySelector(".lvlm-pending, [aria-busy]");
			},
			{ timeout: 8000 },
		)
		.toBe(true);
}

it.each(Object.entries(everyView()))(
	"%s keeps its geometry under a hostile host sheet, and leaks nothing out",
	async (_, view) => {
		const outside = document.body.appendChild(document.createElement("button"));
		outside.textContent = "host";
		const styleOf = (): string =>
			JSON.stringify(Array.from(getComputedStyle(outside), (name) => getComputedStyle(outside).getPropertyValue(name)));
		const untouched = styleOf();
		await draw(view);
		expect(styleOf()).toBe(untouched);
		const before = geometry();
		const sheet = document.head.appendChild(document.createElement("style"));
		sheet.textContent = hostile;
		const after = geometry();
		sheet.remove();
		outside.remove();
		expect(before.length).toBeGreaterThan(8);
		expect(after).toEqual(before);
	},
);

it("a hover commits nothing in React and paints at most once a frame", async () => {
	let commits = 0;
	const store = createSelectionStore();
	await act(async () =>
		place.root.render(
			<Profiler id="views" onRender={() => commits++}>
				<LvlmUiProvider theme="light" store={store}>
					<TokenStrip tokens={repeated} values={repeatedValues} unit="share" />
					<PatchHeatmap grid={grid} values={values} unit="share" />
				</LvlmUiProvider>
			</Profiler>,
		),
	);
	const box = place.host.querySelector<HTMLElement>("[role=grid]")!;
	const overlay = box.querySelectorAll("canvas")[1]!;
	const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
	await frame();
	await frame();
	let paints = 0;
	const context = overlay.getContext("2d")!;
	const clear = context.clearRect.bind(context);
	context.clearRect = (...area) => {
		paints++;
		clear(...area);
	};
	commits = 0;
	const rect = box.getBoundingClientRect();
	for (let i = 0; i < 20; i++) {
		box.dispatchEvent(
			new PointerEvent("pointermove", { clientX: rect.x + 5 + 10 * i, clientY: rect.y + 5, bubbles: true }),
		);
	}
	expect(store.getState().hover.regions).toHaveLength(1);
	await frame();
	await frame();
	for (const option of place.host.querySelectorAll("[role=option]")) {
		option.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
	}
	expect(store.getState().hover.tokens).toHaveLength(1);
	await frame();
	await frame();
	expect(commits).toBe(0);
	// One for the moves over the grid, one for those over the words.
	expect(paints).toBe(2);
	await act(async () => store.lock({ tokens: [613] }));
	expect(commits).toBeGreaterThan(0);
});

it("letters act inside a provider and can be rebound; typing keeps them", async () => {
	await act(async () =>
		place.root.render(
			<ShortcutProvider bindings={{ table: "k" }}>
				<input aria-label="note" />
				<TokenStrip tokens={repeated} />
			</ShortcutProvider>,
		),
	);
	const press = async (target: Element, key: string): Promise<void> =>
		act(async () => {
			target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
		});
	const button = place.host.querySelector("[aria-label=Table]")!;
	await press(place.host.querySelector("input")!, "k");
	await press(place.host.querySelector("[role=option]")!, "t");
	await press(document.body, "k");
	expect(button.getAttribute("aria-pressed")).toBe("false");
	await press(place.host.querySelector("[role=option]")!, "K");
	expect(button.getAttribute("aria-pressed")).toBe("true");
});
