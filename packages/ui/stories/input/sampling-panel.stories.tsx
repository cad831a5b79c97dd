import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, fireEvent, fn, userEvent, within } from "storybook/test";
import { defaultSampling, SamplingPanel, type SamplingPanelProps } from "../../src/controls.js";

const meta = {
	title: "Input/SamplingPanel",
	component: SamplingPanel,
	args: { value: defaultSampling, onChange: fn() },
	render: (args) => <Held {...args} />,
} satisfies Meta<typeof SamplingPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

function Held(args: SamplingPanelProps): JSX.Element {
	const [value, setValue] = useState(args.value);
	return (
		<SamplingPanel
			{...args}
			value={value}
			onChange={(next) => {
				setValue(next);
				args.onChange(next);
			}}
		/>
	);
}

/** Nothing is shown that would do nothing. */
export const Greedy: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByText("Greedy, at most 64 tokens.")).toBeVisible();
		expect(view.queryByLabelText("Temperature")).toBeNull();
		await userEvent.click(view.getByRole("switch"));
		expect(args.onChange).toHaveBeenLastCalledWith({ ...defaultSampling, temperature: 0.7 });
		await userEvent.click(view.getByRole("switch"));
		expect(args.onChange).toHaveBeenLastCalledWith(defaultSampling);
	},
};

export const Drawn: Story = {
	args: {
		value: { temperature: 0.2, topK: 0, topP: 0.7, seed: 0, maxTokens: 32, stop: [] },
		onChange: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const lastCall = (): unknown => (args.onChange as ReturnType<typeof fn>).mock.lastCall?.[0];
		expect(view.getByText("Temperature 0.2, top-p 0.7, seed 0, at most 32 tokens.")).toBeVisible();
		fireEvent.change(view.getByLabelText("Top-k, slider"), { target: { value: "40" } });
		expect(lastCall()).toMatchObject({ topK: 40 });
		const seed = view.getByLabelText("Seed");
		await userEvent.clear(seed);
		await userEvent.type(seed, "7");
		expect(lastCall()).toMatchObject({ seed: 7 });
		// What is out of range is said, and not taken.
		const topP = view.getByLabelText("Top-p");
		await userEvent.clear(topP);
		await userEvent.type(topP, "1.5");
		expect(topP).toBeInvalid();
		expect(topP).toHaveAccessibleDescription("Give a number from 0.01 to 1.");
		expect(lastCall()).toMatchObject({ topP: 1 });
		await userEvent.tab();
		expect(topP).toHaveValue("1");
		const most = view.getByLabelText("Most tokens");
		most.focus();
		await userEvent.keyboard("{ArrowUp}");
		expect(lastCall()).toMatchObject({ maxTokens: 33, seed: 7, topK: 40 });
		await userEvent.click(view.getByRole("button", { name: "Reset" }));
		expect(lastCall()).toEqual(defaultSampling);
	},
};

/** An engine that can only do so much: the rest is not offered. */
export const FewCapabilities: Story = {
	args: { capabilities: ["maxTokens", "stop"], value: { ...defaultSampling, stop: ["\n"] }, onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.queryByRole("switch")).toBeNull();
		expect(view.getByText("Greedy, at most 64 tokens, 1 stop string.")).toBeVisible();
		await userEvent.type(view.getByRole("textbox", { name: "Stop strings" }), "</s>\\n{Enter}");
		expect(args.onChange).toHaveBeenLastCalledWith({ ...defaultSampling, stop: ["\n", "</s>\n"] });
		await userEvent.click(view.getByRole("button", { name: "Remove \\n" }));
		expect(args.onChange).toHaveBeenLastCalledWith({ ...defaultSampling, stop: ["</s>\n"] });
	},
};
