import { aggregationIds, aggregations } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { createSelectionStore, HeadFinder, HeadStrip, LayerHeadPicker, ShortcutProvider } from "../../src/index.js";
import { matrix } from "./synthetic.js";

const { tensors } = colour.results.matrices;
const metrics = aggregationIds.flatMap((id) => {
	const shown = tensors[id];
	return shown ? [{ label: aggregations[id].label, unit: shown.unit, values: shown.tensor.data }] : [];
});

const meta = {
	title: "Attention/Heads",
	component: HeadFinder,
	args: { layers: 4, heads: 6, metrics, store: createSelectionStore() },
	beforeEach: ({ args }) => args.store?.release(),
} satisfies Meta<typeof HeadFinder>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The embedded model's heads by any of the ten aggregations. */
export const Finder: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const [first] = await view.findAllByRole("listitem");
		const values = metrics[0]!.values;
		const best = values.indexOf(values.reduce((most, value) => Math.max(most, value)));
		const name = `layer ${Math.floor(best / 6)}, head ${best % 6}`;
		const pick = within(first!).getByRole("button", { name: new RegExp(`^${name}, .* rank 1 of 24$`) });
		await userEvent.click(pick);
		expect(args.store?.getState().locked).toMatchObject({ layer: Math.floor(best / 6), head: best % 6 });
		await userEvent.click(within(first!).getByRole("button", { name: `Pin ${name}` }));
		// A pinned head stays on top under another number.
		await userEvent.selectOptions(view.getByRole("combobox", { name: "By" }), "Entropy");
		await userEvent.click(view.getByRole("button", { name: "Lowest first" }));
		expect(view.getAllByRole("listitem")[0]).toHaveTextContent(name);
		expect(view.getAllByRole("listitem")).toHaveLength(11);
		expect(view.getByText(/by “Entropy” \(nats\), lowest first\..* 1 pinned\./)).toBeVisible();
	},
};

export const FinderWithoutNumbers: Story = { args: { metrics: [] } };
export const FinderLoading: Story = { args: { status: { kind: "loading" } } };

/** One head with all its mass on two patches leads; an even one does not, whatever its own maximum. */
export const Strip: Story = {
	render: ({ store }) => (
		<HeadStrip
			values={[0.18, 0.95, 0.02, 0.4, 0.4, Number.NaN]}
			unit="attention mass on 2 patches"
			layer={3}
			store={store}
		/>
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		expect(view.getByText(/Highest: head 1 \(0\.95\)/)).toBeVisible();
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{ArrowRight}");
		expect(view.getByRole("gridcell")).toHaveAccessibleName("head 1, 0.95 attention mass on 2 patches, rank 1 of 5");
		await userEvent.keyboard(" ");
		expect(args.store?.getState().locked).toMatchObject({ layer: 3, head: 1 });
		await userEvent.keyboard("{End}");
		expect(view.getByRole("gridcell")).toHaveAccessibleName("head 5, no value");
	},
};

/** Thirty-two heads take two rows; the places behind the last one do not exist. */
export const StripOfThirty: Story = {
	render: ({ store }) => <HeadStrip values={matrix(1, 30)} unit="attention mass" store={store} />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{Control>}{End}{/Control}");
		expect(view.getByRole("gridcell")).toHaveAccessibleName(/^head 29, /);
	},
};
export const StripEmpty: Story = {
	render: ({ store }) => <HeadStrip values={[]} unit="attention mass" store={store} />,
};

/** Only layers 0 and 2 have attention. Keys move layer and head while the picker has the focus. */
export const Picker: Story = {
	render: ({ store }) => (
		<ShortcutProvider>
			<LayerHeadPicker layers={4} heads={6} available={[0, 2]} store={store} />
		</ShortcutProvider>
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const next = await view.findByRole("button", { name: /^Next layer/ });
		await userEvent.click(next);
		await userEvent.click(next);
		expect(args.store?.getState().locked.layer).toBe(2);
		expect(next).toBeDisabled();
		const [layerMean, headMean] = view.getAllByRole("button", { name: "Mean over all" });
		expect(headMean).toHaveAttribute("aria-pressed", "true");
		headMean!.focus();
		await userEvent.keyboard("]]");
		expect(args.store?.getState().locked.head).toBe(1);
		expect(view.getByText("layer 2, head 1")).toBeVisible();
		await userEvent.keyboard("a{ArrowDown}");
		expect(args.store?.getState().locked).toMatchObject({ layer: 0, head: undefined });
		await userEvent.click(layerMean!);
		expect(view.getByText("mean over all 4 layers and 6 heads")).toBeVisible();
	},
};
