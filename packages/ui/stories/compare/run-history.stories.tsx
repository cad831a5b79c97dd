import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { type HistoryRun, RunHistory } from "../../src/evaluate.js";

const runs: readonly HistoryRun[] = [
	{ id: "planted", label: "What colour is the triangle?", detail: "The triangle is red.", isPinned: true },
	{ id: "erased", parent: "planted", label: "triangle painted over", detail: "There is no triangle in the image." },
	{ id: "green", parent: "planted", label: "triangle in green", detail: "The triangle is red." },
	{ id: "shape", parent: "green", label: "asked for the shape", detail: "The green object is a triangle." },
	{ id: "colour", label: "What colour is the circle?", detail: "The circle is orange." },
];

const meta = {
	title: "Compare/RunHistory",
	component: RunHistory,
	args: { runs, current: "green", onOpen: fn(), onRename: fn(), onPin: fn(), onCompare: fn(), onRemove: fn() },
	render: function Render(args) {
		const [list, setList] = useState(args.runs);
		const change = (id: string, part: Partial<HistoryRun>): void =>
			setList(list.map((run) => (run.id === id ? { ...run, ...part } : run)));
		return (
			<RunHistory
				{...args}
				runs={list}
				onRename={(id, label) => {
					args.onRename?.(id, label);
					change(id, { label });
				}}
				onPin={(id, isPinned) => {
					args.onPin?.(id, isPinned);
					change(id, { isPinned });
				}}
				onRemove={(id) => {
					args.onRemove?.(id);
					setList(list.filter((run) => run.id !== id));
				}}
			/>
		);
	},
} satisfies Meta<typeof RunHistory>;

export default meta;
type Story = StoryObj<typeof meta>;

/** By keys: arrows walk, open and close; F2 renames, P pins, D compares, Enter opens. */
export const Tree: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const items = await view.findAllByRole("treeitem");
		expect(items.map((one) => one.getAttribute("aria-level"))).toEqual(["1", "2", "2", "3", "1"]);
		expect(items[2]).toHaveAttribute("aria-selected", "true");
		items[2]!.focus();
		await userEvent.keyboard("{ArrowLeft}");
		expect(view.getAllByRole("treeitem")).toHaveLength(4);
		await userEvent.keyboard("{ArrowRight}{ArrowRight}");
		expect(document.activeElement).toHaveAccessibleName(/^asked for the shape/);
		await userEvent.keyboard("p");
		expect(args.onPin).toHaveBeenLastCalledWith("shape", true);
		await userEvent.keyboard("{F2}form?{Enter}");
		expect(args.onRename).toHaveBeenLastCalledWith("shape", "form?");
		await waitFor(() => expect(document.activeElement).toHaveAccessibleName(/^form\?/));
		await userEvent.keyboard("d{Enter}");
		expect(args.onCompare).toHaveBeenLastCalledWith("shape");
		expect(args.onOpen).toHaveBeenLastCalledWith("shape");
		await userEvent.click(view.getByRole("button", { name: "Pinned alone" }));
		expect(view.getAllByRole("treeitem")).toHaveLength(2);
		await userEvent.click(view.getByRole("button", { name: "Pinned alone" }));
	},
};

/** Two thousand runs: the ones in sight are drawn. */
export const Long: Story = {
	args: {
		runs: Array.from({ length: 2000 }, (_, index) => ({
			id: String(index),
			...(index % 10 === 0 ? {} : { parent: String(index - (index % 10)) }),
			label: index % 10 === 0 ? `question ${index / 10}` : `variation ${index % 10}`,
			detail: "The triangle is red.",
		})),
		current: "0",
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const [first] = await view.findAllByRole("treeitem");
		expect(view.getAllByRole("treeitem").length).toBeLessThan(30);
		first!.focus();
		await userEvent.keyboard("{End}");
		await waitFor(() => expect(document.activeElement).toHaveAccessibleName(/^variation 9/));
		expect(document.activeElement).toHaveAttribute("aria-setsize", "9");
	},
};

export const Empty: Story = { args: { runs: [] } };
export const Failed: Story = {
	args: {
		status: { kind: "error", message: "The history in this browser could not be read.", hint: "Open a session." },
	},
};
