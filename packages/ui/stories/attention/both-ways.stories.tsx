import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour, planted } from "../../fixtures/index.js";
import { createSelectionStore, ImageToToken, LayerHeadPicker, TokenStrip, TokenToImage } from "../../src/index.js";

const answer = colour.sequence.tokens.filter((token) => token.segment === "answer" && token.text !== "</s>");
const orange = answer.find((token) => token.text === " orange")!.position;

const meta = {
	title: "Attention/Both ways",
	component: TokenToImage,
	args: {
		source: colour.attention,
		sequence: colour.sequence,
		layouts: colour.layouts,
		image: colour.image,
		store: createSelectionStore(),
	},
	beforeEach: ({ args }) => args.store?.release(),
} satisfies Meta<typeof TokenToImage>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Pick words above, layer and head in the middle, see where they looked. */
export const FromTokens: Story = {
	render: (args) => (
		<div style={{ display: "grid", gap: 16 }}>
			<TokenStrip tokens={answer} title="Answer" store={args.store} />
			<LayerHeadPicker layers={4} heads={6} store={args.store} />
			<TokenToImage {...args} />
		</div>
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		await userEvent.click(view.getByRole("option", { name: "orange" }));
		args.store?.lock({ layer: 2, head: 0 });
		const grid = await view.findByRole("grid", { name: "Where “orange” looked, layer 2, head 0" });
		// The canvas holds the row that predicts the word: its brightest cell is the row's largest key.
		const keys = colour.sequence.tokens.flatMap((token) => (token.image ? [token.position] : []));
		const rows = await colour.attention.rows({ layers: [2], heads: [0], queries: [orange - 1], keys });
		const values = Array.from(rows.tensor.data);
		const best = values.indexOf(Math.max(...values));
		const region = colour.sequence.tokens[keys[best]!]!.image!.region;
		expect(await view.findByText(/top 5 patches in row.*% of the mass/)).toBeVisible();
		const base = Array.from(grid.querySelectorAll("canvas")).find((one) => one.width === 12)!;
		const pixels = base.getContext("2d")!.getImageData(0, 0, 12, 12).data;
		const reds = Array.from({ length: 144 }, (_, cell) => pixels[4 * cell]!);
		expect(reds[region]).toBe(Math.max(...reds));
		// Up and down move the layer, anywhere in the panel but in its grid.
		view.getAllByRole("button", { name: "Full screen" })[1]!.focus();
		await userEvent.keyboard("{ArrowUp}");
		expect(args.store?.getState().locked.layer).toBe(3);
		grid.querySelector<HTMLElement>("[role=gridcell]")!.focus();
		await userEvent.keyboard("{ArrowDown}");
		expect(args.store?.getState().locked.layer).toBe(3);
	},
};

export const FromTheWholeAnswer: Story = {};

/** Pick patches on the picture, see which words looked at them, and with which heads. */
export const FromPatches: Story = {
	render: (args) => (
		<div style={{ display: "grid", gap: 16 }}>
			<TokenToImage {...args} />
			<ImageToToken {...args} />
		</div>
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		// Nothing is picked, and nothing stands for it.
		expect(await view.findAllByText("Pick patches on the picture to see which tokens looked at them.")).toHaveLength(2);
		args.store?.lock({ image: 0, regions: [30, 31], layer: 1 });
		const list = await view.findByRole("listbox", { name: "Which tokens looked there" });
		expect(
			(await view.findAllByText(/attention mass on 2 picked patches, mean over all 6 heads of layer 1/))[0],
		).toBeVisible();
		const keys = [30, 31].map((region) => colour.sequence.tokens.findIndex((token) => token.image?.region === region));
		const rows = await colour.attention.rows({ layers: [1], queries: [orange - 1], keys, over: ["layer", "head"] });
		const mass = rows.tensor.data[0]! + rows.tensor.data[1]!;
		const name = within(list)
			.getByRole("option", { name: /^orange, / })
			.getAttribute("aria-label")!;
		expect(Number(/orange, ([\d.]+)/.exec(name)![1])).toBeCloseTo(mass, 2);
		expect(view.getByRole("grid", { name: "Which heads looked there" })).toBeVisible();
	},
};

/** “red”, of a triangle that is blue. */
export const PlantedFailure: Story = {
	args: {
		source: planted.attention,
		sequence: planted.sequence,
		layouts: planted.layouts,
		image: planted.image,
	},
	beforeEach: ({ args }) => {
		const red = planted.sequence.tokens.find((token) => token.text === " red" && token.segment === "answer")!;
		args.store?.lock({ tokens: [red.position] });
	},
};

/** A prompt token whose row is not stored: partial, not zero. */
export const RowsMissing: Story = {
	args: {
		source: planted.attention,
		sequence: planted.sequence,
		layouts: planted.layouts,
	},
	beforeEach: ({ args }) => args.store?.lock({ tokens: [planted.sequence.promptLength - 6] }),
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText("0 % of the rows are in.")).toBeVisible();
		expect(within(canvasElement).getByText(/no patch has a value/)).toBeVisible();
	},
};

/** A position that does not exist is refused, not left out of a mean. */
export const NoSuchToken: Story = {
	beforeEach: ({ args }) => args.store?.lock({ tokens: [5000] }),
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText("There is no position 5000.")).toBeVisible();
	},
};

/** Tiles of 2 x 2 and a thumbnail form no one grid: the view says so and guesses none. */
export const Tiled: Story = {
	args: {
		layouts: colour.layouts.map(({ grid: _, ...layout }) => layout),
		image: undefined,
	},
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/does not say how its patches lie/)).toBeVisible();
	},
};

export const WithoutPicture: Story = {
	args: {
		sequence: { ...colour.sequence, tokens: colour.sequence.tokens.filter((token) => !token.image) },
		layouts: [],
	},
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText("There is no picture in this conversation.")).toBeVisible();
	},
};
