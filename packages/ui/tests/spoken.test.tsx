import type { JSX } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import { colour } from "../fixtures/index.js";
import {
	createSelectionStore,
	LayerHeadPanel,
	LayerHeadPicker,
	LvlmUiProvider,
	TokenStrip,
	TokenToImage,
} from "../src/index.js";

// What a screen reader has to speak from, along "pick a word, change the head, export": after each key the focused node of the
// browser's own accessibility tree, with the ancestors that are announced on the way in. Recorded; a change is made here on purpose.

interface AxValue {
	readonly value?: unknown;
}
interface AxNode {
	readonly nodeId: string;
	readonly parentId?: string;
	readonly ignored: boolean;
	readonly role?: AxValue;
	readonly name?: AxValue;
	readonly description?: AxValue;
	readonly properties?: readonly { readonly name: string; readonly value: AxValue }[];
}
type Session = { send(method: string, parameters?: object): Promise<{ nodes: AxNode[] }> };

// A row is announced by its number; its name is that of its only cell, and no screen reader adds it.
const contexts = ["region", "listbox", "grid", "group"];
const states = ["selected", "pressed", "expanded", "disabled", "valuetext"];
let host: HTMLElement;
let root: Root;

beforeEach(() => {
	host = document.body.appendChild(document.createElement("div"));
	root = createRoot(host);
});
afterEach(() => {
	root.unmount();
	host.remove();
});

let around: string[] = [];

/** "listbox “Answer” > option “orange”, selected": the way in only where it is new. */
async function spoken(): Promise<string> {
	const at = document.activeElement;
	const shown = at?.getAttribute("aria-label") ?? at?.textContent ?? "";
	const has = (node: AxNode, name: string): unknown => node.properties?.find((one) => one.name === name)?.value.value;
	let nodes: AxNode[] = [];
	let node: AxNode | undefined;
	// The tree follows the page some frames later.
	for (let tries = 0; tries < 60 && node?.name?.value !== shown; tries++) {
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		({ nodes } = await (cdp() as unknown as Session).send("Accessibility.getFullAXTree", { frameId: await frameId() }));
		const focused = nodes.filter((one) => has(one, "focused") === true && one.role?.value !== "RootWebArea");
		node = focused.at(-1);
	}
	if (!node) return "nothing";
	const byId = new Map(nodes.map((one) => [one.nodeId, one]));
	const text = (one: AxNode): string => `${String(one.role?.value)} “${String(one.name?.value ?? "")}”`;
	const way: string[] = [];
	for (let up = byId.get(node.parentId ?? ""); up; up = byId.get(up.parentId ?? "")) {
		if (!up.ignored && contexts.includes(String(up.role?.value)) && up.name?.value) way.unshift(text(up));
	}
	const fresh = way.filter((one) => !around.includes(one));
	around = way;
	const state = states.flatMap((name) => {
		const value = has(node, name);
		if (value === undefined || value === "" || value === false || value === "false") return [];
		return [value === true || value === "true" ? name : `${name} ${value}`];
	});
	return [...fresh, [text(node), ...state].join(", ")].join(" > ");
}

let frame: string | undefined;
/** The frame that the test runs in. */
async function frameId(): Promise<string | undefined> {
	if (frame) return frame;
	const { frameTree } = (await (cdp() as unknown as { send(method: string): Promise<unknown> }).send(
		"Page.getFrameTree",
	)) as {
		frameTree: { frame: { id: string; url: string }; childFrames?: { frame: { id: string; url: string } }[] };
	};
	const all = [frameTree, ...(frameTree.childFrames ?? [])];
	frame = all.find((one) => one.frame.url === location.href)?.frame.id;
	return frame;
}

