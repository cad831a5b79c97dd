import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { BatchTable } from "../../src/tables.js";
import { manyRuns, runs } from "./runs.js";

const meta = {
	title: "Batch/BatchTable",
	component: BatchTable,
	args: {
		rows: runs,
		about: { imageShare: "share of relevancy (map llama, mode exact) that is on the picture, mean over the tokens" },
		title: "Questions to the embedded model",
	},
} satisfies Meta<typeof BatchTable>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Real answers of the embedded model, and a run in every other state. Sorting by match finds the planted failure. */
export const Runs: Story = {
	args: { onOpen: fn(), current: "colour" },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const grid = await view.findByRole("grid", { name: args.title! });
		expect(grid).toHaveAttribute("aria-rowcount", "8");
		expect(
			view.getByText(/7 runs: 3 done, 1 running, 1 queued, 1 stopped, 1 failed\. \d of 3 answers match/),
		).toBeVisible();
		await userEvent.click(within(grid).getByRole("columnheader", { name: /Match/ }));
		const rows = within(grid).getAllByRole("row");
		expect(rows[1]).toHaveTextContent("planted.png");
		expect(rows[1]).toHaveTextContent("✗ no");
		expect(within(grid).getByRole("columnheader", { name: /Match/ })).toHaveAttribute("aria-sort", "ascending");
		await userEvent.click(within(rows[1]!).getByText(/The triangle is red/));
		expect(args.onOpen).toHaveBeenLastCalledWith(expect.objectContaining({ id: "planted" }));
	},
};

/** Ten thousand rows: the ones in sight are drawn, keys reach all of them, and what they reach is spoken. */
export const TenThousand: Story = {
	args: { rows: manyRuns(10_000), onOpen: fn(), title: "A slice of ten thousand" },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const grid = await view.findByRole("grid");
		await waitFor(() => expect(within(grid).getAllByRole("row").length).toBeGreaterThan(8));
		expect(within(grid).getAllByRole("row").length).toBeLessThan(40);
		const header = within(grid).getByRole("columnheader", { name: "Picture" });
		header.focus();
		await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowDown}{ArrowDown}");
		expect(document.activeElement).toHaveTextContent("The triangle is red.");
		await userEvent.keyboard("{Control>}{End}{/Control}");
		await waitFor(() =>
			expect(document.activeElement?.closest("[role=row]")).toHaveAttribute("aria-rowindex", "10001"),
		);
		expect(document.activeElement).toHaveTextContent("queued");
		await userEvent.keyboard("{PageUp}{Enter}");
		await waitFor(() => expect(args.onOpen).toHaveBeenCalledOnce());
		// Searching and choosing narrow it down; sorting by image share brings the failures up.
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Match" }), "no");
		await userEvent.type(view.getByRole("searchbox", { name: "Find" }), "triangle blue");
		await waitFor(() => expect(view.getByText(/Shown: 98, |Shown: 98\./)).toBeVisible());
		await userEvent.click(within(grid).getByRole("columnheader", { name: /Image share/ }));
		expect(within(grid).getAllByRole("row")[1]).toHaveTextContent("is red.");
		expect(within(grid).getAllByRole("row")[1]).toHaveTextContent("is blue.");
		await userEvent.clear(view.getByRole("searchbox"));
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Match" }), "");
	},
};

/** Tags and notes are written in their cells. */
export const Edited: Story = {
	args: { onEdit: fn() },
	render: function Render(args) {
		const [rows, setRows] = useState(args.rows);
		return (
			<BatchTable
				{...args}
				rows={rows}
				onEdit={(row, change) => {
					args.onEdit?.(row, change);
					setRows(rows.map((one) => (one.id === row.id ? { ...one, ...change } : one)));
				}}
			/>
		);
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const [, first] = await view.findAllByRole("row");
		await userEvent.click(within(first!).getByText("Add tags"));
		await userEvent.keyboard("a, a, =1+1{Enter}");
		expect(args.onEdit).toHaveBeenLastCalledWith(expect.objectContaining({ id: "colour" }), { tags: ["a", "=1+1"] });
		await waitFor(() => expect(document.activeElement).toHaveAttribute("role", "gridcell"));
		await userEvent.keyboard("{ArrowRight}{F2}no{Escape}");
		expect(args.onEdit).toHaveBeenCalledOnce();
		await waitFor(() => expect(document.activeElement).toHaveTextContent("Add a note"));
		await userEvent.keyboard("{Enter}odd{Enter}");
		expect(args.onEdit).toHaveBeenLastCalledWith(expect.objectContaining({ id: "colour" }), {
			note: "odd",
		});
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Tag" }), "planted");
		expect(view.getAllByRole("row")).toHaveLength(2);
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Tag" }), "");
	},
};

/** The lines that a text is broken into. */
function linesOf(element: HTMLElement): string[] {
	const lines: { text: string; top: number }[] = [];
	const range = document.createRange();
	for (const node of element.childNodes) {
		if (!(node instanceof Text)) continue;
		for (let at = 0; at < node.length; at++) {
			range.setStart(node, at);
			range.setEnd(node, at + 1);
			const { top } = range.getBoundingClientRect();
			const last = lines.at(-1);
			if (last && Math.abs(last.top - top) < 4) last.text += node.data[at];
			else lines.push({ text: node.data[at] ?? "", top });
		}
	}
	return lines.map(({ text }) => text);
}

const longNames = [
	"red-triangle-on-a-light-ground.png",
	"holiday_in_the_mountains_2024_08_17.jpg",
	"IMG20240817T101530123456789.jpg",
	"photos/summer/boat.png",
];

/** Names of files break behind their separators, and what has none is cut; the whole is in the text and in the hint. */
export const LongNames: Story = {
	args: { rows: longNames.map((image, at) => ({ ...(runs[at % 3] as (typeof runs)[number]), id: image, image })) },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		for (const name of longNames) {
			const shown = await view.findByTitle(name);
			expect(shown).toHaveTextContent(name);
			const lines = linesOf(shown);
			for (const line of lines.slice(0, -1)) expect(line).toMatch(/[-_./]$/);
			expect(lines.length).toBeGreaterThan(name === longNames[2] ? 0 : 1);
		}
	},
};

export const NonePasses: Story = {
	args: { filter: { text: "hexagon" } },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "Show all" }));
		expect(view.getAllByRole("row")).toHaveLength(8);
		await userEvent.type(view.getByRole("searchbox"), "hexagon");
	},
};
export const Partial: Story = { args: { status: { kind: "partial", message: "3 of 7 runs are done.", share: 3 / 7 } } };
export const Empty: Story = { args: { rows: [] } };
export const Loading: Story = { args: { status: { kind: "loading", message: "Reading the folder …", share: 0.3 } } };
export const Failed: Story = {
	args: {
		status: { kind: "error", message: "runs.csv has no column “image”.", hint: "Name the columns in its first line." },
	},
};
