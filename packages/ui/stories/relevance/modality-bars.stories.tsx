import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour, description } from "../../fixtures/index.js";
import { ModalityBars, ModalityPanel, modalityItems } from "../../src/charts.js";
import { createSelectionStore } from "../../src/index.js";

const meta = {
	title: "Relevance/ModalityBars",
	component: ModalityBars,
	args: {
		items: modalityItems(colour.results.relevancy, colour.sequence, "word"),
		unit: "relevance share",
		title: "Image against text in “The circle is orange.”",
	},
} satisfies Meta<typeof ModalityBars>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Words: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/Most image: “.*” \(.* %\); least: “.*” .* Over all: .* % image\./)).toBeVisible();
		const orange = view.getByRole("button", { name: /^orange .* % image$/ });
		await userEvent.click(orange);
		expect(args.store?.getState().locked.tokens).toEqual([160]);
		expect(orange).toHaveAttribute("aria-pressed", "true");
		// Equal lengths, then true ones: bars of means differ.
		const widths = (): number[] =>
			Array.from(canvasElement.querySelectorAll(".lvlm-stacked-track"), (track) =>
				Array.from(track.children, (one) => one.getBoundingClientRect().width).reduce((a, b) => a + b, 0),
			);
		expect(Math.max(...widths()) - Math.min(...widths())).toBeLessThan(2);
		await userEvent.click(view.getByRole("button", { name: "Mean" }));
		await userEvent.click(view.getByRole("button", { name: "Equal length" }));
		expect(Math.max(...widths()) - Math.min(...widths())).toBeGreaterThan(8);
		orange.focus();
		await userEvent.keyboard("{Escape}");
		expect(args.store?.getState().locked.tokens).toEqual([]);
	},
};

export const OfAResult: StoryObj<typeof ModalityPanel> = {
	render: (args) => <ModalityPanel {...args} />,
	args: {
		result: description.results.relevancy,
		sequence: description.sequence,
		title: "The description, word by word",
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findAllByRole("listitem")).toHaveLength(15);
		await userEvent.click(view.getByRole("button", { name: "Tokens" }));
		expect(view.getAllByRole("listitem")).toHaveLength(29);
		expect(view.getByText(/relevance share \(llama map, exact, of the logit\)/)).toBeVisible();
	},
};

/** The composed map has no text part: that is said, not drawn as zero. */
export const WithoutText: StoryObj<typeof ModalityPanel> = {
	render: (args) => <ModalityPanel {...args} />,
	args: { result: colour.results.composed, sequence: colour.sequence },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/This map says nothing about the text/)).toBeVisible();
	},
};

const part = (sum: number): { sum: number; mean: number; max: number } => ({ sum, mean: sum / 10, max: sum / 2 });
export const OtherScripts: Story = {
	args: {
		items: ["ランプ", "は", "👩‍👩‍👧", "the", "ring", "the", "wonderfullylongcompoundwordwithoutanyspaces"].map(
			(text, index) => ({
				text,
				positions: [200 + index],
				parts: { image: part(0.7 - index / 10), question: part(0.2), history: part(index / 20), answer: part(0.1) },
			}),
		),
	},
	play: async ({ canvasElement }) => {
		// Two equal words, two rows.
		expect(await within(canvasElement).findAllByRole("button", { name: /^the / })).toHaveLength(2);
	},
};
/** A row without mass has no share. */
export const NoMass: Story = {
	args: { items: [{ text: "the", positions: [4], parts: { image: part(0), question: part(0) } }] },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/No word has a value/)).toBeVisible();
	},
};
export const Empty: Story = { args: { items: [] } };
export const Loading: Story = { args: { status: { kind: "loading", message: "Explaining “orange” …", share: 0.4 } } };
