import type { ImageLayout, Result } from "@lvlm-interpret/core";
import { tensor } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour, erased, planted, recoloured } from "../../fixtures/index.js";
import { CompareBoard } from "../../src/evaluate.js";
import { createSelectionStore } from "../../src/index.js";
import { runOf } from "./runs.js";

const stores = [createSelectionStore(), createSelectionStore()] as const;
const meta = {
	title: "Compare/CompareBoard",
	component: CompareBoard,
	args: { a: runOf(colour, "original"), b: runOf(recoloured, "circle painted purple"), title: "Another colour" },
} satisfies Meta<typeof CompareBoard>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Two answers to an edited picture: only the last word differs, and picking it shows what each looked at. */
export const Picture: Story = {
	args: { stores: [...stores] },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/they differ in picture\. 4 of 5 places say the same/)).toBeVisible();
		expect(view.getByText(/% of the pixels are others, in a box of/)).toBeVisible();
		expect(view.getByText(/The same in both: question, model, map\./)).toBeVisible();
		expect(view.getByText(/bits of at most 1/)).toBeVisible();
		const places = view.getAllByRole("option");
		expect(places.map((one) => one.dataset.same)).toEqual(["true", "true", "true", "false", "true"]);
		expect(places[0]).toHaveAccessibleName(/^The in both, change in nats: [+−]?[\d.]+$/);
		expect(places[3]).toHaveAccessibleName("orange in original, purple in circle painted purple, not the same");
		places[0]!.focus();
		await userEvent.keyboard("{End}{ArrowLeft}{Enter}");
		expect(await view.findByRole("heading", { name: "Where they look, for “orange” and “purple”" })).toBeVisible();
		const pickedText = [colour, recoloured].map(({ sequence }, side) =>
			stores[side]!.getState()
				.locked.tokens.map((position) => sequence.tokens[position]?.text)
				.join("")
				.trim(),
		);
		expect(pickedText).toEqual(["orange", "purple"]);
		await userEvent.keyboard("{Escape}");
		expect(stores[0].getState().locked.tokens).toEqual([]);
		await userEvent.click(places[3]!);
	},
};

/** The planted failure and the same picture without its triangle: another sentence, so most words are marked. */
export const Erased: Story = {
	args: { a: runOf(planted, "original"), b: runOf(erased, "triangle painted over"), title: "Without the triangle" },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const places = await view.findAllByRole("option");
		expect(places.some((one) => one.dataset.same === "true")).toBe(true);
		expect(places.some((one) => /missing in original/.test(one.textContent ?? ""))).toBe(true);
		await userEvent.click(view.getAllByRole("button", { name: "Difference" })[0]!);
		expect(view.getByRole("grid", { name: "original − triangle painted over" })).toBeVisible();
	},
};

/** Two methods on one answer: their numbers have no difference, so their orders are compared, and the view says why. */
export const Method: Story = {
	args: {
		a: runOf(planted, "relevancy"),
		b: runOf(planted, "attention of layer 2", { layer: 2 }, planted.results.looked),
		title: "Two methods",
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/rank correlation .* have no difference, so their orders are compared/)).toBeVisible();
		expect(view.queryByRole("button", { name: "Difference" })).toBeNull();
		expect(view.getByText(/they differ in map/)).toBeVisible();
	},
};

/** As another model would give it: the same map on a grid of half the rows and columns, each cell the sum of four. */
function onHalfGrid(result: Result, layout: ImageLayout): { result: Result; layout: ImageLayout } {
	const rows = (layout.grid?.rows ?? 0) / 2;
	const columns = (layout.grid?.columns ?? 0) / 2;
	const of = result.tensors.image!;
	const tokens = of.tensor.shape[0]!;
	const values = new Float32Array(tokens * rows * columns);
	of.tensor.data.forEach((value, at) => {
		const [token, cell] = [Math.floor(at / (4 * rows * columns)), at % (4 * rows * columns)];
		const row = Math.floor(cell / (2 * columns) / 2);
		values[token * rows * columns + row * columns + Math.floor((cell % (2 * columns)) / 2)]! += value;
	});
	const index = Array.from({ length: rows * columns }, (_, cell) => cell);
	const regions = index.map((cell) => {
		const first = layout.regions[2 * columns * 2 * Math.floor(cell / columns) + 2 * (cell % columns)]!;
		return { ...first, width: 2 * first.width, height: 2 * first.height };
	});
	const image = {
		...of,
		tensor: tensor("float32", [tokens, rows * columns], values),
		axes: [of.axes[0]!, { name: "region" as const, index }],
	};
	return {
		result: { ...result, tensors: { relevance: result.tensors.relevance!, image } },
		layout: { ...layout, regions, grid: { rows, columns } },
	};
}
const half = onHalfGrid(recoloured.results.relevancy, recoloured.layouts[0]!);

/** Maps on 12 x 12 and 6 x 6 patches: compared by area, on one scale for equal areas; a patch picked in one is picked in the other. */
export const OtherGrid: Story = {
	args: {
		b: runOf(recoloured, "coarser model", { model: "another, float32", layouts: [half.layout] }, half.result),
		title: "Two models",
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/by area, in pixels: correlation/)).toBeVisible();
		expect(view.getByText(/they differ in picture and model/)).toBeVisible();
		const [fine, coarse] = view.getAllByRole("grid");
		expect([fine, coarse].map((one) => one!.getAttribute("aria-rowcount"))).toEqual(["12", "6"]);
		within(coarse!).getByRole("gridcell").focus();
		await userEvent.keyboard("{Enter}");
		expect(within(fine!).getByRole("gridcell")).toHaveAttribute("aria-selected", "true");
		await userEvent.click(view.getAllByRole("button", { name: "Difference" })[0]!);
		expect(view.getByRole("grid", { name: "original − coarser model" })).toHaveAttribute("aria-rowcount", "12");
		await userEvent.click(view.getAllByRole("button", { name: "Side by side" })[0]!);
	},
};

export const Same: Story = {
	args: { b: runOf(colour, "again"), title: "The same twice" },
	play: async ({ canvasElement }) => {
		expect(
			await within(canvasElement).findByText(/nothing that is known of them differs.*Both say the same 5 words/),
		).toBeVisible();
	},
};
export const WithoutMap: Story = {
	args: { b: { ...runOf(recoloured, "not explained"), result: undefined } },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/“not explained” has no map over the picture/)).toBeVisible();
	},
};
export const Loading: Story = {
	args: { status: { kind: "loading", message: "Answering the edited picture …", share: 0.6 } },
};
export const Failed: Story = {
	args: { status: { kind: "error", message: "The edited picture could not be answered.", hint: "Run it again." } },
};
