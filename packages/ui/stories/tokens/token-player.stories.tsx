import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { createSelectionStore, TokenPlayer } from "../../src/index.js";
import { stripTokens } from "./texts.js";

const meta = {
	title: "Tokens/TokenPlayer",
	component: TokenPlayer,
	args: { tokens: stripTokens(["The", " cat", " sleeps"], 40), store: createSelectionStore() },
} satisfies Meta<typeof TokenPlayer>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Steps: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "Next token" }));
		await userEvent.click(view.getByRole("button", { name: "Next token" }));
		expect(args.store?.getState().locked.tokens).toEqual([41]);
		expect(view.getByText("Token 2 of 3: cat")).toBeVisible();
	},
};

export const Plays: Story = {
	args: { speed: 20, store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "Play" }));
		await waitFor(() => expect(args.store?.getState().locked.tokens).toEqual([42]));
		await waitFor(() => expect(view.getByRole("button", { name: "Play" })).toBeVisible());
	},
};
