import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { createSelectionStore, LayerHeadMatrix, LayerHeadPanel } from "../../src/index.js";
import { matrix } from "./synthetic.js";

const meta = {
	title: "Attention/LayerHeadMatrix",
	component: LayerHeadMatrix,
	args: {
		values: matrix(4, 6),
		layers: 4,
		heads: 6,
		unit: "attention mass",
		aggregation: "answer-image",
		store: createSelectionStore(),
	},
	beforeEach: ({ args }) => args.store?.release(),
} satisfies Meta<typeof LayerHeadMatrix>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The embedded model's, with all ten aggregations. */
export const RealModel: Story = {
	render: ({ store }) => <LayerHeadPanel result={colour.results.matrices} store={store} />,
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const menu = await view.findByRole("combobox", { name: "From → to" });
		expect(within(menu).getAllByRole("option")).toHaveLength(10);
		expect(view.getByText(/4 layers x 6 heads.*the rows that predict the answer look at the image/)).toBeVisible();
		await userEvent.selectOptions(menu, "image-text");
		expect(view.getByText(/image tokens look at the text before them/)).toBeVisible();
		// The cell of layer 2, head 4: one row and one column further, behind the means.
		const values = colour.results.matrices.tensors["image-text"]!.tensor.data;
		view.getByRole("gridcell").focus();
		await userEvent.keyboard(
			"{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}",
		);
		const cell = view.getByRole("gridcell");
		expect(cell).toHaveAccessibleName(/^layer 2, head 4, /);
		expect(Number(/head 4, ([\d.]+)/.exec(cell.getAttribute("aria-label")!)![1])).toBeCloseTo(values[2 * 6 + 4]!, 2);
		await userEvent.keyboard(" ");
		expect(args.store?.getState().locked).toMatchObject({ layer: 2, head: 4 });
		expect(view.getByText(/Picked: layer 2, head 4\./)).toBeVisible();
		await userEvent.keyboard("{Escape}");
		expect(args.store?.getState().locked.layer).toBeUndefined();
	},
};

/** A matrix whose axes were swapped would name another head. */
export const Picking: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const grid = await view.findByRole("grid");
		expect(view.getByText(/Highest: layer 2, head 1 \(0\.9\)/)).toBeVisible();
		const at = (row: number, column: number): { clientX: number; clientY: number } => {
			const box = grid.getBoundingClientRect();
			return { clientX: box.x + ((column + 0.5) * box.width) / 7, clientY: box.y + ((row + 0.5) * box.height) / 5 };
		};
		const click = (row: number, column: number): Promise<unknown> =>
			userEvent.pointer([{ target: grid, coords: at(row, column), keys: "[MouseLeft]" }]);
		await click(3, 2);
		expect(args.store?.getState().locked).toMatchObject({ layer: 2, head: 1 });
		expect(view.getByRole("gridcell")).toHaveAccessibleName("layer 2, head 1, 0.9 attention mass, rank 1 of 24");
		// The first column picks a layer, the first row a head of all layers, the corner everything.
		await click(2, 0);
		expect(args.store?.getState().locked).toMatchObject({ layer: 1, head: undefined });
		expect(view.getByText(/Picked: mean over all 6 heads of layer 1/)).toBeVisible();
		await click(0, 6);
		expect(args.store?.getState().locked).toMatchObject({ layer: undefined, head: 5 });
		await click(0, 0);
		expect(args.store?.getState().locked).toMatchObject({ layer: undefined, head: undefined });
		// A rectangle of two by two.
		await userEvent.pointer([
			{ target: grid, coords: at(1, 1), keys: "[MouseLeft>]" },
			{ target: grid, coords: at(2, 2) },
			{ target: grid, coords: at(2, 2), keys: "[/MouseLeft]" },
		]);
		expect(args.store?.getState().locked.heads).toEqual([
			{ layer: 0, head: 0 },
			{ layer: 0, head: 1 },
			{ layer: 1, head: 0 },
			{ layer: 1, head: 1 },
		]);
		await userEvent.click(view.getByRole("button", { name: "Extend" }));
		await click(2, 2);
		expect(args.store?.getState().locked.heads).toHaveLength(3);
		await userEvent.click(view.getByRole("button", { name: "Release" }));
		expect(args.store?.getState().locked.heads).toBeUndefined();
	},
};

/** Thirty-two layers of thirty-two heads: no numbers in cells, every second tick. */
export const Large: Story = { args: { values: matrix(32, 32), layers: 32, heads: 32 } };

export const Masked: Story = {
	args: {
		values: [],
		masked: "masked: the causal mask leaves no pair in which image tokens look at the text before them",
	},
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText("Masked")).toBeVisible();
		expect(within(canvasElement).queryByRole("grid")).toBeNull();
		expect(within(canvasElement).getByText(/leaves no pair/)).toBeVisible();
	},
};

export const Constant: Story = { args: { values: new Float32Array(24).fill(0.25) } };
export const Partial: Story = {
	args: {
		values: matrix(4, 6).map((value, cell) => (cell < 12 ? value : Number.NaN)),
		status: { kind: "partial", message: "2 of 4 layers are in.", share: 0.5 },
	},
};
export const WrongShape: Story = { args: { values: matrix(4, 5) } };
export const Loading: Story = { args: { status: { kind: "loading" } } };
export const Empty: Story = {
	args: { status: { kind: "empty", message: "Ask a question first." } },
	play: async ({ canvasElement }) => {
		await waitFor(() => expect(within(canvasElement).getByText("Ask a question first.")).toBeVisible());
	},
};
