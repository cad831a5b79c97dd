import type { Meta, StoryObj } from "@storybook/react-vite";
import { type ComponentProps, type JSX, useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { DevicePicker, ExampleGallery, MethodPicker, ModelPicker } from "../../src/controls.js";
import { picture } from "../image/synthetic.js";

const models = [
	{
		id: "shapes-llava",
		name: "shapes-llava",
		description: "Small, trained on coloured shapes; it knows where it fails.",
		downloadBytes: 11_200_000,
		cachedBytes: 11_200_000,
		parameterCount: 5_600_000,
		licence: "Apache-2.0",
		licenceUrl: "https://www.apache.org/licenses/LICENSE-2.0",
		supports: [
			{ what: "attention", isSupported: true },
			{ what: "gradients", isSupported: true },
			{ what: "several turns", isSupported: true },
		],
	},
	{
		id: "tiny",
		name: "tiny-random",
		description: "Random weights, to try things out.",
		downloadBytes: 640_000,
		licence: "MIT",
		licenceUrl: "javascript:alert(1)",
		supports: [
			{ what: "attention", isSupported: true },
			{ what: "gradients", isSupported: false, why: "no gradient of an operator" },
		],
		caution: "Tight here: little is left for explanations.",
	},
	{
		id: "llava-hf/llava-1.5-7b-hf",
		name: "llava-1.5-7b",
		parameterCount: 7_063_000_000,
		downloadBytes: 14_100_000_000,
		licence: "Llama 2",
		unfit: "Needs 29.3 GB of memory; this browser gives 4.3 GB.",
	},
];

const meta = {
	title: "Input/Pickers",
	component: ModelPicker,
	args: { models, value: "shapes-llava", onChange: fn(), onDelete: fn() },
	render: (args) => <Held {...args} />,
} satisfies Meta<typeof ModelPicker>;

export default meta;
type Story = StoryObj<typeof meta>;

function Held(args: ComponentProps<typeof ModelPicker>): JSX.Element {
	const [value, setValue] = useState(args.value);
	return (
		<ModelPicker
			{...args}
			value={value}
			onChange={(next) => {
				setValue(next);
				args.onChange(next);
			}}
		/>
	);
}

/** Arrow keys pick; what cannot run here says why; a download is deleted after a second word. */
export const Models: Story = {
	args: { onChange: fn(), onDelete: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByText("6 M parameters · on this device, 11.2 MB")).toBeVisible();
		expect(view.getByRole("radio", { name: "llava-1.5-7b" })).toBeDisabled();
		expect(view.getByRole("radio", { name: "llava-1.5-7b" })).toHaveAccessibleDescription(/Needs 29\.3 GB of memory/);
		view.getByRole("radio", { name: "shapes-llava" }).focus();
		await userEvent.keyboard("{ArrowDown}");
		expect(args.onChange).toHaveBeenLastCalledWith("tiny");
		// An address that is none is no link.
		expect(view.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual([
			"https://www.apache.org/licenses/LICENSE-2.0",
		]);
		await userEvent.click(view.getByRole("button", { name: "Delete the download" }));
		expect(args.onDelete).not.toHaveBeenCalled();
		await userEvent.click(view.getByRole("button", { name: "Delete" }));
		expect(args.onDelete).toHaveBeenCalledWith("shapes-llava");
	},
};

/** Many are searched by words of name, description and licence. */
export const ManyModels: Story = {
	args: {
		value: undefined,
		models: Array.from({ length: 12 }, (_, index) => ({
			id: `m${index}`,
			name: `llava-variant-${index}`,
			licence: index % 2 ? "MIT" : "Apache-2.0",
		})),
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.type(view.getByRole("searchbox", { name: "Search models" }), "variant mit");
		expect(view.getAllByRole("radio")).toHaveLength(6);
		await userEvent.type(view.getByRole("searchbox"), " zzz");
		expect(view.getByRole("status")).toHaveTextContent("No model has all of these words.");
	},
};

export const NoModels: Story = { args: { models: [], value: undefined } };

const methods = [
	{
		id: "attention",
		name: "Where it looked",
		description: "Raw attention of every layer and head.",
		cost: "one pass for all tokens",
		seconds: 0.2,
		needsGradients: false,
	},
	{
		id: "relevancy",
		name: "What mattered",
		description: "Attention weighted by how it changes the word.",
		cost: "one forward and one backward pass",
		seconds: 12,
		needsGradients: true,
		paper: "Chefer et al. 2021",
		paperUrl: "https://arxiv.org/abs/2103.15679",
	},
	{
		id: "causal",
		name: "What caused it",
		description: "A graph of causes over the tokens that are attended to.",
		cost: "a second a head",
		needsGradients: false,
		paper: "Rohekar et al. 2023",
		paperUrl: "javascript:alert(1)",
		reason: "This model was exported without attention.",
	},
];

export const Methods: StoryObj<typeof MethodPicker> = {
	render: (args) => <MethodPicker {...args} />,
	args: { methods, value: "attention", onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByText("What mattered"));
		expect(args.onChange).toHaveBeenCalledWith("relevancy");
		expect(view.getByText("one forward and one backward pass · about 12 s · needs gradients")).toBeVisible();
		expect(view.getAllByRole("link").map((link) => link.textContent)).toEqual(["Chefer et al. 2021"]);
		expect(view.getByText("a second a head · no gradients · Rohekar et al. 2023")).toBeVisible();
	},
};

