import type { CausalNode } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { description } from "../../fixtures/index.js";
import { CausalGraph, type CausalGraphProps } from "../../src/graph.js";
import { createSelectionStore } from "../../src/index.js";
import { picture } from "../image/synthetic.js";
import { endMarks, largeGraph } from "./synthetic.js";

const { image, layouts } = description;
const data = description.results.causalPatches!.data!;
const head = data.heads[4]!;
const last = head.explanations.at(-1)!;
const store = createSelectionStore();
const args: CausalGraphProps = {
	title: "What “u” may come from",
	nodes: data.nodes.filter(({ id }) => head.nodes.includes(id)),
	edges: head.edges,
	target: data.target,
	explanation: last.within,
	checks: last.whole?.checks,
	weights: head.weights,
	settings: "layer 3, head 4, alpha 0.1",
	image,
	imageLayout: layouts[0],
	store,
};

const meta = {
	title: "Causal/CausalGraph",
	component: CausalGraph,
	args,
	beforeEach: () => store.release(),
} satisfies Meta<typeof CausalGraph>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Keys walk along edges; what is picked is picked in all views. */
export const RealModel: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const list = await view.findByRole("listbox", { name: "Nodes" });
		expect(within(list).getAllByRole("option")).toHaveLength(head.nodes.length);
		const explained = within(list).getByRole("option", { name: /explained row, predicts “u”/ });
		explained.focus();
		const neighbours = head.edges
			.filter(({ from, to }) => from === data.target.id || to === data.target.id)
			.map(({ from, to }) => String(from === data.target.id ? to : from));
		expect(neighbours.length).toBeGreaterThan(0);
		await userEvent.keyboard("{ArrowLeft}");
		expect(neighbours).toContain((document.activeElement as HTMLElement).dataset.id);
		const id = Number((document.activeElement as HTMLElement).dataset.id);
		const node = data.nodes[id]!;
		await userEvent.keyboard(" ");
		const { locked } = store.getState();
		expect(node.region === undefined ? locked.tokens : locked.regions).toEqual([node.region ?? node.position]);
		expect(view.getByText(/Picked: .*: .*/)).toBeVisible();
		// Its edges stand out.
		expect(canvasElement.querySelectorAll("[data-near]")).toHaveLength(
			head.edges.filter(({ from, to }) => from === id || to === id).length,
		);
		await userEvent.keyboard("{Home}");
		expect(document.activeElement).toBe(within(list).getAllByRole("option")[0]);
		await userEvent.keyboard("{PageDown}{Escape}");
		expect(document.activeElement).toBe(within(list).getAllByRole("option")[1]);
		expect(store.getState().locked).toMatchObject({ tokens: [], regions: [] });
	},
};

/** Patches where they are. */
export const OnThePicture: Story = {
	args: { layout: "picture" },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const photo = await waitFor(() => {
			const canvas = canvasElement.querySelector<HTMLCanvasElement>(".lvlm-cause-photo")!;
			expect(canvas.width).toBe(image.width);
			return canvas.getBoundingClientRect();
		});
		const node = args.nodes.find(({ region }) => region !== undefined)!;
		const rect = layouts[0]!.regions[node.region!]!;
		const box = canvasElement.querySelector(`[data-id="${node.id}"]`)!.getBoundingClientRect();
		expect(Math.abs(box.x - photo.x - (rect.x * photo.width) / image.width)).toBeLessThan(1.5);
		expect(Math.abs(box.y - photo.y - (rect.y * photo.height) / image.height)).toBeLessThan(1.5);
		await userEvent.click(view.getByRole("button", { name: "By token order" }));
		await waitFor(() => expect(canvasElement.querySelector(".lvlm-cause-photo")).toBeNull());
	},
};

