import type { Meta, StoryObj } from "@storybook/react-vite";
import { type ComponentProps, type JSX, useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { DeviceBadge, StatusBar, type StatusMessage } from "../../src/controls.js";

const meta = {
	title: "Run/Device and messages",
	component: DeviceBadge,
	args: { device: "webgpu", precision: "float32" },
} satisfies Meta<typeof DeviceBadge>;

export default meta;
type Story = StoryObj<typeof meta>;

/** A word that opens into all that is known. */
export const Device: Story = {
	args: {
		runtime: "ONNX Runtime",
		limits: { adapter: "NVIDIA Ampere", memoryBytes: 4.3e9, usedBytes: 87e6, largestBufferBytes: 2.1e9 },
		missing: ["No half precision: weights take twice the memory."],
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const badge = view.getByRole("button", { name: /^WebGPU float32\s*, 1 feature missing$/ });
		await userEvent.click(badge);
		expect(view.getByText("4.3 GB")).toBeVisible();
		expect(view.getByText("No half precision: weights take twice the memory.")).toBeVisible();
		await userEvent.keyboard("{Escape}");
		expect(badge).toHaveFocus();
		expect(badge).toHaveAttribute("aria-expanded", "false");
		await userEvent.click(badge);
	},
};

export const Plain: Story = { args: { device: "wasm", precision: undefined, limits: { threads: 8 } } };

const messages: readonly StatusMessage[] = [
	{
		id: "memory",
		kind: "error",
		text: "The model does not fit: 29.3 GB are needed, 4.3 GB are there.",
		hint: "Choose a smaller model, or run it on another machine.",
		details: "out-of-memory\nneededBytes 29290000000\nfreeBytes 4300000000",
	},
	{ id: "gpu", kind: "warning", text: "The graphics card was lost; the model is loaded again." },
	{ id: "wasm", kind: "notice", text: "The processor is used, because this browser has no WebGPU." },
];

function Held(args: ComponentProps<typeof StatusBar>): JSX.Element {
	const [shown, setShown] = useState(args.messages);
	return (
		<StatusBar
			{...args}
			messages={shown}
			onDismiss={(id) => {
				setShown((before) => before.filter((one) => one.id !== id));
				args.onDismiss(id);
			}}
		/>
	);
}

/** A notice goes by itself, an error never; its details can be copied. */
export const Messages: StoryObj<typeof StatusBar> = {
	render: (args) => <Held {...args} />,
	args: { messages, noticeMs: 300, onDismiss: fn(), onCopy: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByRole("alert")).toHaveTextContent("29.3 GB are needed, 4.3 GB are there. Choose a smaller model");
		await waitFor(() => expect(args.onDismiss).toHaveBeenCalledWith("wasm"), { timeout: 3000 });
		await userEvent.click(view.getByRole("button", { name: "Copy details" }));
		expect(args.onCopy).toHaveBeenCalledWith([messages[0]!.text, messages[0]!.hint, messages[0]!.details].join("\n"));
		expect(view.getByText("Copied")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Details" }));
		expect(view.getByRole("textbox", { name: "Details" })).toHaveValue(messages[0]!.details);
		await userEvent.click(view.getByRole("button", { name: /^Dismiss: The graphics card/ }));
		await waitFor(() => expect(view.getByRole("button", { name: /^Dismiss: The model/ })).toHaveFocus());
		await new Promise((done) => setTimeout(done, 500));
		expect(view.getAllByRole("listitem")).toHaveLength(1);
	},
};

export const AllKinds: StoryObj<typeof StatusBar> = {
	render: (args) => <StatusBar {...args} />,
	args: { messages, noticeMs: 600_000, onDismiss: fn() },
};

export const HostileMessage: StoryObj<typeof StatusBar> = {
	render: (args) => <StatusBar {...args} />,
	args: {
		messages: [
			{
				id: "h",
				kind: "error",
				text: '<img src=x onerror="alert(1)"> \u202e gnirts',
				hint: "</script>",
				details: "=1+1",
			},
		],
		onDismiss: fn(),
	},
	play: async ({ canvasElement }) => {
		expect(canvasElement.querySelector("img, script")).toBeNull();
	},
};