export const Devices: StoryObj<typeof DevicePicker> = {
	render: (args) => <DevicePicker {...args} />,
	args: {
		devices: [
			{ device: "webgpu", isAvailable: false, reason: "This browser has no WebGPU." },
			{ device: "wasm", isAvailable: true, detail: "8 threads" },
		],
		value: "auto",
		onChange: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByText("Now: Processor (WebAssembly).")).toBeVisible();
		expect(view.getByRole("radio", { name: "Graphics card (WebGPU)" })).toBeDisabled();
		await userEvent.click(view.getByRole("radio", { name: "Processor (WebAssembly)" }));
		expect(args.onChange).toHaveBeenCalledWith("wasm");
	},
};

const examples = ["Right", "Biased", "Counted", "Beside", "Absent", "Described"].map((title, index) => ({
	id: title,
	title,
	question: `What colour is shape ${index + 1}?`,
	picture: picture(160, 120),
	alt: `A lamp, drawn ${index + 1} times`,
	answer: "orange",
	note: index === 1 ? "wrong: the bias of its training" : "right",
}));

/** Six of them: one stop of the Tab key, arrows inside, Enter opens. */
export const Examples: StoryObj<typeof ExampleGallery> = {
	render: (args) => <ExampleGallery {...args} />,
	args: { examples, value: "Biased", onOpen: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const buttons = view.getAllByRole("button");
		expect(buttons.map((button) => button.tabIndex)).toEqual([-1, 0, -1, -1, -1, -1]);
		await userEvent.tab();
		expect(buttons[1]).toHaveFocus();
		await userEvent.keyboard("{ArrowRight}{ArrowRight}{Home}");
		expect(buttons[0]).toHaveFocus();
		await userEvent.keyboard("{ArrowDown}");
		const [first, below] = [buttons[0]!, document.activeElement as HTMLElement].map((one) =>
			one.getBoundingClientRect(),
		);
		expect(below!.x).toBe(first!.x);
		expect(below!.y).toBeGreaterThan(first!.y);
		await userEvent.keyboard("{Enter}");
		expect(args.onOpen).toHaveBeenCalledOnce();
		await waitFor(() => expect(view.getAllByRole("img")).toHaveLength(6));
	},
};

export const ExampleOpening: StoryObj<typeof ExampleGallery> = {
	render: (args) => <ExampleGallery {...args} />,
	args: { examples: examples.slice(0, 2), opening: "Right", isDisabled: true, onOpen: fn() },
};
