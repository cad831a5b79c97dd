import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, within } from "storybook/test";
import { colour, planted } from "../../fixtures/index.js";
import { AttentionMatrix, AttentionMatrixPanel, createSelectionStore } from "../../src/index.js";
import { chinese, emoji, repeated } from "../tokens/texts.js";
import { causal, textAxis } from "./synthetic.js";

const words = textAxis(repeated.map((token) => token.text.trim()));
const many = textAxis(Array.from({ length: 600 }, (_, index) => `word ${index}`));

const meta = {
	title: "Attention/AttentionMatrix",
	component: AttentionMatrix,
	args: {
		values: causal(words.length),
		rowTokens: words,
		columnTokens: words,
		unit: "attention probability",
		heads: "layer 3, head 2",
		store: createSelectionStore(),
	},
	beforeEach: ({ args }) => args.store?.release(),
} satisfies Meta<typeof AttentionMatrix>;

export default meta;
type Story = StoryObj<typeof meta>;

/** The answer's rows over everything, layer 3, head 4; filtered by segment. */
export const RealModel: Story = {
	render: ({ store }) => (
		<AttentionMatrixPanel
			source={colour.attention}
			sequence={colour.sequence}
			layouts={colour.layouts}
			pictures={{ images: [colour.image], layouts: colour.layouts }}
			from="answer"
			store={store}
		/>
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const grid = await view.findByRole("grid");
		expect(grid).toHaveAttribute("aria-rowcount", "6");
		await userEvent.selectOptions(view.getByRole("combobox", { name: "To" }), "question");
		args.store?.lock({ layer: 3, head: 4 });
		expect(
			await view.findByText(/From 6 rows .* to 6 columns .*; layer 3, head 4; attention probability/),
		).toBeVisible();
		// Row "→ orange", the question's column that it looks at most: what the source holds for that query and key.
		const { tokens } = colour.sequence;
		const orange = tokens.findIndex((token) => token.text === " orange" && token.segment === "answer");
		const keys = tokens.flatMap((token) => (token.segment === "question" ? [token.position] : []));
		const rows = await colour.attention.rows({ layers: [3], heads: [4], queries: [orange - 1], keys });
		const values = Array.from(rows.tensor.data);
		const best = values.indexOf(Math.max(...values));
		expect(values[best]).toBeGreaterThan(0.01);
		view.getByRole("gridcell").focus();
		await userEvent.keyboard(`{ArrowDown}{ArrowDown}{ArrowDown}${"{ArrowRight}".repeat(best)}`);
		const cell = view.getByRole("gridcell");
		expect(cell).toHaveAccessibleName(
			new RegExp(
				`^from → orange, position ${orange - 1}, to ${tokens[keys[best]!]!.text.trim().replace("?", "\\\\?")}, position ${keys[best]}, [\\d.e−]+ attention probability$`,
			),
		);
		const value = /, ([\d.e−]+) attention/.exec(cell.getAttribute("aria-label")!)![1]!.replaceAll("−", "-");
		expect(Number(value)).toBeCloseTo(values[best]!, 2);
		// Picking the row picks the token that it predicts.
		await userEvent.keyboard(" ");
		expect(args.store?.getState().locked.tokens).toEqual([orange]);
		await userEvent.keyboard("{Escape}");
	},
};

/** Where rows and columns are few enough, patches are drawn beside their names. */
export const WithPatches: Story = {
	render: ({ store }) => (
		<AttentionMatrixPanel
			source={colour.attention}
			sequence={colour.sequence}
			layouts={colour.layouts}
			pictures={{ images: [colour.image], layouts: colour.layouts }}
			from="answer"
			to="image"
			store={store}
		/>
	),
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		expect(canvasElement.querySelectorAll(".lvlm-thumb")).toHaveLength(0);
		for (let i = 0; i < 3; i++) await userEvent.click(view.getByRole("button", { name: "Zoom in" }));
		// 144, 72, 36, 18 columns.
		expect(canvasElement.querySelectorAll(".lvlm-thumb")).toHaveLength(18);
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{Enter}");
		const { regions } = args.store!.getState().locked;
		expect(regions).toHaveLength(1);
		// The name says the same place as the selection: row and column from 1 of a grid of twelve.
		const [, row, column] = /to patch (\d+), (\d+)/.exec(view.getByRole("gridcell").getAttribute("aria-label")!)!;
		expect((Number(row) - 1) * 12 + Number(column) - 1).toBe(regions[0]);
	},
};

