import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { createSelectionStore, FrameStrip, TileNavigator } from "../../src/index.js";
import { picture, tiled, tileSpecs } from "./synthetic.js";

const layout = tiled(12, 16);
/** All of it in the middle of the bottom-left tile. */
const values = Float32Array.from(layout.regions, (rect, region) => {
	if (!rect) return Number.NaN;
	const distance = Math.hypot(rect.x - 90, rect.y - 225) / (region < 12 * 17 ? 30 : 25);
	return (0.1 + Math.exp(-(distance ** 2))) / 1000;
});

const meta = {
	title: "Image/TileNavigator",
	component: TileNavigator,
	args: {
		layout,
		values,
		unit: "share of attention",
		tiles: tileSpecs(12, 16),
		image: picture(400, 300),
		title: "Tiles of the picture",
	},
} satisfies Meta<typeof TileNavigator>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The tile with most is shown first; patches are regions of the whole layout. */
export const Tiled: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(await view.findByRole("grid", { name: "Tiles of the picture: bottom left" })).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: /^top right / }));
		expect(view.getByRole("grid", { name: "Tiles of the picture: top right" })).toBeVisible();
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{ArrowDown} ");
		// Third part after thumbnail and top left: 12 rows of 16 patches and a row end each; its second row.
		expect(args.store?.getState().locked.regions).toEqual([2 * 12 * 17 + 17]);
		expect(view.getByText(/“top right”: 12 x 16 patches .* Picked: 1 patch/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: /^bottom left / }));
		expect(view.queryByText(/Picked/)).toBeNull();
	},
};

export const WrongTiles: Story = {
	args: { tiles: [{ label: "odd", grid: { rows: 3, columns: 3 }, regions: [0, 1] }] },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByRole("alert")).toHaveTextContent('The tile "odd" needs 9 regions');
	},
};
export const NoTiles: Story = { args: { tiles: [] } };
export const Loading: Story = { args: { status: { kind: "loading" } } };

const frames = Array.from({ length: 14 }, (_, frame) => ({
	label: `0:${String(frame * 4).padStart(2, "0")}`,
	image: picture(160 - frame, 90),
	value: Math.exp(-((frame - 6) ** 2) / 6) / 4,
}));

export const Frames: StoryObj<typeof FrameStrip> = {
	render: (args) => <FrameStrip {...args} />,
	args: { frames, unit: "share of attention", title: "Frames", store: createSelectionStore({ image: 6 }) },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(
			await view.findByText(/^14 pictures by share of attention; most in “0:24”: .* Shown: “0:24”\./),
		).toBeVisible();
		view.getByRole("button", { name: /^0:24/ }).focus();
		await userEvent.keyboard("{ArrowRight}");
		expect(args.store?.getState().locked.image).toBe(7);
		expect(view.getByRole("button", { name: /^0:28/ })).toHaveFocus();
	},
};
export const NoFrames: StoryObj<typeof FrameStrip> = {
	render: (args) => <FrameStrip {...args} />,
	args: { frames: [], unit: "share" },
};
