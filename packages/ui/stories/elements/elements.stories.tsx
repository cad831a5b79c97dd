import { LvlmError } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { createElement, useLayoutEffect, useRef } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { colour, description } from "../../fixtures/index.js";
import { defineLvlmElements, EmbedFrame, type LvlmElement } from "../../src/elements.js";
import { colourAddress } from "./session-file.js";

defineLvlmElements();

interface ElementProps {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly theme: "light" | "dark";
	readonly data?: unknown;
	readonly onSelect?: (tokens: readonly number[]) => void;
	readonly onError?: (error: unknown) => void;
}

/** A custom element as a page without React has it. */
function Element({ name, attributes, theme, data, onSelect, onError }: ElementProps) {
	const element = useRef<LvlmElement<unknown>>(null);
	useLayoutEffect(() => {
		const { current } = element;
		if (!current) return;
		const stop = new AbortController();
		const listen = (event: string, then: (detail: never) => void): void =>
			current.addEventListener(event, (one) => then((one as CustomEvent).detail as never), { signal: stop.signal });
		listen("lvlm-select", ({ tokens }: { tokens: readonly number[] }) => onSelect?.(tokens));
		listen("lvlm-error", (error) => onError?.(error));
		if (data) current.data = data;
		return () => stop.abort();
	}, [data, onSelect, onError]);
	return createElement(name, { ref: element, theme, ...attributes });
}

const meta = {
	title: "Elements/Web components",
	component: Element,
	args: { name: "lvlm-session", attributes: { src: colourAddress }, theme: "light" },
	render: (args, { globals }) => <Element {...args} theme={globals.theme === "dark" ? "dark" : "light"} />,
} satisfies Meta<typeof Element>;

export default meta;
type Story = StoryObj<typeof meta>;

const inside = (canvas: HTMLElement, name: string): HTMLElement =>
	canvas.querySelector(name)?.shadowRoot?.firstElementChild as HTMLElement;

export const Session: Story = {
	args: { onSelect: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(inside(canvasElement, "lvlm-session"));
		expect(await view.findByText("What colour is the circle?")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Heads" }));
		expect(await view.findByRole("heading", { name: "Where the whole answer looked, head by head" })).toBeVisible();
		await userEvent.click((await view.findAllByRole("option", { name: /orange/ }))[0]!);
		expect(args.onSelect).toHaveBeenCalledWith([160]);
		await userEvent.click(view.getByRole("button", { name: "Relevance" }));
		expect(await view.findByRole("heading", { name: "Picture, for “orange”" })).toBeVisible();
	},
};

export const SessionAbout: Story = { args: { attributes: { src: colourAddress, view: "about" } } };

export const TokenHeatmap: Story = {
	args: { name: "lvlm-token-heatmap", attributes: { src: colourAddress } },
	play: async ({ canvasElement }) => {
		const view = within(inside(canvasElement, "lvlm-token-heatmap"));
		await userEvent.click(await view.findByRole("option", { name: /orange/ }));
		expect(await view.findByRole("heading", { name: /^Where “orange” looked/ })).toBeVisible();
	},
};

export const TokenHeatmapOfArrays: Story = {
	args: {
		name: "lvlm-token-heatmap",
		attributes: { hide: "tools toolbar" },
		data: {
			title: "Answer",
			unit: "share",
			grid: { rows: 4, columns: 4 },
			tokens: ["A", " red", " square"].map((text, position) => ({ text, position })),
			values: Float32Array.from({ length: 48 }, (_, at) => (at % 16 === 5 * Math.floor(at / 16) ? 0.7 : 0.02)),
		},
	},
	play: async ({ canvasElement }) => {
		const view = within(inside(canvasElement, "lvlm-token-heatmap"));
		await userEvent.click(await view.findByRole("option", { name: /square/ }));
		expect(await view.findByText(/top 5 patches/)).toBeVisible();
		expect(view.queryByRole("button", { name: "Export" })).toBeNull();
	},
};

export const Relevance: Story = {
	args: { name: "lvlm-relevance", attributes: { src: colourAddress, view: "modality" } },
};

export const HeadGallery: Story = {
	args: { name: "lvlm-head-gallery", attributes: { src: colourAddress, view: "matrix" } },
};

const causal = description.results.causal!.data!;
const [head] = causal.heads;

export const CausalGraph: Story = {
	args: {
		name: "lvlm-causal-graph",
		attributes: {},
		data: {
			nodes: causal.nodes.filter(({ id }) => head!.nodes.includes(id)),
			edges: head!.edges,
			target: causal.target,
			image: description.image,
			imageLayout: description.layouts[0],
		},
	},
	play: async ({ canvasElement }) => {
		const view = within(inside(canvasElement, "lvlm-causal-graph"));
		await waitFor(() => expect(view.getByRole("heading", { name: /Causal graph|What “/ })).toBeVisible(), {
			timeout: 10_000,
		});
		// The export menu has an empty one, for what may fail there.
		expect(view.queryByRole("alert")?.textContent ?? "").toBe("");
	},
};

export const NothingGiven: Story = { args: { attributes: {} } };

export const NotThere: Story = {
	args: { attributes: { src: "nowhere.lvlm?secret=1", view: "heads" }, onError: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(inside(canvasElement, "lvlm-session"));
		// Who answers with a page of its own sends no session.
		expect(await view.findByRole("alert")).toHaveTextContent(/could not be loaded|no zip|not a zip|session file/i);
		await waitFor(() => expect(args.onError).toHaveBeenCalled());
		expect(view.queryByText(/secret/)).toBeNull();
	},
};

/** Stands in the frame of the story below. */
export const InAFrame: Story = {
	args: { attributes: { src: colourAddress, view: "matrix", origins: window.location.origin } },
};

/** In Storybook the frame is the story above; elsewhere an empty page. Messages between two origins: tests/elements/frame.test.ts. */
const framed =
	import.meta.env.STORYBOOK === undefined
		? URL.createObjectURL(new Blob(["<!doctype html><html lang=en><title>Empty</title>"], { type: "text/html" }))
		: "iframe.html?id=elements-web-components--in-a-frame&viewMode=story";

export const Frame: Story = {
	render: () => <EmbedFrame src={framed} title="Layers and heads of an answer" hide="caption" />,
	play: ({ canvasElement }) => {
		expect(within(canvasElement).getByTitle("Layers and heads of an answer")).toBeVisible();
	},
};

/** A source that fails inside a panel: the panel says so, and the page hears of it. */
export const FailingSource: Story = {
	args: {
		name: "lvlm-head-gallery",
		attributes: {},
		data: {
			source: {
				...colour.attention,
				rows: () =>
					Promise.reject(new LvlmError("worker-ended", "The worker has ended.", { reason: "crashed", during: "rows" })),
			},
			sequence: colour.sequence,
			layouts: colour.layouts,
		},
		onError: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(inside(canvasElement, "lvlm-head-gallery"));
		expect(await view.findByText("The worker has ended.")).toBeVisible();
		await waitFor(() => expect(args.onError).toHaveBeenCalledWith(expect.objectContaining({ code: "worker-ended" })));
	},
};
