import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, fn, userEvent, within } from "storybook/test";
import { PromptEditor, RunControls, type RunState } from "../../src/controls.js";

const meta = {
	title: "Run/RunControls",
	component: RunControls,
	args: {
		state: "idle",
		onRun: fn(),
		onStop: fn(),
		estimate: { seconds: 3.4, memoryBytes: 88e6, downloadBytes: 11.2e6 },
	},
} satisfies Meta<typeof RunControls>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Idle: Story = {
	args: { onRun: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByText("Takes about 3 s, 88.0 MB of memory, 11.2 MB to download first.")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Run" }));
		expect(args.onRun).toHaveBeenCalledOnce();
	},
};

export const Blocked: Story = {
	args: { blocked: "Give a picture first.", onRun: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByRole("button", { name: "Run" })).toBeDisabled();
		expect(view.getByText("Give a picture first.")).toBeVisible();
		expect(args.onRun).not.toHaveBeenCalled();
	},
};

/** Run, stop and go on, by keys alone; the focus stays where the button was. */
export const StopAndGoOn: StoryObj = {
	render: () => <Machine />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		view.getByRole("button", { name: "Run" }).focus();
		await userEvent.keyboard("{Enter}");
		expect(await view.findByRole("button", { name: "Stop" })).toHaveFocus();
		await userEvent.keyboard("{Control>}.{/Control}");
		expect(view.getByText("Stopped; 7 tokens are kept.")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Go on" }));
		expect(view.getByRole("button", { name: "Stop" })).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Stop" }));
		expect(view.getByRole("button", { name: "Run from the start" })).toHaveFocus();
	},
};

function Machine(): JSX.Element {
	const [state, setState] = useState<RunState>("idle");
	return (
		<RunControls
			state={state}
			kept="7 tokens"
			onRun={() => setState("running")}
			onStop={() => setState("stopped")}
			onResume={() => setState("running")}
		/>
	);
}

/** Keys act on what is inside, and nowhere else. */
export const AroundAQuestion: Story = {
	args: {
		onRun: fn(),
		children: <PromptEditor value="What is it?" onChange={fn()} onSubmit={fn()} />,
		estimate: { caution: "Little memory is left: explanations may not fit." },
	},
	play: async ({ canvasElement, args }) => {
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
		expect(args.onRun).not.toHaveBeenCalled();
		within(canvasElement).getByRole("button", { name: "Ask" }).focus();
		await userEvent.keyboard("{Control>}{Enter}{/Control}");
		expect(args.onRun).toHaveBeenCalledOnce();
	},
};

export const Stopping: Story = { args: { state: "stopping" } };
