import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fn, userEvent, within } from "storybook/test";
import { colour, description, planted } from "../../fixtures/index.js";
import { RelevanceGalleryPanel, RelevanceMapPicker, RelevancePanel } from "../../src/charts.js";
import { createSelectionStore } from "../../src/index.js";

const { results, sequence, layouts, image } = colour;

const meta = {
	title: "Relevance/RelevancePanel",
	component: RelevancePanel,
	args: { results: [results.relevancy, results.composed], sequence, layouts, image },
} satisfies Meta<typeof RelevancePanel>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Colour: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(await view.findByRole("heading", { name: "Picture, for the whole answer" })).toBeVisible();
		args.store?.lock({ tokens: [160] });
		expect(await view.findByRole("heading", { name: "Picture, for “orange”" })).toBeVisible();
		expect(view.getByRole("heading", { name: "What “orange” came from" })).toBeVisible();
		expect(
			view.getByText(/12 x 12 patches coloured by relevance share \(llama map, exact, of the logit\)/),
		).toBeVisible();
		// Words stand on one scale with patches; picking one picks it everywhere.
		await userEvent.click(view.getAllByRole("button", { name: /word of the prompt/ })[0]!);
		const [token] = args.store!.getState().locked.tokens;
		expect(sequence.tokens[token!]?.segment).toBe("question");
		args.store?.lock({ tokens: [160] });
		// The other map says nothing of words, in words.
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Map" }), "composed");
		expect(view.getByText('Nothing about the words: the map "composed" has no text part.')).toBeVisible();
	},
};

/** What the model said of the planted triangle, which is blue: “red”. */
export const Planted: Story = {
	args: {
		results: [planted.results.relevancy, planted.results.contrast!, planted.results.composed],
		sequence: planted.sequence,
		layouts: planted.layouts,
		image: planted.image,
		store: createSelectionStore({ tokens: [168] }),
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const seed = await view.findByRole("combobox", { name: "Explained number" });
		await userEvent.selectOptions(seed, "contrast");
		expect(view.getAllByText(/of the logit against another token's/)[0]).toBeVisible();
	},
};

/** What is not there yet can be asked for; what is doubtful is said. */
export const Cautioned: Story = {
	args: {
		results: [
			{
				...results.relevancy,
				options: { ...results.relevancy.options, mode: "hybrid" },
				cautions: ["In the mode “hybrid” only the first hop of a later token is its own."],
			},
		],
		offered: [
			{ map: "llama", mode: "exact", seed: "logit" },
			{ map: "vit", mode: "hybrid", seed: "logit" },
		],
		onRequest: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/only the first hop of a later token is its own/)).toBeVisible();
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Map" }), "vit");
		expect(args.onRequest).toHaveBeenLastCalledWith({ map: "vit", mode: "hybrid", seed: "logit" });
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Mode" }), "exact");
		expect(args.onRequest).toHaveBeenLastCalledWith({ map: "llama", mode: "exact", seed: "logit" });
	},
};

export const Partial: Story = {
	args: {
		results: [{ ...results.relevancy, partial: "2 of 5 tokens were explained." }],
		status: { kind: "partial", message: "2 of 5 tokens are explained.", share: 0.4 },
	},
};
export const NoResult: Story = {
	args: { results: [] },
	play: async ({ canvasElement }) => {
		expect((await within(canvasElement).findAllByText("There is no relevancy map yet.")).length).toBeGreaterThan(0);
	},
};
export const Loading: Story = {
	args: { results: [], status: { kind: "loading", message: "Explaining …", share: 0.3 } },
};
export const Failed: Story = {
	args: {
		results: [],
		status: { kind: "error", message: "The gradient graph could not be built.", hint: "See the console." },
	},
};

export const Gallery: StoryObj<typeof RelevanceGalleryPanel> = {
	render: (args) => <RelevanceGalleryPanel {...args} />,
	args: {
		result: description.results.relevancy,
		sequence: description.sequence,
		layouts: description.layouts,
		image: description.image,
		store: createSelectionStore(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		(await view.findByRole("gridcell")).focus();
		// “purple” is five tokens.
		await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight} ");
		const text = args.store!.getState().locked.tokens.map((position) => description.sequence.tokens[position]!.text);
		expect(text.join("").trim()).toBe("purple");
	},
};

export const MapPicker: StoryObj<typeof RelevanceMapPicker> = {
	render: (args) => <RelevanceMapPicker {...args} />,
	args: { results: [results.relevancy, results.composed], value: 1, onChange: fn() },
};
