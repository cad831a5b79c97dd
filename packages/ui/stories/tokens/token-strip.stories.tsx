import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { createSelectionStore, TokenStrip } from "../../src/index.js";
import { chinese, emoji, long, longValues, repeated, repeatedValues } from "./texts.js";

const meta = {
	title: "Tokens/TokenStrip",
	component: TokenStrip,
	args: { tokens: repeated, values: repeatedValues, unit: "share of mass on the image", title: "Answer" },
} satisfies Meta<typeof TokenStrip>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Words: Story = {
	args: { onSelectionChange: fn() },
	play: async ({ canvasElement, args }) => {
		const list = within(canvasElement).getByRole("listbox", { name: "Answer" });
		const options = within(list).getAllByRole("option");
		expect(options.map((one) => one.textContent)).toEqual([
			"The",
			"cat",
			",",
			"the",
			"dog",
			",",
			"and",
			"the",
			"bird",
			"watch",
			"it",
			".",
		]);
		// Equal words are apart: the second "the" alone is picked.
		await userEvent.click(options[3]!);
		expect(options.map((one) => one.getAttribute("aria-selected"))).toEqual(options.map((_, i) => String(i === 3)));
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ tokens: [615] }));
		await userEvent.click(options[3]!);
		// A word of two tokens: the mean of 0.44 and 0.38.
		await userEvent.click(options[8]!);
		expect(options[8]).toHaveAccessibleName("bird, 0.41 share of mass on the image, rank 3 of 12");
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ tokens: [620, 621] }));
		expect(within(canvasElement).getByRole("region", { name: "Answer" })).toHaveAccessibleDescription(
			"12 words coloured by share of mass on the image. Highest: “dog” (0.83), “cat” (0.61), “bird” (0.41). Picked: “bird”.",
		);
	},
};

export const Keyboard: Story = {
	args: { onSelectionChange: fn() },
	play: async ({ canvasElement, args }) => {
		const options = within(canvasElement).getAllByRole("option");
		options[0]!.focus();
		await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowLeft} ");
		expect(options[1]).toHaveFocus();
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ tokens: [613] }));
		await userEvent.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}");
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ tokens: [613, 614, 615] }));
		await userEvent.keyboard("{Control>}a{/Control}");
		expect(options.every((one) => one.getAttribute("aria-selected") === "true")).toBe(true);
		await userEvent.keyboard("{Control>}{Shift>}a{/Shift}{/Control}");
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ tokens: [] }));
		await userEvent.keyboard("{End}{Enter}{Escape}");
		expect(args.onSelectionChange).toHaveBeenLastCalledWith(expect.objectContaining({ tokens: [] }));
		expect(options.filter((one) => one.tabIndex === 0)).toEqual([options.at(-1)]);
		// Letters do nothing in a view without a provider.
		await userEvent.keyboard("t");
		expect(within(canvasElement).getByRole("button", { name: "Table" })).toHaveAttribute("aria-pressed", "false");
	},
};

export const Touch: Story = {
	args: { store: createSelectionStore() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const options = view.getAllByRole("option");
		await userEvent.click(view.getByRole("button", { name: "Extend" }));
		await userEvent.click(options[1]!);
		await userEvent.click(options[4]!);
		expect(args.store?.getState().locked.tokens).toEqual([613, 616]);
		await userEvent.click(view.getByRole("button", { name: "Release" }));
		expect(args.store?.getState().locked.tokens).toEqual([]);
	},
};

export const TableAndExport: Story = {
	args: { onExport: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Table" }));
		const table = await view.findByRole("table", undefined, { timeout: 10_000 });
		expect(within(table).getAllByRole("row")).toHaveLength(13);
		await userEvent.click(within(table).getByRole("button", { name: /^share/ }));
		expect(within(table).getAllByRole("row")[1]).toHaveTextContent("616dog0.831");
		await userEvent.click(view.getByRole("button", { name: "Export" }));
		await userEvent.click(view.getByRole("button", { name: "CSV" }));
		await waitFor(() => expect(args.onExport).toHaveBeenCalledWith(expect.any(Blob), "answer.csv"), {
			timeout: 10_000,
		});
		const [blob] = (args.onExport as ReturnType<typeof fn>).mock.calls[0] as [Blob];
		const lines = (await blob.text()).split("\r\n");
		expect(lines[0]).toBe("positions,text,share of mass on the image,rank");
		expect(lines[3]).toBe('614,",",0.02,10');
		expect(lines).toHaveLength(14);
	},
};

export const TokensAndSpecial: Story = {
	args: { granularity: "token" },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(view.getAllByRole("option")).toHaveLength(13);
		await userEvent.click(view.getByRole("button", { name: "Special tokens" }));
		expect(view.getAllByRole("option").at(-1)).toHaveTextContent("</s>");
	},
};

export const Signed: Story = {
	args: {
		values: repeatedValues.map((value) => value - 0.3),
		unit: "change of log probability",
		scale: { signed: true },
	},
};

export const Constant: Story = {
	args: { values: repeated.map(() => 0.2) },
	play: async ({ canvasElement }) => {
		const options = within(canvasElement).getAllByRole("option");
		expect(new Set(options.map((one) => one.style.backgroundColor)).size).toBe(1);
		expect(options[0]!.style.backgroundColor).not.toBe("");
		expect(within(canvasElement).getByText(/All are equal: 0.2\./)).toBeVisible();
	},
};

export const WithoutValues: Story = { args: { values: undefined, unit: undefined } };
export const Chinese: Story = { args: { tokens: chinese, values: undefined, unit: undefined, locale: "zh" } };

export const Emoji: Story = {
	args: { tokens: emoji, values: undefined, unit: undefined },
	play: async ({ canvasElement }) => {
		expect(
			within(canvasElement)
				.getAllByRole("option")
				.map((one) => one.textContent),
		).toEqual(["A", "👋🏽", "wave", "!"]);
	},
};

export const TwoThousand: Story = { args: { tokens: long, values: longValues, granularity: "token" } };
export const Empty: Story = { args: { tokens: [], values: [] } };
export const Loading: Story = { args: { status: { kind: "loading", message: "Reading attention …", share: 0.4 } } };
export const Partial: Story = {
	args: {
		values: repeatedValues.map((value, index) => (index < 6 ? value : Number.NaN)),
		status: { kind: "partial", message: "6 of 14 tokens are in.", share: 6 / 14 },
	},
};
export const Failed: Story = {
	args: {
		status: { kind: "error", message: "This model has no attention weights.", hint: "Load it with attention outputs." },
	},
};