function Page(): JSX.Element {
	const answer = colour.sequence.tokens.filter((token) => token.segment === "answer" && token.text !== "</s>");
	return (
		<LvlmUiProvider theme="light" store={store}>
			<TokenStrip tokens={answer} title="Answer" />
			<LayerHeadPicker layers={4} heads={6} />
			<LayerHeadPanel result={colour.results.matrices} />
			<TokenToImage
				source={colour.attention}
				sequence={colour.sequence}
				layouts={colour.layouts}
				image={colour.image}
				onExport={(blob, name) => saved.push([name, blob])}
			/>
		</LvlmUiProvider>
	);
}

const store = createSelectionStore();
const saved: [string, Blob][] = [];

it("pick a word, change the head, export: by keyboard alone, and spoken as recorded", async () => {
	root.render(<Page />);
	await expect.poll(() => host.querySelectorAll("[role=grid]").length).toBe(2);
	const log: string[] = [];
	const press = async (keys: string, times = 1): Promise<void> => {
		for (let i = 0; i < times; i++) await userEvent.keyboard(keys);
		log.push(`${keys}${times > 1 ? ` x ${times}` : ""}: ${await spoken()}`);
	};
	const tabTo = async (name: RegExp): Promise<void> => {
		for (let i = 0; i < 60; i++) {
			await userEvent.keyboard("{Tab}");
			const at = document.activeElement as HTMLElement;
			if (name.test(at.getAttribute("aria-label") ?? at.textContent ?? "")) break;
		}
		log.push(`Tab …: ${await spoken()}`);
	};
	(document.activeElement as HTMLElement | null)?.blur();
	await tabTo(/^The$/);
	await press("{ArrowRight}", 3);
	await press(" ");
	await tabTo(/^Next layer/);
	await press("{Enter}", 2);
	await tabTo(/all 6 heads|mean over all 4 layers/);
	await press("{ArrowDown}", 3);
	await press("{ArrowRight}", 5);
	await press("{Enter}");
	await expect.element(page.getByRole("heading", { name: "Where “orange” looked, layer 2, head 4" })).toBeVisible();
	// Into the heat map: past the matrix to the second grid, then back to its tools.
	await tabTo(/^row 1, column 1/);
	await press("{ArrowRight}");
	(host.querySelectorAll("section")[2]!.querySelector("[aria-label=Export]") as HTMLElement).focus();
	log.push(`Export: ${await spoken()}`);
	await press("{Enter}");
	await press("{Tab}", 4);
	await userEvent.keyboard("{Enter}");
	await expect.poll(() => saved.length).toBe(1);
	await expect.poll(() => host.querySelectorAll("[data-item]").length).toBe(0);
	log.push(`saved: ${saved[0]![0]}; ${await spoken()}`);
	expect(log).toMatchInlineSnapshot(`
		[
		  "Tab …: region “Answer” > listbox “Answer” > option “The”",
		  "{ArrowRight} x 3: option “orange”",
		  " : option “orange”, selected",
		  "Tab …: group “Layer and head” > button “Next layer: 0”",
		  "{Enter} x 2: button “Next layer: 2”",
		  "Tab …: region “Layers and heads” > grid “Layers and heads” > gridcell “mean over all 4 layers and 6 heads, 0.576 attention mass”",
		  "{ArrowDown} x 3: gridcell “mean over all 6 heads of layer 2, 1 attention mass”",
		  "{ArrowRight} x 5: gridcell “layer 2, head 4, 1 attention mass, rank 1 of 24”",
		  "{Enter}: gridcell “layer 2, head 4, 1 attention mass, rank 1 of 24”, selected",
		  "Tab …: region “Where “orange” looked, layer 2, head 4” > grid “Where “orange” looked, layer 2, head 4” > gridcell “row 1, column 1, 0 attention probability, rank 4 of 144”",
		  "{ArrowRight}: gridcell “row 1, column 2, 0 attention probability, rank 4 of 144”",
		  "Export: button “Export”",
		  "{Enter}: button “PNG, 1×”",
		  "{Tab} x 4: button “SVG”",
		  "saved: where-orange-looked-layer-2-head-4.svg; button “Export”",
		]
	`);
});
