import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { planted } from "../../fixtures/index.js";
import { ContrastPanel, TopInputsChart, topInputs } from "../../src/charts.js";
import { createSelectionStore } from "../../src/index.js";

const { results, sequence, layouts, image, tokens } = planted;
const token = tokens.findIndex((one) => one.text.trim() === "red");

const meta = {
	title: "Relevance/ContrastPanel",
	component: ContrastPanel,
	args: {
		contrast: results.contrast,
		plain: results.relevancy,
		token,
		target: "red",
		foil: tokens[token]!.alternatives.find((one) => one.text.trim() !== "red")!.text.trim(),
		sequence,
		layouts,
		image,
	},
} satisfies Meta<typeof ContrastPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The model said “red” of a blue triangle. */
export const RedRatherThan: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(await view.findByRole("heading", { name: `Why “red” rather than “${args.foil}”` })).toBeVisible();
		expect(
			await view.findByText(new RegExp(`“red alone” against “red rather than ${args.foil}”: correlation`)),
		).toBeVisible();
		expect(await view.findByRole("heading", { name: /^What speaks for “red” rather than/ })).toBeVisible();
	},
};
export const ContrastAlone: Story = { args: { plain: undefined } };
/** A map of one token is no contrast. */
export const NotAContrast: Story = {
	args: { contrast: results.relevancy, plain: undefined },
	play: async ({ canvasElement }) => {
		expect((await within(canvasElement).findAllByRole("alert"))[0]).toHaveTextContent("explains one token alone");
	},
};
export const NotComputed: Story = { args: { contrast: undefined, plain: undefined } };

const red = results.relevancy.tensors.wordImage!.axes[0]!.labels!.indexOf("red");
export const TopInputs: StoryObj<typeof TopInputsChart> = {
	render: (args) => <TopInputsChart {...args} />,
	args: {
		items: topInputs(results.relevancy, sequence, layouts[0]!, red, { words: 6, patches: 6 }),
		unit: "relevance share",
		of: "“red”",
		k: 12,
		image,
		layout: layouts[0]!,
		store: createSelectionStore(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const [patch] = await view.findAllByRole("button", { name: /^patch \d+, \d+ .* patch of the picture$/ });
		await userEvent.click(patch!);
		expect(args.store?.getState().locked.regions).toHaveLength(1);
		expect(patch).toHaveAttribute("aria-pressed", "true");
		await userEvent.click(patch!);
		expect(args.store?.getState().locked.regions).toEqual([]);
	},
};
export const NoInputs: StoryObj<typeof TopInputsChart> = {
	render: (args) => <TopInputsChart {...args} />,
	args: { items: [], unit: "relevance share" },
};
