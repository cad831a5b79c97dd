import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { createSelectionStore, VitAttentionPanel, VitAttentionView } from "../../src/index.js";
import { hill } from "../image/synthetic.js";

const layout = colour.layouts[0]!;

/** Each patch looks at the patch mirrored at the middle; the class token at the last one. One register. */
function mirrored(rows: number, columns: number): Float32Array {
	const [patches, leading] = [rows * columns, 2];
	const positions = leading + patches;
	const values = new Float32Array(positions * positions);
	for (let query = 0; query < positions; query++) {
		const cell = query < leading ? patches - 1 : patches - 1 - (query - leading);
		values.set(
			hill(rows, columns, Math.floor(cell / columns), cell % columns).map((value) => 0.8 * value),
			query * positions + leading,
		);
		values[query * positions] = 0.15;
		values[query * positions + 1] = 0.05;
	}
	return values;
}

const meta = {
	title: "Attention/VitAttentionView",
	component: VitAttentionView,
	args: {
		values: mirrored(17, 31),
		leading: ["class token", "register 1"],
		grid: { rows: 17, columns: 31 },
		unit: "attention probability",
		heads: "layer 3, head 2",
		store: createSelectionStore(),
	},
	beforeEach: ({ args }) => args.store?.release(),
} satisfies Meta<typeof VitAttentionView>;

export default meta;
type Story = StoryObj<typeof meta>;

export const RealModel: Story = {
	render: ({ store }) => (
		<VitAttentionPanel source={colour.vision!} layout={layout} image={colour.image} store={store} />
	),
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		await userEvent.click(view.getByRole("button", { name: "Class token" }));
		expect(view.getByText(/^From class token to 12 x 12 patches; mean over all 4 layers and 4 heads;/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "All layers" }));
		expect(
			await view.findByText(/^From class token .* rollout over all layers, mean over heads; .* Most: row/),
		).toBeVisible();
	},
};

/** Picking the patch in row 2, column 3 shows its mirror image: row 16, column 29. */
export const Mirrored: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowRight} ");
		expect(args.store?.getState().locked.regions).toEqual([31 + 2]);
		expect(view.getByText(/From the patch in row 2, column 3 to .* Most: row 16, column 29/)).toBeVisible();
		expect(view.getByText(/0\.8 in all lies on patches, the rest on class token, register 1\./)).toBeVisible();
		// Hovering another patch repaints at once, without a pick.
		const base = view.getByRole("grid").querySelector("canvas")!;
		const red = (row: number, column: number): number =>
			base.getContext("2d")!.getImageData(column, row, 1, 1).data[0]!;
		const before = red(15, 28);
		await userEvent.keyboard("{Control>}{End}{/Control}");
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		expect(red(0, 0)).toBeGreaterThan(200);
		expect(red(15, 28)).toBeLessThan(before);
		expect(args.store?.getState().locked.regions).toEqual([33]);
	},
};

export const WrongShape: Story = { args: { values: mirrored(4, 4) } };
export const WithoutGrid: Story = { args: { grid: undefined } };
export const Loading: Story = { args: { status: { kind: "loading" } } };
