import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { createSelectionStore, ImageStage, PatchHeatmap, RelevanceGallery, type TruthMask } from "../../src/index.js";

const { image, layouts, results } = colour;
const [layout] = layouts;
const map = results.relevancy.tensors.wordImage!;
const words = map.axes[0]!.labels!;
const rowOf = (word: number): Float32Array => map.tensor.data.slice(word * 144, (word + 1) * 144);
const orange = words.findIndex((word) => word.trim() === "orange");

/** The circle of the picture: its orange, by area, on each patch. */
const truth: TruthMask = {
	label: "the circle",
	shares: layout!.regions.map((rect) => {
		let [inside, all] = [0, 0];
		for (let y = Math.round(rect!.y); y < Math.round(rect!.y + rect!.height); y++) {
			for (let x = Math.round(rect!.x); x < Math.round(rect!.x + rect!.width); x++) {
				const at = 3 * (y * image.width + x);
				const [red, green, blue] = [image.data[at]!, image.data[at + 1]!, image.data[at + 2]!];
				all++;
				if (red > 180 && green > 60 && green < 160 && blue < 90) inside++;
			}
		}
		return inside / all;
	}),
};

const store = createSelectionStore();
const meta = {
	title: "Image/GroundTruth",
	component: PatchHeatmap,
	args: {
		title: "Where “orange” came from",
		grid: layout!.grid,
		values: rowOf(orange),
		unit: "relevance",
		image,
		truth,
		store,
	},
	beforeEach: () => store.release(),
} satisfies Meta<typeof PatchHeatmap>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The mask is an outline with a hatch; how much of the mass is inside it stands below. */
export const OnAMap: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const values = rowOf(orange);
		const sum = (of: (value: number, at: number) => number): number =>
			values.reduce((all, value, at) => all + of(Math.max(0, value), at), 0);
		const share = sum((value, at) => value * truth.shares[at]!) / sum((value) => value);
		const caption = await view.findByText(/Inside the mask of the circle: .* % of the mass/);
		expect(Math.abs(Number(/circle: ([\d.]+)\s%/.exec(caption.textContent!)![1]) - 100 * share)).toBeLessThan(0.6);
		expect(await view.findByText("ground truth: the circle")).toBeVisible();
		await waitFor(() => expect(canvasElement.querySelector("[data-truth]")).not.toBeNull());
		// It lies over the circle: as wide as the patches that are half in it.
		const cells = Array.from(truth.shares, (one, cell) => (one >= 0.5 ? cell : -1)).filter((cell) => cell >= 0);
		const columns = cells.map((cell) => cell % 12);
		const box = canvasElement.querySelector("[role=grid]")!.getBoundingClientRect();
		const line = canvasElement.querySelector("[data-truth] path:last-child")!.getBoundingClientRect();
		expect(Math.abs(line.width / box.width - (1 + Math.max(...columns) - Math.min(...columns)) / 12)).toBeLessThan(
			0.02,
		);
		await userEvent.click(view.getByRole("button", { name: "Table" }));
		expect(await view.findByRole("columnheader", { name: /share of the circle/ }, { timeout: 8000 })).toBeVisible();
	},
};
/** Over every word. */
export const OnAGallery: StoryObj<typeof RelevanceGallery> = {
	render: (args) => <RelevanceGallery {...args} />,
	args: {
		items: words.map((text, word) => ({ text: text.trim(), positions: [157 + word], values: rowOf(word) })),
		grid: layout!.grid,
		unit: "relevance",
		image,
		truth,
		store,
	},
	play: async ({ canvasElement }) => {
		await waitFor(() => expect(canvasElement.querySelectorAll("[data-truth]")).toHaveLength(words.length));
		expect(within(canvasElement).getByText(/Inside the mask of the circle: “.*” .* % of the mass/)).toBeVisible();
	},
};
/** On a picture to zoom. */
export const OnThePicture: StoryObj<typeof ImageStage> = {
	render: (args) => <ImageStage {...args} />,
	args: { image, layout, values: rowOf(orange), unit: "relevance", truth, alt: colour.alt, store },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/Inside the mask of the circle/)).toBeVisible();
	},
};
/** A mask of another grid is not guessed into place. */
export const WrongMask: Story = {
	args: { truth: { label: "the circle", shares: [0, 1] } },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/has 2 shares for 144 patches: it is not shown/)).toBeVisible();
		expect(canvasElement.querySelector("[data-truth]")).toBeNull();
	},
};
