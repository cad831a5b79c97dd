import { cdp, userEvent } from "vitest/browser";

// What a screen reader has to speak from: after each key the focused node of the browser's own accessibility tree, with the ancestors
// that are announced on the way in.

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
const states = ["checked", "selected", "pressed", "expanded", "disabled", "valuetext"];
let around: string[] = [];

/** "listbox “Answer” > option “orange”, selected": the way in only where it is new. */
export async function spoken(): Promise<string> {
	const at = document.activeElement;
	const label = (at as Partial<HTMLInputElement> | null)?.labels?.[0]?.textContent;
	const shown = (at?.getAttribute("aria-label") ?? label ?? at?.textContent ?? "").trim();
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

/** Keys pressed one after the other, and what is spoken after them. */
export interface Walk {
	readonly log: string[];
	press(keys: string, times?: number): Promise<void>;
	/** Tab until something of that name has the focus. */
	tabTo(name: RegExp): Promise<void>;
}

export function walk(): Walk {
	const log: string[] = [];
	around = [];
	(document.activeElement as HTMLElement | null)?.blur();
	return {
		log,
		async press(keys, times = 1) {
			for (let i = 0; i < times; i++) await userEvent.keyboard(keys);
			log.push(`${keys}${times > 1 ? ` x ${times}` : ""}: ${await spoken()}`);
		},
		async tabTo(name) {
			for (let i = 0; i < 60; i++) {
				await userEvent.keyboard("{Tab}");
				const at = document.activeElement as HTMLElement;
				if (name.test(at.getAttribute("aria-label") ?? at.textContent ?? "")) break;
			}
			log.push(`Tab …: ${await spoken()}`);
		},
	};
}