/** Every row of every position, mean over all heads; the upper triangle is masked. */
export const WholeSequence: Story = {
	render: ({ store }) => (
		<AttentionMatrixPanel source={colour.attention} sequence={colour.sequence} layouts={colour.layouts} store={store} />
	),
};

/** Only rows that predict answer tokens are in: the rest is hatched, and the view says so. */
export const PartialRows: Story = {
	render: ({ store }) => (
		<AttentionMatrixPanel
			source={planted.attention}
			sequence={planted.sequence}
			layouts={planted.layouts}
			store={store}
		/>
	),
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/^\d+ % of the rows are in\.$/)).toBeVisible();
	},
};

/** Equal words are told apart by their place. */
export const RepeatedWords: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByRole("grid");
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
		expect(view.getByRole("gridcell")).toHaveAccessibleName(/^from the, position 3, to The, position 0, /);
		await userEvent.keyboard("{End}");
		expect(view.getByRole("gridcell")).toHaveAccessibleName(/^from the, position 3, .*, position 13, masked$/);
		await userEvent.keyboard("{Home}{Enter}");
		expect(args.store?.getState().locked.tokens).toEqual([3]);
	},
};

/** 600 x 600: dragging zooms in, arrow keys at the edge move on. */
export const SixHundred: Story = {
	args: { values: causal(600), rowTokens: many, columnTokens: many },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const grid = await view.findByRole("grid");
		const base = grid.querySelector("canvas")!;
		expect([base.width, base.height]).toEqual([600, 600]);
		const at = (row: number, column: number): { clientX: number; clientY: number } => {
			const box = grid.getBoundingClientRect();
			return { clientX: box.x + ((column + 0.5) * box.width) / 600, clientY: box.y + ((row + 0.5) * box.height) / 600 };
		};
		await userEvent.pointer([
			{ target: grid, coords: at(100, 0), keys: "[MouseLeft>]" },
			{ target: grid, coords: at(119, 29) },
			{ target: grid, coords: at(119, 29), keys: "[/MouseLeft]" },
		]);
		expect(await view.findByText(/Shown: rows \d+ to \d+, columns 1 to \d+\./)).toBeVisible();
		const part = view.getByRole("grid");
		const shown = part.querySelector("canvas")!;
		expect(shown.width).toBeGreaterThanOrEqual(28);
		expect(shown.width).toBeLessThanOrEqual(32);
		expect(part).toHaveAttribute("aria-rowcount", "600");
		const before = Number(view.getByRole("row").getAttribute("aria-rowindex"));
		expect(before).toBeGreaterThan(95);
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{ArrowUp}{ArrowUp}");
		expect(Number(view.getByRole("row").getAttribute("aria-rowindex"))).toBeLessThan(before);
		await userEvent.click(view.getByRole("button", { name: "Whole" }));
		expect(view.getByRole("button", { name: "Whole" })).toBeDisabled();
	},
};

const thousands = textAxis(Array.from({ length: 2000 }, (_, index) => `word ${index}`));

/** 2,000 x 2,000: four million pairs. */
export const TwoThousand: Story = {
	args: { values: causal(2000), rowTokens: thousands, columnTokens: thousands },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await view.findByRole("grid", undefined, { timeout: 10_000 });
		view.getByRole("gridcell").focus();
		await userEvent.keyboard("{Control>}{End}{/Control}");
		expect(view.getByRole("row")).toHaveAttribute("aria-rowindex", "2000");
		expect(view.getByRole("gridcell")).toHaveAccessibleName(
			/^from word 1999, .*, to word 1999, .* attention probability$/,
		);
	},
};

const chineseAxis = textAxis(chinese.map((token) => token.text));
export const Chinese: Story = {
	args: { values: causal(chineseAxis.length), rowTokens: chineseAxis, columnTokens: chineseAxis },
};
const emojiAxis = textAxis(emoji.map((token) => token.text.trim() || "·"));
export const Emoji: Story = {
	args: { values: causal(emojiAxis.length), rowTokens: emojiAxis, columnTokens: emojiAxis },
};
export const WrongShape: Story = { args: { values: causal(3) } };
export const Empty: Story = { args: { values: [], rowTokens: [], columnTokens: [] } };
export const Loading: Story = { args: { status: { kind: "loading" } } };
