import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useEffect, useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { Conversation, type ConversationProps, type ConversationTurn } from "../../src/controls.js";
import { picture } from "../image/synthetic.js";

const turns: readonly ConversationTurn[] = [
	{
		id: "a",
		question: "What colour is the circle?",
		pictures: [picture(120, 90)],
		answer: "The circle is orange.",
		status: "done",
		detail: "7 tokens, 0.4 s",
	},
	{ id: "b", question: "And the square beside it?", answer: "It is blue.", status: "done", detail: "5 tokens, 0.3 s" },
];

const meta = {
	title: "Run/Conversation",
	component: Conversation,
	args: { turns, analysed: "b", onAnalyse: fn(), onEditTurn: fn(), onClear: fn() },
	render: (args) => <Held {...args} />,
} satisfies Meta<typeof Conversation>;

export default meta;
type Story = StoryObj<typeof meta>;

function Held(args: ConversationProps): JSX.Element {
	const [analysed, setAnalysed] = useState(args.analysed);
	return (
		<Conversation
			{...args}
			analysed={analysed}
			onAnalyse={(id) => {
				setAnalysed(id);
				args.onAnalyse?.(id);
			}}
		/>
	);
}

/** A turn is picked to be explained; a question is asked again in other words; all are dropped after a second word. */
export const TwoTurns: Story = {
	args: { onAnalyse: fn(), onEditTurn: fn(), onClear: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Explain answer 1" }));
		expect(args.onAnalyse).toHaveBeenCalledWith("a");
		expect(view.getByRole("button", { name: "Answer 1 is explained" })).toHaveAttribute("aria-pressed", "true");
		expect(view.getAllByRole("listitem")[0]).toHaveAttribute("aria-current", "true");
		const edit = view.getByRole("button", { name: "Edit question 1 and ask again" });
		await userEvent.click(edit);
		const field = view.getByRole("textbox", { name: "Question 1" });
		expect(field).toHaveFocus();
		expect(view.getByText("Drops the turn after it.")).toBeVisible();
		await userEvent.keyboard("{Escape}");
		await waitFor(() => expect(view.getByRole("button", { name: "Edit question 1 and ask again" })).toHaveFocus());
		await userEvent.keyboard("{Enter}");
		await userEvent.keyboard("What shape is it?{Control>}{Enter}{/Control}");
		expect(args.onEditTurn).toHaveBeenCalledWith("a", "What shape is it?");
		await userEvent.click(view.getByRole("button", { name: "Clear" }));
		expect(args.onClear).not.toHaveBeenCalled();
		await userEvent.click(view.getByRole("button", { name: "Drop" }));
		expect(args.onClear).toHaveBeenCalledOnce();
	},
};

/** Not each token is said, but each sentence, once. */
export const Streaming: Story = {
	args: { analysed: undefined },
	render: () => <Stream />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const status = view.getByRole("status");
		const said: string[] = [];
		const watch = new MutationObserver(() => {
			if (status.textContent && status.textContent !== said.at(-1)) said.push(status.textContent);
		});
		watch.observe(status, { childList: true, characterData: true, subtree: true });
		await waitFor(() => expect(view.getByText(/3\.5 apart\.$/)).toBeVisible(), { timeout: 8000 });
		await waitFor(() => expect(said.at(-1)).toBe("They are 3.5 apart."), { timeout: 2000 });
		watch.disconnect();
		expect(said).toEqual(["There are two shapes.", "The left one is an orange circle.", "They are 3.5 apart."]);
		// What was asked before is old, and not said again.
		expect(said.join(" ")).not.toContain("The circle is orange.");
	},
};

const parts = "There are two shapes. The left one is an orange circle. They are 3.5 apart.".match(
	/.{1,4}/g,
) as string[];
function Stream(): JSX.Element {
	const [count, setCount] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => setCount((before) => Math.min(parts.length, before + 1)), 40);
		return () => clearInterval(timer);
	}, []);
	const answer = parts.slice(0, count).join("");
	const status = count === 0 ? "waiting" : count < parts.length ? "streaming" : "done";
	return (
		<Conversation
			turns={[turns[0] as ConversationTurn, { id: "s", question: "Describe it.", answer, status }]}
			onEditTurn={() => undefined}
		/>
	);
}

export const Waiting: Story = {
	args: {
		turns: [turns[0] as ConversationTurn, { id: "w", question: "Is there a ring?", answer: "", status: "waiting" }],
	},
};

/** What came before a stop is an answer, and can be explained. */
export const StoppedAndFailed: Story = {
	args: {
		turns: [
			{ id: "s", question: "Describe the picture.", answer: "There is a large orange", status: "stopped" },
			{
				id: "f",
				question: "Why?",
				answer: "",
				status: "failed",
				note: "The model ran out of memory. Ask for fewer tokens, or give a smaller model.",
			},
		],
		analysed: undefined,
		onAnalyse: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByText("Stopped; what came is kept.")).toBeVisible();
		expect(view.getByText(/ran out of memory\. Ask for fewer/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Explain answer 1" }));
		expect(args.onAnalyse).toHaveBeenCalledWith("s");
	},
};

export const Empty: Story = { args: { turns: [], analysed: undefined } };

/** Text of a stranger stays text, in its own direction. */
export const HostileText: Story = {
	args: {
		turns: [
			{
				id: "h",
				question: '</script><svg onload="alert(1)"> \u202e evil',
				answer: `=HYPERLINK("x") ${"withoutanyspace".repeat(30)}\n\nشكل برتقالي`,
				status: "done",
				pictures: [picture(60, 60), picture(60, 200), picture(200, 60)],
			},
		],
		analysed: "h",
	},
	play: async ({ canvasElement }) => {
		expect(canvasElement.querySelector("script, svg[onload]")).toBeNull();
		expect(within(canvasElement).getByText(/<\/script><svg onload/)).toBeVisible();
	},
};

/** A long one scrolls in itself and stays at its end, unless the reader has gone up. */
export const Long: Story = {
	args: {
		turns: Array.from({ length: 12 }, (_, index) => ({
			id: String(index),
			question: `Question ${index}?`,
			answer: "An answer of some length, which takes a line or two where the page is narrow.",
			status: "done" as const,
		})),
		analysed: "11",
	},
	play: async ({ canvasElement }) => {
		const list = canvasElement.querySelector(".lvlm-turns") as HTMLElement;
		await waitFor(() => expect(list.scrollTop + list.clientHeight).toBeGreaterThan(list.scrollHeight - 4));
	},
};
