import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { description } from "../../fixtures/index.js";
import { SinkMask, suspectedSinks } from "../../src/index.js";
import { namedSinks } from "./named-sinks.js";
import { hill, picture } from "./synthetic.js";

/** Sixteen maps, each with a hill of its own, all with the same two bright corners. */
const maps = Array.from({ length: 16 }, (_, word) => {
	const map = hill(24, 24, 4 + word, 20 - word);
	map[23] = 0.2;
	map[552] = 0.15;
	return map;
});

const meta = {
	title: "Image/SinkMask",
	component: SinkMask,
	args: {
		grid: { rows: 24, columns: 24 },
		values: maps[3]!,
		unit: "share of attention",
		candidates: suspectedSinks(maps, { share: 0.01 }),
		image: picture(336, 336),
		title: "“lamp”, and what every word looks at",
	},
} satisfies Meta<typeof SinkMask>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Keep: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/^2 of 2 suspected sinks shown as they are: .* % of the whole mass/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Hide" }));
		// Without them the map's own hill is found.
		expect(view.getByText(/top 5 patches in rows 7 to 9, columns 17 to 19/)).toBeVisible();
		await userEvent.click(
			view.getByRole("checkbox", { name: /^Row 1, column 24: among the 6 highest patches of 16 of 16/ }),
		);
		expect(view.getByText(/^1 of 2 suspected sinks left out/)).toBeVisible();
	},
};
export const Dim: Story = { args: { mode: "dim" } };
export const Hide: Story = { args: { mode: "hide" } };

const { tensor, axes, unit } = description.results.relevancy.tensors.wordImage!;
const words = axes[0]!.index.map((_, word) => tensor.data.subarray(word * 144, (word + 1) * 144));

/** The embedded model's own words. */
export const OfTheModel: Story = {
	args: {
		grid: description.layouts[0]!.grid,
		values: words[0]!,
		unit,
		image: description.image,
		candidates: suspectedSinks(words, { share: 0.1, least: 0.6 }),
		title: "First word of the description",
	},
};

/** What a result names by its hidden states: nothing is computed from the maps. */
const [layout] = description.layouts;
const sinks = namedSinks("keep");

export const NamedByTheResult: Story = {
	args: {
		grid: layout!.grid,
		values: words[0]!,
		unit,
		image: description.image,
		candidates: undefined,
		result: { tensors: description.results.relevancy.tensors, sinks },
		layout,
		title: "First word of the description",
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/^1 of 1 suspected sink shown as it is/)).toBeVisible();
		expect(
			view.getByRole("checkbox", {
				name: "Row 3, column 12: hidden state 24.5 times its root mean square in channel 17 or 54 at layer 2 (a sink above 20)",
			}),
		).toBeVisible();
	},
};
export const NoneNamed: Story = {
	args: { ...NamedByTheResult.args, result: { tensors: {}, sinks: { ...sinks, candidates: [] } } },
	play: async ({ canvasElement }) => {
		expect(
			await within(canvasElement).findByText(
				/^No patch is suspected of being a sink: no hidden state of one is above 20 times/,
			),
		).toBeVisible();
	},
};
export const NoSuspect: Story = {
	args: { candidates: [] },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/^No patch is suspected/)).toBeVisible();
	},
};
export const WithoutGrid: Story = { args: { grid: undefined } };
export const Loading: Story = { args: { status: { kind: "loading" } } };
