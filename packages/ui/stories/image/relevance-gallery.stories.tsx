import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { description } from "../../fixtures/index.js";
import { createSelectionStore, RelevanceGallery } from "../../src/index.js";
import { hill, picture } from "./synthetic.js";

const { tensor, axes, unit } = description.results.relevancy.tensors.wordImage!;
const items = axes[0]!.index.map((token, word) => ({
	text: axes[0]!.labels![word]!,
	positions: [description.sequence.promptLength + token],
	values: tensor.data.subarray(word * 144, (word + 1) * 144),
}));

const meta = {
	title: "Image/RelevanceGallery",
	component: RelevanceGallery,
	args: {
		items,
		grid: description.layouts[0]!.grid,
		unit,
		image: description.image,
		title: "Where every word came from",
	},
} satisfies Meta<typeof RelevanceGallery>;

export default meta;
type Story = StoryObj<typeof meta>;

export const OfTheModel: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const cell = await view.findByRole("gridcell");
		expect(cell).toHaveAccessibleName(
			new RegExp(`^“${items[0]!.text}”, .* on the picture, rank \\d+ of ${items.length}$`),
		);
		cell.focus();
		await userEvent.keyboard("{ArrowRight} ");
		expect(args.store?.getState().locked.tokens).toEqual(items[1]!.positions);
		expect(view.getByText(new RegExp(`Picked: “${items[1]!.text}”\\.`))).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Own scales" }));
		expect(view.getByText(/colours of two words cannot be compared/)).toBeVisible();
	},
};

export const MostFirst: Story = { args: { order: "most" } };

const repeated = ["the", "red", "ring", ",", "the", "blue", "ring"];
/** Equal words are separate maps. */
export const RepeatedWords: Story = {
	args: {
		items: repeated.map((text, word) => ({ text, positions: [100 + word], values: hill(16, 16, 2 * word, 15 - word) })),
		grid: { rows: 16, columns: 16 },
		image: picture(320, 320),
		store: createSelectionStore({ tokens: [102] }),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("gridcell");
		// One of the two rings.
		expect(view.getByText(/Picked: “ring”\.$/)).toBeVisible();
		args.store?.lock({ tokens: [102, 106] });
		expect(await view.findByText(/Picked: “ring”, “ring”\.$/)).toBeVisible();
		expect(view.getByRole("grid")).toHaveAttribute("aria-label", "Where every word came from");
	},
};

const others = ["ランプ", "部屋", "👩‍👩‍👧", "wonderfullylongcompound", "灯"];
export const OtherScripts: Story = {
	args: {
		items: others.map((text, word) => ({ text, positions: [word], values: hill(27, 27, 5 * word, 20) })),
		grid: { rows: 27, columns: 27 },
		image: undefined,
	},
};
export const Oblong: Story = {
	args: {
		items: others.map((text, word) => ({ text, positions: [word], values: hill(17, 31, 3 * word, 25) })),
		grid: { rows: 17, columns: 31 },
		image: picture(496, 272),
	},
};
export const OneWord: Story = { args: { items: items.slice(0, 1) } };
export const NoWords: Story = { args: { items: [] } };
export const WithoutGrid: Story = { args: { grid: undefined } };
export const Loading: Story = {
	args: { status: { kind: "loading", message: "Explaining 3 of 17 words …", share: 3 / 17 } },
};
