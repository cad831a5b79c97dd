import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState } from "react";
import { expect, fireEvent, userEvent, within } from "storybook/test";
import { ColorScaleControl, PatchHeatmap } from "../../src/index.js";
import { hill } from "../image/synthetic.js";

const values = hill(16, 16, 4, 5);

const meta = {
	title: "Foundation/ColorScaleControl",
	component: ColorScaleControl,
	args: { value: {}, onChange: () => {} },
	render: function Controlled(args) {
		const [scale, setScale] = useState(args.value);
		return (
			<>
				<ColorScaleControl value={scale} onChange={setScale} />
				<PatchHeatmap grid={{ rows: 16, columns: 16 }} values={values} unit="share of attention" scale={scale} />
			</>
		);
	},
} satisfies Meta<typeof ColorScaleControl>;

export default meta;
type Story = StoryObj<typeof meta>;

export const WithHeatmap: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await view.findByRole("combobox", { name: "Colours" });
		const [base] = Array.from(canvasElement.querySelectorAll("canvas")).filter((one) => one.height === 16);
		const red = (cell: number): number =>
			base!.getContext("2d")!.getImageData(cell % 16, Math.floor(cell / 16), 1, 1).data[0]!;
		const peak = 4 * 16 + 5;
		expect(red(peak)).toBe(253);
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Colours" }), "greys");
		expect(red(peak)).toBeGreaterThan(240);
		const slope = red(peak + 2);
		fireEvent.change(view.getByRole("slider", { name: "Gamma" }), { target: { value: "0.5" } });
		expect(red(peak + 2)).toBeGreaterThan(slope);
		await userEvent.selectOptions(view.getByRole("combobox", { name: "Range" }), "0.05");
		expect(view.getByText(/^≥ 0/)).toBeVisible();
	},
};

export const Signed: Story = { args: { value: { signed: true } } };
