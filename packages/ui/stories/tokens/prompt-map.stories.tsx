import type { Segment, SequenceToken } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { createSelectionStore, PromptMap } from "../../src/index.js";

function sequence(parts: readonly (readonly [Segment, number, number?])[]): SequenceToken[] {
	return parts
		.flatMap(([segment, count, image]) =>
			Array.from({ length: count }, (_, region) => ({
				id: 0,
				text: "x",
				segment,
				...(image === undefined ? {} : { image: { index: image, region } }),
			})),
		)
		.map((token, position) => ({ ...token, position }));
}

const meta = {
	title: "Tokens/PromptMap",
	component: PromptMap,
	args: {
		tokens: sequence([
			["template", 4],
			["system", 12],
			["image", 576, 0],
			["question", 11],
			["template", 5],
			["answer", 14],
		]),
		store: createSelectionStore(),
	},
} satisfies Meta<typeof PromptMap>;

export default meta;
type Story = StoryObj<typeof meta>;

export const OnePicture: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "Question 11" }));
		expect(args.store?.getState().locked.tokens).toEqual(Array.from({ length: 11 }, (_, index) => 592 + index));
		expect(
			view.getByText(/largest is “Image” with 576 tokens, 93 % of all. Picked: Question, positions 592 to 602/),
		).toBeVisible();
	},
};

export const TwoPictures: Story = {
	args: {
		tokens: sequence([
			["template", 4],
			["image", 256, 0],
			["image", 256, 1],
			["question", 11],
			["answer", 14],
		]),
	},
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByRole("button", { name: "Image 2 256" })).toBeVisible();
	},
};

export const Empty: Story = { args: { tokens: [] } };