/** What may not be told apart by colour: each of the nine ways to end has its own shape. */
export const EndMarks: Story = {
	args: {
		...endMarks,
		title: "All ends of edges",
		target: undefined,
		explanation: undefined,
		checks: undefined,
		weights: undefined,
		settings: undefined,
		image: undefined,
		imageLayout: undefined,
	},
	play: async ({ canvasElement }) => {
		await waitFor(() => expect(canvasElement.querySelectorAll(".lvlm-cause-edge")).toHaveLength(9));
		// By shape alone: which marks are there, and where along the line.
		const shapes = Array.from(canvasElement.querySelectorAll(".lvlm-cause-edge"), (edge) => {
			const line = edge.querySelector(".lvlm-cause-line")!.getBoundingClientRect();
			const vertical = line.height > line.width;
			const middle = vertical ? line.y + line.height / 2 : line.x + line.width / 2;
			const at = (kind: string): string =>
				Array.from(edge.querySelectorAll(`.lvlm-cause-${kind}`), (one) => {
					const box = one.getBoundingClientRect();
					return (vertical ? box.y : box.x) < middle ? "from" : "to";
				}).join("+");
			return `arrow ${at("arrow")}, circle ${at("circle")}`;
		});
		expect(new Set(shapes).size).toBe(9);
	},
};

const large = largeGraph(60, 90);
/** As large as a head's graph gets. */
export const SixtyNodes: Story = {
	args: {
		...large,
		title: "Sixty nodes",
		explanation: [3, 17, 40],
		checks: undefined,
		weights: undefined,
		settings: "a drawn graph",
		image: picture(336, 336),
		imageLayout: {
			imageWidth: 336,
			imageHeight: 336,
			visible: { x: 0, y: 0, width: 336, height: 336 },
			grid: { rows: 24, columns: 24 },
			regions: Array.from({ length: 576 }, (_, region) => ({
				x: 14 * (region % 24),
				y: 14 * Math.floor(region / 24),
				width: 14,
				height: 14,
			})),
		},
	},
	play: async ({ canvasElement }) => {
		await waitFor(() => expect(canvasElement.querySelectorAll("[role=option]")).toHaveLength(60));
		expect(canvasElement.querySelectorAll(".lvlm-cause-edge")).toHaveLength(90);
		// Each earlier token of an edge is left of the later one (or above, where there is little room).
		const boxes = new Map(
			Array.from(canvasElement.querySelectorAll<HTMLElement>("[role=option]"), (one) => [
				Number(one.dataset.id),
				one.getBoundingClientRect(),
			]),
		);
		for (const { from, to } of large.edges) {
			const [a, b] = [boxes.get(from)!, boxes.get(to)!];
			expect(a.right < b.left || a.bottom < b.top).toBe(true);
		}
	},
};

const hostile = [
	"</script><script>alert(1)</script>",
	"<svg onload=alert(1)>",
	"\u202eevil\u202c",
	'=HYPERLINK("x")',
	"猫 👩‍👩‍👧",
];
/** Text from a model is text, whatever it holds. */
export const HostileText: Story = {
	args: {
		nodes: hostile.map((label, id): CausalNode => ({ id, position: id, what: "text", label })),
		edges: hostile.slice(1).map((_, at) => ({ from: at, to: at + 1, markAtFrom: "circle", markAtTo: "arrow" })),
		target: { id: 4, text: "<b>bold</b>" },
		explanation: [0],
		checks: undefined,
		weights: undefined,
		settings: undefined,
	},
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByRole("option", { name: /predicts “<b>bold<\/b>”/ })).toBeVisible();
		expect(canvasElement.querySelector("script, b, [onload]")).toBeNull();
	},
};

/** Many heads find nothing: that is a finding. */
export const NoEdges: Story = {
	args: { edges: [], explanation: [], checks: undefined },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/Nothing is linked with the row that predicts “u”/)).toBeVisible();
	},
};
export const Empty: Story = { args: { nodes: [], edges: [] } };
export const Loading: Story = {
	args: { status: { kind: "loading", message: "Learning the graph of head 4 …", share: 0.4 } },
};
export const Partial: Story = {
	args: { status: { kind: "partial", message: "Checks of 4 of 6 heads", share: 4 / 6 }, checks: undefined },
};
export const Failed: Story = {
	args: { status: { kind: "error", message: "The session was closed.", hint: "Open the model again." } },
};
