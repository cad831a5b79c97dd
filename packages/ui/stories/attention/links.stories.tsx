import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { colour, description } from "../../fixtures/index.js";
import { AttentionLinks, AttentionLinksPanel, createSelectionStore } from "../../src/index.js";
import { repeated } from "../tokens/texts.js";
import { causal, textAxis } from "./synthetic.js";

const words = textAxis(repeated.map((token) => token.text.trim()));

const meta = {
	title: "Attention/AttentionLinks",
	component: AttentionLinks,
	args: {
		from: words,
		to: words,
		values: causal(words.length),
		unit: "attention probability",
		heads: "layer 3, head 2",
		store: createSelectionStore(),
	},
	beforeEach: ({ args }) => args.store?.release(),
} satisfies Meta<typeof AttentionLinks>;

export default meta;
type Story = StoryObj<typeof meta>;

/** From the answer to question and picture. */
export const RealModel: Story = {
	render: ({ store }) => (
		<AttentionLinksPanel
			source={colour.attention}
			sequence={colour.sequence}
			layouts={colour.layouts}
			image={colour.image}
			store={store}
		/>
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const list = await view.findByRole("listbox", { name: "From" });
		const option = within(list).getByRole("option", { name: "→ orange" });
		await userEvent.click(option);
		const orange = colour.sequence.tokens.findIndex((token) => token.text === " orange" && token.segment === "answer");
		expect(args.store?.getState().locked.tokens).toEqual([orange]);
		expect(view.getByText(/strongest links .* from “→ orange”; mean over all 4 layers and 6 heads/)).toBeVisible();
		await userEvent.keyboard("{ArrowUp}{Enter}");
		expect(args.store?.getState().locked.tokens).toEqual([orange - 1]);
		await userEvent.keyboard("{Escape}");
		expect(args.store?.getState().locked.tokens).toEqual([]);
		// Lines are drawn.
		const canvas = canvasElement.querySelector<HTMLCanvasElement>(".lvlm-links-canvas")!;
		await waitFor(() => {
			const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
			expect(data.some((value) => value > 0)).toBe(true);
		});
		await userEvent.selectOptions(view.getByRole("combobox", { name: "At least" }), "0.1");
		expect(view.getByText(/of at least 0\.1 from/)).toBeVisible();
	},
};

export const Description: Story = {
	render: ({ store }) => (
		<AttentionLinksPanel
			source={description.attention}
			sequence={description.sequence}
			layouts={description.layouts}
			image={description.image}
			store={store}
		/>
	),
};

/** Three times "the": each has links of its own. */
export const RepeatedWords: Story = {};
export const Empty: Story = { args: { from: [], to: [], values: [] } };
export const Loading: Story = { args: { status: { kind: "loading" } } };
