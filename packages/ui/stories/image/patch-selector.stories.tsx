import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { createSelectionStore, PatchSelector } from "../../src/index.js";

const meta = {
	title: "Image/PatchSelector",
	component: PatchSelector,
	args: { grid: colour.layouts[0]!.grid, image: colour.image, title: "Patches to ask about" },
} satisfies Meta<typeof PatchSelector>;

export default meta;
type Story = StoryObj<typeof meta>;

type At = (row: number, column: number) => { clientX: number; clientY: number };
function placesOf(grid: HTMLElement): At {
	const box = grid.getBoundingClientRect();
	return (row, column) => ({
		clientX: box.x + ((column + 0.5) * box.width) / 12,
		clientY: box.y + ((row + 0.5) * box.height) / 12,
	});
}

/** Nothing is picked until somebody picks. */
export const Rectangle: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const grid = await view.findByRole("grid");
		expect(view.getByText("12 x 12 patches; none is picked.")).toBeVisible();
		const at = placesOf(grid);
		await userEvent.pointer([
			{ target: grid, coords: at(2, 3), keys: "[MouseLeft>]" },
			{ target: grid, coords: at(3, 5) },
			{ target: grid, coords: at(3, 5), keys: "[/MouseLeft]" },
		]);
		expect(args.store?.getState().locked.regions).toEqual([27, 28, 29, 39, 40, 41]);
		expect(view.getByText(/picked: 6 in rows 3 to 4, columns 4 to 6, 4.2 % of the picture/)).toBeVisible();
	},
};

export const Lasso: Story = {
	args: { tool: "lasso", store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const grid = await within(canvasElement).findByRole("grid");
		const at = placesOf(grid);
		const around = [at(4.6, 4.6), at(4.6, 7.4), at(7.4, 7.4), at(7.4, 4.6)];
		await userEvent.pointer([
			{ target: grid, coords: around[0], keys: "[MouseLeft>]" },
			...around.slice(1).map((coords) => ({ target: grid, coords })),
			{ target: grid, coords: around[3], keys: "[/MouseLeft]" },
		]);
		expect(args.store?.getState().locked.regions).toEqual([65, 66, 67, 77, 78, 79, 89, 90, 91]);
	},
};

export const Brush: Story = { args: { tool: "brush", store: createSelectionStore({ regions: [40, 41, 53, 65] }) } };

export const Keyboard: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		(await view.findByRole("gridcell")).focus();
		await userEvent.keyboard("{ArrowDown}{ArrowRight} {ArrowRight} ");
		expect(args.store?.getState().locked.regions).toEqual([13, 14]);
		expect(view.getByRole("gridcell")).toHaveAccessibleName("row 2, column 3, not picked");
		await userEvent.keyboard("{Escape}");
		expect(args.store?.getState().locked.regions).toEqual([]);
	},
};

const { width, data } = colour.image;
const side = width / 12;
/** The mean colour of a patch. */
function colourOf(cell: number): number[] {
	const sum = [0, 0, 0];
	for (let y = Math.floor(cell / 12) * side; y < (Math.floor(cell / 12) + 1) * side; y++) {
		for (let x = (cell % 12) * side; x < ((cell % 12) + 1) * side; x++) {
			for (const channel of [0, 1, 2]) sum[channel]! += data[3 * (y * width + x) + channel]! / side ** 2;
		}
	}
	return sum;
}
const colours = Array.from({ length: 144 }, (_, cell) => colourOf(cell));

/** What is alike is the caller's to say: here the mean colour. */
export const Similar: Story = {
	args: {
		tool: "similar",
		store: createSelectionStore(),
		similar: (cell) =>
			colours.flatMap((one, other) =>
				Math.hypot(...one.map((value, at) => value - colours[cell]![at]!)) < 24 ? [other] : [],
			),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		(await view.findByRole("gridcell")).focus();
		await userEvent.keyboard(" ");
		const { regions } = args.store!.getState().locked;
		expect(regions).toContain(0);
		expect(regions.length).toBeGreaterThan(20);
		expect(regions.length).toBeLessThan(144);
	},
};

export const WithoutGrid: Story = { args: { grid: undefined } };
export const Loading: Story = { args: { status: { kind: "loading" } } };
