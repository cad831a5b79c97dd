import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fireEvent, userEvent, within } from "storybook/test";
import { createSelectionStore, HeatmapDiff } from "../../src/index.js";
import { hill, picture } from "./synthetic.js";

const early = { label: "layer 3", values: hill(24, 24, 7, 9) };
const late = { label: "layer 11", values: hill(24, 24, 9, 12) };

const meta = {
	title: "Image/HeatmapDiff",
	component: HeatmapDiff,
	args: { grid: { rows: 24, columns: 24 }, a: early, b: late, unit: "share of attention", image: picture(336, 336) },
} satisfies Meta<typeof HeatmapDiff>;

export default meta;
type Story = StoryObj<typeof meta>;

export const SideBySide: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const cells = await view.findAllByRole("gridcell");
		expect(cells).toHaveLength(2);
		// What is picked in one is picked in both.
		cells[0]!.focus();
		await userEvent.keyboard(" ");
		expect(args.store?.getState().locked.regions).toEqual([0]);
		expect(view.getAllByRole("gridcell").map((one) => one.getAttribute("aria-selected"))).toEqual(["true", "true"]);
		await userEvent.keyboard("{Escape}");
	},
};

export const Difference: Story = {
	args: { mode: "difference" },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByRole("grid", { name: "layer 3 − layer 11" })).toBeVisible();
		// Each hill's top is beside the other's slope.
		expect(view.getByText(/differ most in row (7|8|10|11), column \d+, where “layer \d+” has/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Side by side" }));
		expect(view.getAllByRole("grid")).toHaveLength(2);
	},
};

/** One map, half of each; the line moves by keys. */
export const Swipe: Story = {
	args: { mode: "swipe" },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const line = await view.findByRole("slider", { name: "Line" });
		const base = (): number[] => {
			const [canvas] = Array.from(canvasElement.querySelectorAll("canvas")).filter((one) => one.width === 24);
			const { data } = canvas!.getContext("2d")!.getImageData(0, 0, 24, 24);
			return [data[4 * (7 * 24 + 9)]!, data[4 * (9 * 24 + 12)]!];
		};
		// The tops of both hills: the first in column 10, the second in column 13.
		const [early, late] = base();
		expect(Math.min(early!, late!)).toBeGreaterThan(240);
		expect(view.getByText(/Shown: columns 1 to 12 of “layer 3”, the rest of “layer 11”/)).toBeVisible();
		fireEvent.change(line, { target: { value: "0" } });
		expect(base()[0]).toBeLessThan(100);
		expect(view.getByText(/Shown: “layer 11” alone/)).toBeVisible();
	},
};

export const Same: Story = {
	args: { b: { label: "layer 4", values: early.values } },
	play: async ({ canvasElement }) => {
		expect(
			await within(canvasElement).findByText(/correlation 1, .* divergence 0 bits\. They are equal everywhere/),
		).toBeVisible();
	},
};

export const OtherShape: Story = { args: { b: { label: "layer 4", values: hill(12, 12, 3, 3) } } };
