import type { CausalTreeNode } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { description } from "../../fixtures/index.js";
import { HeadImportanceChart, PdsTree, RadiusStepper } from "../../src/graph.js";
import { createSelectionStore } from "../../src/index.js";

const { image, layouts } = description;
const data = description.results.causalPatches!.data!;
const blue = description.results.causal!.data!;
const head = data.heads[4]!;
const store = createSelectionStore();
const pictured = { image, imageLayout: layouts[0]!, store };

const meta = {
	title: "Causal/Tree, radius, heads",
	component: PdsTree,
	args: { nodes: data.nodes, tree: head.tree, target: data.target, settings: "layer 3, head 4", ...pictured },
	beforeEach: () => store.release(),
} satisfies Meta<typeof PdsTree>;

export default meta;
type Story = StoryObj<typeof meta>;

const places = (tree: CausalTreeNode): number => 1 + tree.children.reduce((sum, child) => sum + places(child), 0);

/** A tree for keys and screen readers: right opens, left closes. */
export const Tree: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const tree = await view.findByRole("tree");
		await waitFor(() => expect(within(tree).getAllByRole("treeitem")).toHaveLength(places(head.tree)));
		const [root] = within(tree).getAllByRole("treeitem");
		expect(root).toHaveAttribute("aria-expanded", "true");
		root!.focus();
		await userEvent.keyboard("{ArrowLeft}");
		expect(within(tree).getAllByRole("treeitem")).toHaveLength(1);
		await userEvent.keyboard("{ArrowRight}{ArrowRight}");
		const child = document.activeElement as HTMLElement;
		expect(Number(child.dataset.id)).toBe(head.tree.children[0]!.id);
		await userEvent.keyboard(" ");
		expect(child).toHaveAttribute("aria-selected", "true");
		expect(store.getState().locked.regions).toEqual([data.nodes[head.tree.children[0]!.id]!.region]);
		await userEvent.keyboard("{Escape}");
		expect(store.getState().locked.regions).toEqual([]);
	},
};
export const Rings: Story = { args: { layout: "radial" } };
/** Two levels open, the rest behind a plus. */
export const Folded: Story = {
	args: { depth: 2 },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "Open all" }));
		expect(view.getAllByRole("treeitem")).toHaveLength(places(head.tree));
	},
};
export const NoPaths: Story = { args: { tree: { id: data.target.id, children: [] } } };
export const TreeLoading: Story = { args: { status: { kind: "loading" } } };

/** What is in the explanation grows with the radius, and the model is asked without it. */
export const Radius: StoryObj<typeof RadiusStepper> = {
	render: (args) => <RadiusStepper {...args} />,
	args: { sets: head.explanations, nodes: data.nodes, target: data.target, settings: "layer 3, head 4", ...pictured },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const list = await view.findByRole("list", { name: "In the explanation" });
		for (const { radius, within: members } of [...head.explanations].reverse()) {
			expect(within(list).getAllByRole("button")).toHaveLength(members.length);
			expect(view.getByText(new RegExp(`Radius ${radius} of 3 edges`))).toBeVisible();
			const smaller = view.getByRole("button", { name: /^Smaller radius/ });
			if (radius > 1) await userEvent.click(smaller);
			else expect(smaller).toBeDisabled();
		}
		const [button] = within(list).getAllByRole("button");
		await userEvent.click(button!);
		expect(button).toHaveAttribute("aria-pressed", "true");
		expect(store.getState().locked.regions).toHaveLength(1);
	},
};
/** One word changes the answer: the smallest set has one node. */
export const RadiusOfAWord: StoryObj<typeof RadiusStepper> = {
	render: (args) => <RadiusStepper {...args} />,
	args: { sets: blue.heads[0]!.explanations, nodes: blue.nodes, target: blue.target, ...pictured },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/1 smallest set of 1 node changes the token/)).toBeVisible();
	},
};
export const RadiusWithoutPicture: StoryObj<typeof RadiusStepper> = {
	render: (args) => <RadiusStepper {...args} />,
	args: {
		sets: head.explanations,
		nodes: data.nodes,
		target: data.target,
		image: undefined,
		imageLayout: undefined,
		store,
	},
};
export const RadiusEmpty: StoryObj<typeof RadiusStepper> = {
	render: (args) => <RadiusStepper {...args} />,
	args: { sets: [], nodes: [], target: data.target },
};

/** A head looks at the image, or at the text behind it. */
export const Heads: StoryObj<typeof HeadImportanceChart> = {
	render: (args) => <HeadImportanceChart {...args} />,
	args: { values: data.heads.map(({ importance }) => importance), layer: 3, store },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const best = [...data.heads].sort((a, b) => b.importance - a.importance)[0]!;
		await userEvent.click(await view.findByRole("button", { name: "Most first" }));
		const [first] = view.getAllByRole("button", { name: /^Head \d/ });
		expect(first).toHaveAccessibleName(new RegExp(`^Head ${best.head} `));
		await userEvent.click(first!);
		expect(store.getState().locked).toMatchObject({ layer: 3, head: best.head });
		expect(view.getByText(new RegExp(`Shown: head ${best.head} `))).toBeVisible();
	},
};
export const ManyHeads: StoryObj<typeof HeadImportanceChart> = {
	render: (args) => <HeadImportanceChart {...args} />,
	args: {
		values: Float64Array.from({ length: 32 }, (_, one) => (one === 7 ? Number.MAX_VALUE : ((one * 37) % 11) / 4)),
		layer: 31,
		notes: Array.from({ length: 32 }, (_, one) => `${5 + one} nodes, ${one} edges`),
		store,
	},
};
export const NoHeads: StoryObj<typeof HeadImportanceChart> = {
	render: (args) => <HeadImportanceChart {...args} />,
	args: { values: [], layer: 0 },
};
