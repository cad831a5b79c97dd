import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { PromptEditor, type PromptEditorProps } from "../../src/controls.js";

const count = (text: string): number => text.split(/\s+/).filter(Boolean).length;
const template = (text: string): string => `USER: <image>\n${text} ASSISTANT:`;

const meta = {
	title: "Input/PromptEditor",
	component: PromptEditor,
	args: { value: "", onChange: fn(), onSubmit: fn(), placeholder: "What colour is the circle?" },
	render: (args) => <Held {...args} />,
} satisfies Meta<typeof PromptEditor>;

export default meta;
type Story = StoryObj<typeof meta>;

function Held(args: PromptEditorProps): JSX.Element {
	const [value, setValue] = useState(args.value);
	return (
		<PromptEditor
			{...args}
			value={value}
			onChange={(next) => {
				setValue(next);
				args.onChange(next);
			}}
		/>
	);
}

/** Typed, counted, seen as the model reads it, and asked by Ctrl+Enter. */
export const Asked: Story = {
	args: { tokenCount: count, maxTokens: 20, template, onSubmit: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByRole("button", { name: "Ask" })).toBeDisabled();
		const field = view.getByRole("textbox", { name: "Question" });
		await userEvent.type(field, "What colour is it?{Enter}");
		expect(args.onSubmit).not.toHaveBeenCalled();
		expect(await view.findByText("19 characters, 4 of 20 tokens")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "What the model reads" }));
		const whole = view.getByRole("textbox", { name: "What the model reads" });
		await waitFor(() => expect((whole as HTMLTextAreaElement).value).toContain("USER: <image>\nWhat colour is it?"));
		field.focus();
		await userEvent.keyboard("{Control>}{Enter}{/Control}");
		expect(args.onSubmit).toHaveBeenCalledWith("What colour is it?");
	},
};

/** What is too long is kept, said, and not sent. */
export const TooLong: Story = {
	args: { value: "word ".repeat(24).trim(), tokenCount: count, maxTokens: 20, onSubmit: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(await view.findByRole("alert")).toHaveTextContent(
			"Too long by 4 tokens (24 of 20): shorten it. Nothing is cut off.",
		);
		const field = view.getByRole("textbox", { name: "Question" });
		expect(field).toBeInvalid();
		field.focus();
		await userEvent.keyboard("{Control>}{Enter}{/Control}");
		expect(args.onSubmit).not.toHaveBeenCalled();
		expect(field).toHaveValue("word ".repeat(24).trim());
	},
};

/** As in a chat. */
export const OnEnter: Story = {
	args: { value: "Why?", sendsOnEnter: true, onSubmit: fn(), submitLabel: "Send" },
	play: async ({ canvasElement, args }) => {
		within(canvasElement).getByRole("textbox").focus();
		await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
		expect(args.onSubmit).not.toHaveBeenCalled();
		await userEvent.keyboard("{Enter}");
		expect(args.onSubmit).toHaveBeenCalledWith("Why?");
	},
};

export const Busy: Story = { args: { value: "Is there a ring?", isBusy: true } };

export const OtherScripts: Story = { args: { value: "ما لون الدائرة؟ 円は何色ですか。" } };

function TwoWordings(args: PromptEditorProps): JSX.Element {
	const [{ texts, current }, setState] = useState<{ texts: readonly string[]; current: number }>({
		texts: ["What colour is the circle?"],
		current: 0,
	});
	return (
		<PromptEditor
			{...args}
			value={texts[current] ?? ""}
			onChange={(next) => setState({ current, texts: texts.map((text, at) => (at === current ? next : text)) })}
			variants={{
				texts,
				current,
				onChange: (next, at) => setState({ texts: next, current: at }),
				onSubmitAll: args.variants?.onSubmitAll,
			}}
		/>
	);
}

/** A and B: one is a copy of the other until it is typed anew; each is asked by itself, or both. */
export const Variants: Story = {
	args: { variants: { texts: [], current: 0, onChange: fn(), onSubmitAll: fn() }, onSubmit: fn() },
	render: (args) => <TwoWordings {...args} />,
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.queryByRole("button", { name: "Ask both" })).toBeNull();
		await userEvent.click(view.getByRole("button", { name: "Another wording" }));
		const field = view.getByRole("textbox", { name: "Question" });
		expect(field).toHaveValue("What colour is the circle?");
		await userEvent.clear(field);
		expect(view.getByRole("button", { name: "Ask both" })).toBeDisabled();
		await userEvent.type(field, "Name the circle's colour.");
		expect(view.getByRole("button", { name: "B: Name the circle's colour." })).toHaveAttribute("aria-pressed", "true");
		await userEvent.click(view.getByRole("button", { name: "Ask both" }));
		expect(args.variants?.onSubmitAll).toHaveBeenCalledWith([
			"What colour is the circle?",
			"Name the circle's colour.",
		]);
		await userEvent.click(view.getByRole("button", { name: /^A:/ }));
		await userEvent.click(view.getByRole("button", { name: "Ask" }));
		expect(args.onSubmit).toHaveBeenCalledWith("What colour is the circle?");
		await userEvent.click(view.getByRole("button", { name: "Take out wording A" }));
		expect(field).toHaveValue("Name the circle's colour.");
		await userEvent.click(view.getByRole("button", { name: "Another wording" }));
	},
};
