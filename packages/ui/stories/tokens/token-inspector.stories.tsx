import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fn, userEvent, within } from "storybook/test";
import { TokenInspector } from "../../src/index.js";

const alternatives = [
	{ id: 12, text: " red", logProbability: Math.log(0.62) },
	{ id: 40, text: " orange", logProbability: Math.log(0.25) },
	{ id: 7, text: " blue", logProbability: Math.log(0.08) },
	{ id: 95, text: "\n", logProbability: Math.log(0.00002) },
];

const meta = {
	title: "Tokens/TokenInspector",
	component: TokenInspector,
	args: { token: alternatives[0]!, alternatives, entropy: 0.96, title: "Token 4" },
} satisfies Meta<typeof TokenInspector>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Sure: Story = {
	args: { onForce: fn(), rankByLayer: [12, 4, 1, 2, 1, 1] },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "Go on with “orange”" }));
		expect(args.onForce).toHaveBeenCalledWith(alternatives[1]);
		expect(view.getByRole("button", { name: "Go on with “red”" })).toBeDisabled();
		expect(view.getByText(/with 62 %, its first choice.*“orange” with 25 %.*first from layer 4 on/)).toBeVisible();
	},
};

export const NotAmongTheBest: Story = {
	args: { token: { id: 300, text: " teal", logProbability: Math.log(0.003) } },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findAllByRole("listitem")).toHaveLength(5);
		expect(within(canvasElement).getByText("< 0.01 %")).toBeVisible();
		expect(within(canvasElement).getByText(/^The model said “teal” with 0.3 %\./)).toBeVisible();
	},
};
