import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { MethodAgreement, SanityPanel } from "../../src/evaluate.js";
import { hill } from "../image/synthetic.js";

const { results, image } = colour;
const grid = { rows: 12, columns: 12 };
const rowOf = (name: "relevancy" | "composed" | "rollout"): Float32Array => {
	const map = results[name].tensors.image!;
	const row = Math.max(0, map.axes[0]!.index.indexOf(3));
	return map.tensor.data.slice(row * 144, (row + 1) * 144);
};
const values = rowOf("relevancy");
const shuffled = Float32Array.from(values, (_, at) => values[(at * 61 + 17) % 144]!);

const meta = {
	title: "Evaluate/Trust",
	component: SanityPanel,
	args: {
		of: "The relevancy map of “orange”",
		values,
		grid,
		image,
		unit: "relevance",
		checks: [
			{
				label: "Random weights",
				change: "All weights of the language model drawn anew.",
				similarity: 0.04,
				values: hill(12, 12, 3, 9),
			},
			{
				label: "Shuffled image",
				change: "The patches of the picture in another order.",
				similarity: 0.31,
				values: shuffled,
			},
			{
				label: "Neutral prompt",
				change: "“Describe the image.” in place of the question.",
				similarity: 0.83,
				values: rowOf("composed"),
			},
			{ label: "Random answer", change: "A token that was not said is explained." },
		],
	},
} satisfies Meta<typeof SanityPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Passed, failed and not measured are words with a sign. */
export const Sanity: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/3 of 4 measured, failed: Neutral prompt\./)).toBeVisible();
		expect(view.getAllByText(/passed/)).toHaveLength(2);
		expect(view.getByText(/rank correlation 0\.83, not below 0\.50/)).toBeVisible();
		expect(view.getAllByRole("img", { name: /^The map/ })).toHaveLength(4);
	},
};
/** Where the result has a sentence, that is shown. */
export const WithVerdict: Story = {
	args: {
		values: undefined,
		checks: [
			{
				label: "Random weights",
				change: "All weights drawn anew.",
				similarity: 0.6,
				isPassed: true,
				verdict: "Within what random maps reach.",
			},
		],
	},
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText("Within what random maps reach.")).toBeVisible();
	},
};
export const SanityEmpty: Story = { args: { checks: [] } };
export const SanityLoading: Story = {
	args: { status: { kind: "loading", message: "Weights drawn anew …", share: 0.3 } },
};

const pairs: string[] = [];
/** Two by two; a click compares. */
export const Agreement: StoryObj<typeof MethodAgreement> = {
	render: (args) => <MethodAgreement {...args} />,
	args: {
		methods: ["relevancy, llama", "relevancy, composed", "rollout", "attention, last layer"],
		matrix: [1, 0.62, 0.18, 0.31, 0.62, 1, -0.05, 0.22, 0.18, -0.05, 1, Number.NaN, 0.31, 0.22, Number.NaN, 1],
		of: "“orange”",
		onCompare: (a, b) => pairs.push(`${a} ${b}`),
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(
			await view.findByText(
				/Most alike: relevancy, llama and relevancy, composed \(0\.62\); least: relevancy, composed and rollout \(−0\.05\)/,
			),
		).toBeVisible();
		pairs.length = 0;
		view.getByRole("button", { name: "0.62, relevancy, llama and relevancy, composed" }).focus();
		await userEvent.keyboard("{ArrowRight}{ArrowDown}{Enter}");
		expect(pairs).toEqual(["1 2"]);
	},
};
export const AgreementEmpty: StoryObj<typeof MethodAgreement> = {
	render: (args) => <MethodAgreement {...args} />,
	args: { methods: ["one"], matrix: [1] },
};
