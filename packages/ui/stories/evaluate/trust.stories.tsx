import type { Sanity as SanityData } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { agreementOf, MethodAgreement, SanityPanel } from "../../src/evaluate.js";
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
/** The data of a result of `sanity` as they are: three seeds a check, and the cascade from the top down. */
const measured: SanityData = {
	map: { method: "relevancy", tensor: "image", reduction: "one row as it is" },
	tokens: [{ index: 3, text: " orange" }],
	values: Array.from(values),
	grid,
	identity: 1,
	checks: [
		{
			id: "weights",
			label: "Random weights",
			change:
				"All 12 blocks of the model drawn anew: matrices with their own mean and deviation, vectors in another order.",
			limit: 0.5,
			similarity: 0.04,
			similarities: [-0.03, 0.05, 0.1],
			isPassed: true,
			verdict: "The map changes: rank correlation 0.04 (3 seeds: −0.03 to 0.10), below 0.50.",
			values: Array.from(hill(12, 12, 3, 9)),
		},
		{
			id: "image",
			label: "Shuffled image",
			change: "The patches of the picture in another order.",
			limit: 0.5,
			similarity: 0.31,
			similarities: [0.2, 0.41, 0.32],
			isPassed: true,
			verdict: "The map changes: rank correlation 0.31 (3 seeds: 0.20 to 0.41), below 0.50.",
			values: Array.from(shuffled),
		},
		{
			id: "prompt",
			label: "Neutral prompt",
			change: "“Describe the image.” in place of the question; the answer stays.",
			limit: 0.5,
		},
	],
	cascade: [
		{ blocks: 0, name: "nothing", similarity: 1 },
		{ blocks: 1, name: "head", similarity: 0.91 },
		{ blocks: 3, name: "decoder layer 2", similarity: 0.62 },
		{ blocks: 5, name: "decoder layer 0", similarity: 0.2 },
		{ blocks: 12, name: "vision embeddings", similarity: -0.03 },
	],
	verdict:
		"The map depends on the model's weights and where things are in the picture. With random weights from the top down it is another map from decoder layer 0 on (5 blocks).",
};
const { map: _, tokens: __, ...fitting } = measured;
export const SanityMeasured: Story = {
	args: fitting,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(
			await view.findByText(/2 of 3 measured\. The map depends on .* Made again with nothing changed: 1\.00\./),
		).toBeVisible();
		expect(
			within(view.getByRole("list", { name: "Random weights from the top down" })).getAllByRole("listitem"),
		).toHaveLength(5);
		expect(view.getByText("down to decoder layer 2")).toBeVisible();
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
/** Computed from results: each two maps of the picture by rank correlation. */
export const AgreementOfResults: StoryObj<typeof MethodAgreement> = {
	render: (args) => <MethodAgreement {...args} />,
	args: {
		...agreementOf([results.relevancy, results.composed, results.rollout], {
			sequence: colour.sequence,
			layouts: colour.layouts,
			tokens: [3],
		}),
		of: "“orange”",
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/^Rank correlation \(Spearman\) of 3 maps of “orange”/)).toBeVisible();
		expect(view.getAllByText("1.00")).toHaveLength(3);
	},
};
export const AgreementEmpty: StoryObj<typeof MethodAgreement> = {
	render: (args) => <MethodAgreement {...args} />,
	args: { methods: ["one"], matrix: [1] },
};
