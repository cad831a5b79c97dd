import { act, type JSX } from "react";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { cdp } from "vitest/browser";
import { colour, recoloured } from "../fixtures/index.js";
import { CompareBoard, DeletionInsertionChart, RunHistory } from "../src/evaluate.js";
import { CausalGraph, HeadImportanceChart } from "../src/graph.js";
import { createSelectionStore, LvlmUiProvider } from "../src/index.js";
import { SessionBar } from "../src/session.js";
import { runOf } from "../stories/compare/runs.js";
import { testRoot } from "./test-root.js";

// Fingers of the browser's own making: a tap locks, a drag reads.
const place = testRoot({ acts: true });
const store = createSelectionStore();
const send = (method: string, parameters: object): Promise<unknown> => cdp().send(method as never, parameters as never);

beforeAll(async () => {
	await send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
});
beforeEach(() => {
	store.release();
});

async function show(view: JSX.Element): Promise<void> {
	await act(async () =>
		place.root.render(
			<LvlmUiProvider theme="light" store={store}>
				{view}
			</LvlmUiProvider>,
		),
	);
	// Code that loads on first use draws inside `act` too.
	await expect
		.poll(async () => {
			await act(async () => new Promise((done) => setTimeout(done, 30)));
			return place.host.textContent !== "" && place.host.querySelector(".lvlm-pending, [aria-busy]") === null;
		})
		.toBe(true);
}

type Place = readonly [x: number, y: number];

/** One finger: down, along the places, up. */
async function finger(...places: readonly Place[]): Promise<void> {
	// The page under test is a frame of the browser's page.
	const frame = window.frameElement?.getBoundingClientRect() ?? { x: 0, y: 0, width: innerWidth };
	const zoom = frame.width / innerWidth;
	const points = places.map(([x, y]) => [{ x: frame.x + zoom * x, y: frame.y + zoom * y }]);
	await act(async () => {
		await send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: points[0] });
		for (const touchPoints of points.slice(1))
			await send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
		// Held still before it is lifted: a page that still glides takes the next tap as its stop.
		if (places.length > 1) await new Promise((done) => setTimeout(done, 300));
		await send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
		await new Promise((done) => setTimeout(done, 50));
	});
}

/** The middle of an element that has come to rest: pictures that are read meanwhile push it about. */
async function middle(element: Element | null | undefined): Promise<Place> {
	if (!element) throw new Error("nothing to touch");
	element.scrollIntoView({ block: "center" });
	let [last, same] = ["", 0];
	while (same < 5) {
		await new Promise(requestAnimationFrame);
		const { x, y, width, height } = element.getBoundingClientRect();
		const now = [x, y, width, height].join();
		same = now === last ? same + 1 : 0;
		last = now;
	}
	const { x, y, width, height } = element.getBoundingClientRect();
	return [x + width / 2, y + height / 2];
}
const named = (role: string, name: RegExp): Element | undefined =>
	Array.from(place.host.querySelectorAll(role)).find((one) =>
		name.test(one.getAttribute("aria-label") ?? one.textContent ?? ""),
	);

it("a tap on a node of a causal graph locks its token, and another lets go of it", async () => {
	await show(
		<CausalGraph
			nodes={["red", "ring"].map((label, id) => ({ id, position: 7 + id, what: "text", label }))}
			edges={[{ from: 0, to: 1, markAtFrom: "circle", markAtTo: "arrow" }]}
			target={{ id: 1, text: "is" }}
		/>,
	);
	await finger(await middle(place.host.querySelector("[data-id='0']")));
	expect(store.getState().locked.tokens).toEqual([7]);
	await finger(await middle(place.host.querySelector("[data-id='0']")));
	expect(store.getState().locked.tokens).toEqual([]);
});

it("a tap on a head's bar picks the head", async () => {
	await show(<HeadImportanceChart values={[0.1, 2, 0.4]} layer={3} />);
	await finger(await middle(named("[role=option], [role=row], [role=radio], button", /head 1\b/i)));
	expect(store.getState().locked.head).toBe(1);
});

it("a drag along the curves reads them: the slider follows the finger", async () => {
	await show(<DeletionInsertionChart data={colour.results.faithfulness.data!} />);
	const plot = place.host.querySelector(".lvlm-curves");
	const [, y] = await middle(plot);
	const { left, width } = plot!.getBoundingClientRect();
	const slider = place.host.querySelector<HTMLInputElement>("[type=range]")!;
	const before = slider.value;
	await finger([left + 0.3 * width, y], [left + 0.5 * width, y], [left + 0.9 * width, y]);
	expect(Number(slider.value)).toBeGreaterThan(Number(before));
	expect(slider.value).toBe(String(Math.round(Number(slider.max) * ((0.9 * width - 52) / (width - 64)))));
});

it("a tap on a compared word picks it in both answers", async () => {
	await show(<CompareBoard a={runOf(colour, "a")} b={runOf(recoloured, "b")} />);
	await finger(await middle(named("[role=option]", /circle/)));
	await expect.poll(() => place.host.querySelectorAll("[role=option][aria-selected=true]").length).toBeGreaterThan(0);
});

it("a tap opens a run of the history", async () => {
	const opened: string[] = [];
	await show(
		<RunHistory
			runs={[
				{ id: "a", label: "first" },
				{ id: "b", parent: "a", label: "second" },
			]}
			current="b"
			onOpen={(id) => void opened.push(id)}
		/>,
	);
	await finger(await middle(named("[role=treeitem]", /first/)));
	expect(opened).toEqual(["a"]);
});

it("a tap opens the list of recent sessions, and one beside it closes it", async () => {
	await show(
		<SessionBar onOpen={() => undefined} recent={[{ id: "a", name: "a.lvlm" }]} onOpenRecent={() => undefined} />,
	);
	await finger(await middle(named("button", /^Recent$/)));
	expect(named("button", /a\.lvlm/)).toBeDefined();
});
