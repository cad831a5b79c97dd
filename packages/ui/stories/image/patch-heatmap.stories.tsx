import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fn, userEvent, within } from "storybook/test";
import { PatchHeatmap } from "../../src/index.js";
import { hill, picture } from "./synthetic.js";

const meta = {
	title: "Image/PatchHeatmap",
	component: PatchHeatmap,
	args: {
		grid: { rows: 24, columns: 24 },
		values: hill(24, 24, 7, 9),
		unit: "share of attention",
		title: "Where “lamp” looks",
	},
} satisfies Meta<typeof PatchHeatmap>;

export default meta;
type Story = StoryObj<typeof meta>;

export const OverPicture: Story = {
	args: { image: picture(336, 336), onSelectionChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const grid = view.getByRole("grid");
		const box = grid.getBoundingClientRect();
		const at = (row: number, column: number): { clientX: number; clientY: number } => ({
			clientX: box.x + ((column + 0.5) * box.width) / 24,
			clientY: box.y + ((row + 0.5) * box.height) / 24,
		});
		await userEvent.pointer([{ target: grid, coords: at(7, 9), keys: "[MouseLeft]" }]);
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(
			expect.objectContaining({ image: 0, regions: [7 * 24 + 9] }),
		);
		const cell = view.getByRole("gridcell");
		expect(cell).toHaveAccessibleName(/^row 8, column 10, .* share of attention, rank 1 of 576$/);
		expect(cell).toHaveFocus();
		expect(cell).toHaveAttribute("aria-selected", "true");
		// A rectangle of two by three.
		await userEvent.pointer([
			{ target: grid, coords: at(2, 3), keys: "[MouseLeft>]" },
			{ target: grid, coords: at(3, 5) },
			{ target: grid, coords: at(3, 5), keys: "[/MouseLeft]" },
		]);
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(
			expect.objectContaining({ regions: [51, 52, 53, 75, 76, 77] }),
		);
		expect(
			view.getByText(/top 5 patches in rows 7 to 9, columns 9 to 11: .* % of the mass\. Picked: 6 patches/),
		).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Release" }));
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ regions: [] }));
	},
};

export const Keyboard: Story = {
	args: { onSelectionChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}{ArrowUp}{ArrowDown} ");
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ regions: [26] }));
		expect(view.getAllByRole("gridcell")).toHaveLength(1);
		expect(view.getByRole("row")).toHaveAttribute("aria-rowindex", "2");
		expect(view.getByRole("gridcell")).toHaveAttribute("aria-colindex", "3");
		await userEvent.keyboard("{Control>}{End}{/Control} ");
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ regions: [26, 575] }));
		await userEvent.keyboard("{Escape}");
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ regions: [] }));
	},
};

/** A transposed grid would point elsewhere. */
export const Oblong: Story = {
	args: { grid: { rows: 17, columns: 31 }, values: hill(17, 31, 2, 25), image: picture(496, 272) },
	play: async ({ canvasElement }) => {
		expect(within(canvasElement).getByText(/17 x 31 patches .* rows 2 to 4, columns 25 to 27/)).toBeVisible();
		const [base] = Array.from(canvasElement.querySelectorAll("canvas")).filter((one) => one.width === 31);
		const pixels = base!.getContext("2d")!.getImageData(0, 0, 31, 17).data;
		const bright = (row: number, column: number): number => pixels[(row * 31 + column) * 4]!;
		expect(bright(2, 25)).toBeGreaterThan(240);
		expect(bright(14, 5)).toBeLessThan(20);
	},
};

export const Sixteen: Story = { args: { grid: { rows: 16, columns: 16 }, values: hill(16, 16, 12, 4) } };
export const TwentySeven: Story = { args: { grid: { rows: 27, columns: 27 }, values: hill(27, 27, 20, 20) } };
export const Signed: Story = {
	args: {
		values: hill(24, 24, 7, 9).map((value, cell) => value - (cell % 5) / 300),
		scale: { signed: true },
		unit: "change",
	},
};

export const Constant: Story = {
	args: { values: new Float32Array(576).fill(0.25) },
	play: async ({ canvasElement }) => {
		expect(within(canvasElement).getByText(/all are equal: 0.25/)).toBeVisible();
	},
};

/** Nothing is picked until somebody picks. */
export const NothingPicked: Story = {
	play: async ({ canvasElement }) => {
		expect(within(canvasElement).queryByText(/Picked/)).toBeNull();
		expect(within(canvasElement).getByRole("button", { name: "Release" })).toBeDisabled();
	},
};

export const WithoutGrid: Story = {
	args: { grid: undefined },
	play: async ({ canvasElement }) => {
		expect(within(canvasElement).getByRole("alert")).toHaveTextContent("does not say how its patches lie");
	},
};
export const WrongGrid: Story = { args: { grid: { rows: 12, columns: 24 } } };
export const Partial: Story = {
	args: {
		values: hill(24, 24, 7, 9).map((value, cell) => (cell < 240 ? value : Number.NaN)),
		status: { kind: "partial", message: "10 of 24 rows are in.", share: 10 / 24 },
	},
};
export const Loading: Story = { args: { status: { kind: "loading" } } };
