import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { colour, planted } from "../../fixtures/index.js";
import { createSelectionStore, HeadGallery, HeadGalleryPanel } from "../../src/index.js";
import { gallery, placeOf } from "./synthetic.js";

const meta = {
	title: "Attention/HeadGallery",
	component: HeadGallery,
	args: {
		values: gallery(4, 6, 16, 16),
		layers: 4,
		heads: 6,
		grid: { rows: 16, columns: 16 },
		unit: "attention probability",
		store: createSelectionStore(),
	},
	beforeEach: ({ args }) => args.store?.release(),
} satisfies Meta<typeof HeadGallery>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Four layers of six heads, from the word “orange”. */
export const RealModel: Story = {
	render: ({ store }) => (
		<HeadGalleryPanel source={colour.attention} sequence={colour.sequence} layouts={colour.layouts} store={store} />
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid", { name: "Where the whole answer looked, head by head" });
		const orange = colour.sequence.tokens.find((token) => token.text === " orange" && token.segment === "answer")!;
		args.store?.lock({ tokens: [orange.position] });
		await view.findByRole("grid", { name: "Where “orange” looked, head by head" });
		// The mass of a head is what the source gives for the row that predicts the word.
		const keys = colour.sequence.tokens.flatMap((token) => (token.image ? [token.position] : []));
		const rows = await colour.attention.rows({ layers: [1], heads: [3], queries: [orange.position - 1], keys });
		const mass = rows.tensor.data.reduce((sum, value) => sum + value, 0);
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}");
		const name = view.getByRole("gridcell").getAttribute("aria-label")!;
		expect(name).toMatch(/^layer 1, head 3, .* rank \d+ of 24$/);
		expect(Number(/head 3, ([\d.]+)/.exec(name)![1])).toBeCloseTo(mass, 2);
	},
};

/** Where the planted failure's “red” looked. */
export const PlantedFailure: Story = {
	render: ({ store }) => (
		<HeadGalleryPanel source={planted.attention} sequence={planted.sequence} layouts={planted.layouts} store={store} />
	),
};

/** Each pixel is where its head looks: layer 1, head 2 is head 8. */
export const Ranked: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		const base = canvasElement.querySelector<HTMLCanvasElement>(".lvlm-grid canvas")!;
		expect([base.width, base.height]).toEqual([6 * 17, 4 * 17]);
		const red = (x: number, y: number): number => base.getContext("2d")!.getImageData(x, y, 1, 1).data[0]!;
		const { row, column } = placeOf(8, 16, 16);
		const around = [red(2 * 17 + column, 17 + row), red(2 * 17 + ((column + 8) % 16), 17 + ((row + 8) % 16))];
		expect(around[0]).toBeGreaterThan(around[1]! + 40);
		await userEvent.click(view.getByRole("button", { name: "Ranked" }));
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{Home}");
		expect(view.getByRole("gridcell")).toHaveAccessibleName(/^layer 0, head 0, .* rank 1 of 24$/);
		await userEvent.keyboard("{ArrowRight} ");
		expect(args.store?.getState().locked).toMatchObject({ layer: 0, head: 1 });
		// Shift adds: the mean of two heads.
		await userEvent.keyboard("{Shift>}{ArrowRight}{/Shift}");
		expect(args.store?.getState().locked.heads).toEqual([
			{ layer: 0, head: 1 },
			{ layer: 0, head: 2 },
		]);
		expect(view.getByText(/Picked: mean over 2 picked heads/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Each its own" }));
		expect(view.getByText(/colours of two heads cannot be compared/)).toBeVisible();
	},
};

/** 1,024 thumbnails of 24 x 24. */
export const ThirtyTwoByThirtyTwo: Story = {
	args: { values: gallery(32, 32, 24, 24), layers: 32, heads: 32, grid: { rows: 24, columns: 24 } },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		expect(canvasElement.querySelectorAll(".lvlm-grid canvas")).toHaveLength(2);
		await userEvent.click(view.getByRole("button", { name: "Larger" }));
		await waitFor(() => expect(view.getByRole("grid").clientWidth).toBeCloseTo(48 * 32, -2));
		await userEvent.click(view.getByRole("button", { name: "Smaller" }));
	},
};
export const Oblong: Story = {
	args: { values: gallery(3, 5, 17, 31), layers: 3, heads: 5, grid: { rows: 17, columns: 31 } },
};
export const TwentySeven: Story = {
	args: { values: gallery(2, 4, 27, 27), layers: 2, heads: 4, grid: { rows: 27, columns: 27 } },
};
export const WithoutGrid: Story = {
	args: { grid: undefined },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByRole("alert")).toHaveTextContent("does not say how its patches lie");
	},
};
export const Partial: Story = {
	args: {
		values: gallery(4, 6, 16, 16).map((value, at) => (at < 12 * 256 ? value : Number.NaN)),
		status: { kind: "partial", message: "2 of 4 layers are in.", share: 0.5 },
	},
};
export const Loading: Story = { args: { status: { kind: "loading" } } };
