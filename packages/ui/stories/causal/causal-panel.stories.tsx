import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, fireEvent, userEvent, within } from "storybook/test";
import { description } from "../../fixtures/index.js";
import { CausalControls, CausalPanel, type CausalSettings, nodeCount, previewRows } from "../../src/graph.js";
import { createSelectionStore } from "../../src/index.js";

const { image, layouts, sequence, tokens, results, causalRows } = description;
const result = results.causal!;
const store = createSelectionStore();
const rows = previewRows(causalRows!.data, 6, sequence, 22);
const settings: CausalSettings = {
	token: 22,
	layer: -1,
	heads: "all",
	threshold: 0.01,
	alpha: 1e-5,
	radius: 3,
	sampleCount: 128,
};

function Controls(props: { isRunning?: boolean; onRun?: () => void; onStop?: () => void }): JSX.Element {
	const [value, setValue] = useState(settings);
	return (
		<CausalControls
			value={value}
			onChange={setValue}
			tokens={tokens.filter((one) => !one.isEnd)}
			layers={4}
			heads={6}
			rows={rows}
			progress={{ share: 0.4, message: "graph of head 2" }}
			{...props}
		/>
	);
}

const meta = {
	title: "Causal/CausalPanel",
	component: CausalPanel,
	args: { result, layouts, image, store },
	beforeEach: () => store.release(),
} satisfies Meta<typeof CausalPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

/** From the settings to the check: pick a token and a head, see what explains it, and what the model says without it. */
export const RealModel: Story = {
	args: { controls: <Controls onRun={() => undefined} /> },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		// Begins at a head whose explanation changes the token: head 0 of the last layer.
		expect(await view.findByRole("heading", { name: /What “blue” may come from, head 0/ })).toBeVisible();
		expect(view.getByText(/Caution/)).toBeVisible();
		const checks = await view.findByRole("list", { name: "Checks by removal" });
		expect(within(checks).getAllByText(/“blue” → “/).length).toBeGreaterThan(0);
		expect(within(checks).getAllByText(/log-probability falls by 2\.90 nats/).length).toBeGreaterThan(1);
		// The sets of the result, radius by radius.
		const head = result.data!.heads[0]!;
		await userEvent.click(view.getByRole("button", { name: "Smaller radius: 2" }));
		expect(view.getByText(new RegExp(`Radius 2 of ${head.explanations.length} edges`))).toBeVisible();
		// Another head from the chart.
		await userEvent.click(view.getByRole("button", { name: /^Head 5 / }));
		expect(store.getState().locked).toMatchObject({ layer: 3, head: 5 });
		expect(await view.findByRole("heading", { name: /may come from, head 5/ })).toBeVisible();
	},
};

/** Twenty nodes: patches as they are found in the picture. */
export const ManyPatches: Story = { args: { result: results.causalPatches } };

/** What an abort leaves: graphs, and checks of some heads. */
export const Partial: Story = {
	args: {
		result: {
			...result,
			partial: "checks of 0 of 6 heads",
			data: {
				...result.data!,
				heads: result.data!.heads.map((head) => ({
					...head,
					explanations: head.explanations.map(({ radius, within: all }) => ({
						radius,
						within: all,
						explanations: [],
						isComplete: false,
					})),
				})),
			},
		},
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/Not all was done/)).toBeVisible();
		expect((await view.findAllByText(/Not checked by removal/)).length).toBeGreaterThan(0);
	},
};
export const Empty: Story = { args: { result: undefined, controls: <Controls onRun={() => undefined} /> } };
export const Loading: Story = {
	args: {
		result: undefined,
		controls: <Controls isRunning />,
		status: { kind: "loading", message: "Learning graphs: head 2 of 6 …", share: 0.4 },
	},
};
export const Failed: Story = {
	args: { result: undefined, status: { kind: "error", message: "There is no layer 9: there are 4, counted from 0." } },
};

/** All that the original keeps hidden: token, threshold, alpha, radius, degrees of freedom; and any layer and heads. */
export const ControlsAlone: Story = {
	render: () => <Controls onRun={() => store.lock({ layer: 3 })} />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const threshold = await view.findByRole("slider", { name: "Attention threshold" });
		expect(threshold).toHaveAttribute("aria-valuetext", "0.01");
		// The preview counts what the explainer selects: nodes of each head of the real result, from the same rows.
		for (const { head, nodes } of result.data!.heads) expect(nodeCount(rows, head, 0.01)).toBe(nodes.length);
		expect(view.getByText(/nodes a head at this threshold/)).toBeVisible();
		const before = view.getByText(/nodes a head/).textContent;
		fireEvent.change(threshold, { target: { value: "0" } });
		expect(threshold).toHaveAttribute("aria-valuetext", "1e-4");
		expect(view.getByText(/nodes a head/).textContent).not.toBe(before);
		const alpha = view.getByRole("spinbutton", { name: "Alpha, exactly" });
		await userEvent.clear(alpha);
		await userEvent.type(alpha, "0.1");
		expect(view.getByRole("slider", { name: "Alpha" })).toHaveAttribute("aria-valuetext", "0.1");
		fireEvent.change(view.getByRole("slider", { name: "Search radius" }), { target: { value: "5" } });
		expect(view.getByRole("slider", { name: "Search radius" })).toHaveAttribute("aria-valuetext", "5 edges");
		fireEvent.change(view.getByRole("slider", { name: "Degrees of freedom" }), { target: { value: "100" } });
		expect(view.getByRole("slider", { name: "Degrees of freedom" })).toHaveAttribute("aria-valuetext", "1024");
		await userEvent.click(view.getByRole("button", { name: "Head 4" }));
		expect(view.getByText(/in 1 head\./)).toBeVisible();
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Explained" }), "6");
		await userEvent.click(view.getByRole("button", { name: "Learn graphs" }));
		expect(store.getState().locked.layer).toBe(3);
	},
};
let stopped = 0;
export const Running: Story = {
	render: () => <Controls isRunning onStop={() => stopped++} />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByRole("progressbar", { name: "graph of head 2" })).toBeVisible();
		stopped = 0;
		await userEvent.click(view.getByRole("button", { name: "Stop" }));
		expect(stopped).toBe(1);
	},
};
