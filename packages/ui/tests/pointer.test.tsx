import { act } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { createSelectionStore, LvlmUiProvider, PatchHeatmap, TokenStrip } from "../src/index.js";
import { testRoot } from "./test-root.js";

// Events that the browser itself makes, so that its own dragging of text takes part.
const place = testRoot({ acts: true });
const store = createSelectionStore();

beforeEach(async () => {
	store.release();
	const values = Float32Array.from({ length: 24 }, (_, cell) => cell);
	await act(async () =>
		place.root.render(
			<LvlmUiProvider theme="light" store={store}>
				<PatchHeatmap grid={{ rows: 4, columns: 6 }} values={values} unit="share" />
			</LvlmUiProvider>,
		),
	);
});
afterEach(() => {
	getSelection()?.removeAllRanges();
});

/** Drags from the middle of one cell to that of another with the real mouse. */
async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
	const box = place.host.querySelector("[role=grid]")!.getBoundingClientRect();
	// The page under test is a frame of the browser's page.
	const frame = window.frameElement?.getBoundingClientRect() ?? { x: 0, y: 0, width: innerWidth };
	const zoom = frame.width / innerWidth;
	const send = (type: string, [row, column]: readonly [number, number], buttons: number): Promise<unknown> =>
		cdp().send("Input.dispatchMouseEvent", {
			type,
			x: frame.x + zoom * (box.x + ((column + 0.5) * box.width) / 6),
			y: frame.y + zoom * (box.y + ((row + 0.5) * box.height) / 4),
			button: type === "mouseMoved" ? "none" : "left",
			buttons,
			clickCount: 1,
		} as never);
	await act(async () => {
		await send("mouseMoved", from, 0);
		await send("mousePressed", from, 1);
		for (const part of [0.2, 0.5, 0.8, 1]) {
			await send("mouseMoved", [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])], 1);
		}
		await send("mouseReleased", to, 0);
	});
}

it("picks a rectangle where text of the page is marked, which the browser would drag away", async () => {
	getSelection()?.selectAllChildren(document.body);
	await drag([1, 1], [2, 3]);
	expect(store.getState().locked.regions).toEqual([7, 8, 9, 13, 14, 15]);
});

it("keeps a rectangle that is drawn again, and lets go of a single patch that is clicked again", async () => {
	await drag([0, 0], [1, 1]);
	await drag([0, 0], [1, 1]);
	expect(store.getState().locked.regions).toEqual([0, 1, 6, 7]);
	await drag([3, 3], [3, 3]);
	expect(store.getState().locked.regions).toEqual([21]);
	await drag([3, 3], [3, 3]);
	expect(store.getState().locked.regions).toEqual([]);
});

it("goes to the edge where the drag ends beside the grid", async () => {
	const grid = place.host.querySelector("[role=grid]")!;
	const box = grid.getBoundingClientRect();
	// A captured pointer's events come to the grid, wherever they are.
	const send = (type: string, column: number): boolean =>
		grid.dispatchEvent(
			new PointerEvent(type, {
				clientX: box.x + (column * box.width) / 6,
				clientY: box.y + 1,
				pointerId: 1,
				bubbles: true,
			}),
		);
	await act(async () => {
		send("pointerdown", 4.5);
		send("pointermove", 8);
		send("pointerup", 8);
	});
	expect(store.getState().locked.regions).toEqual([4, 5]);
});

/** The box beside the pointer, where it is shown. */
const readOuts = (): NodeListOf<Element> => place.host.querySelectorAll(".lvlm-read-out:not([hidden])");

it.each([
	["a patch", "[role=grid]"],
	["a token", "[role=option]"],
])("says no longer what %s is when the page gets narrower, and what is under the pointer moves", async (_, target) => {
	const tokens = ["a", "b", "c"].map((text, position) => ({ text, position }));
	await act(async () =>
		place.root.render(
			<LvlmUiProvider theme="light" store={store}>
				{target === "[role=grid]" ? (
					<PatchHeatmap grid={{ rows: 4, columns: 6 }} values={new Float32Array(24)} unit="share" />
				) : (
					<TokenStrip tokens={tokens} />
				)}
			</LvlmUiProvider>,
		),
	);
	// The size that it is drawn at first is a change, too.
	await new Promise((done) => setTimeout(done, 100));
	const { x, y } = place.host.querySelector(target)!.getBoundingClientRect();
	// No mouse of the browser: it would move on by itself when the page does.
	const init = { clientX: x + 5, clientY: y + 5, bubbles: true };
	await act(async () => {
		for (const type of ["pointermove", "pointerover"]) {
			place.host.querySelector(target)!.dispatchEvent(new PointerEvent(type, init));
		}
	});
	expect(readOuts()).toHaveLength(1);
	await new Promise((done) => setTimeout(done, 100));
	expect(readOuts()).toHaveLength(1);
	place.host.style.width = "300px";
	await expect.poll(() => readOuts().length).toBe(0);
});
