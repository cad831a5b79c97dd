import type { ImageLayout, Preprocess, RgbImage } from "@lvlm-interpret/core";
import { resizeForDisplay } from "@lvlm-interpret/core/paint";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, fn, userEvent, within } from "storybook/test";
import { PreprocessPicker, type PreprocessPickerProps, type PreprocessPreview } from "../../src/controls.js";
import { picture } from "../image/synthetic.js";

const image = picture(400, 240);
const side = 240;
const patches = 8;

/** Patches over a square of the original, as a processor of 240 x 240 lays them. */
function layoutOf(x: number, y: number, width: number, height: number): ImageLayout {
	const [w, h] = [width / patches, height / patches];
	const left = Math.max(0, x);
	const top = Math.max(0, y);
	return {
		imageWidth: image.width,
		imageHeight: image.height,
		visible: {
			x: left,
			y: top,
			width: Math.min(image.width, x + width) - left,
			height: Math.min(image.height, y + height) - top,
		},
		regions: Array.from({ length: patches * patches }, (_, cell) => ({
			x: x + (cell % patches) * w,
			y: y + Math.floor(cell / patches) * h,
			width: w,
			height: h,
		})),
		grid: { rows: patches, columns: patches },
	};
}

/** A stand-in for the engine's `prepare`. */
async function preview(value: Preprocess): Promise<PreprocessPreview> {
	const input = (draw: (x: number, y: number) => readonly [number, number] | undefined): RgbImage => {
		const data = new Uint8Array(side * side * 3).fill(122);
		for (let y = 0; y < side; y++) {
			for (let x = 0; x < side; x++) {
				const from = draw(x, y);
				if (from)
					data.set(
						image.data.subarray(3 * (from[1] * image.width + from[0]), 3 * (from[1] * image.width + from[0]) + 3),
						3 * (y * side + x),
					);
			}
		}
		return { width: side, height: side, data };
	};
	if (value === "resize") {
		const { data } = resizeForDisplay(image, side, side);
		return {
			picture: {
				width: side,
				height: side,
				data: Uint8Array.from({ length: side * side * 3 }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)] as number),
			},
			layout: layoutOf(0, 0, 400, 240),
		};
	}
	if (value === "pad") {
		const draw = (x: number, y: number): readonly [number, number] | undefined => {
			const row = Math.floor((y - 48) / 0.6);
			return row >= 0 && row < 240 ? [Math.min(399, Math.floor(x / 0.6)), row] : undefined;
		};
		return { picture: input(draw), layout: layoutOf(0, -80, 400, 400) };
	}
	return { picture: input((x, y) => [x + 80, y]), layout: layoutOf(80, 0, 240, 240) };
}

const meta = {
	title: "Input/PreprocessPicker",
	component: PreprocessPicker,
	args: { value: "default", onChange: fn(), image, preview },
	render: (args) => <Held {...args} />,
} satisfies Meta<typeof PreprocessPicker>;

export default meta;
type Story = StoryObj<typeof meta>;

function Held(args: PreprocessPickerProps): JSX.Element {
	const [value, setValue] = useState(args.value);
	return (
		<PreprocessPicker
			{...args}
			value={value}
			onChange={(next) => {
				setValue(next);
				args.onChange(next);
			}}
		/>
	);
}

/** The four ways of the original, each with exactly what the model reads. */
export const FourWays: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(await view.findByText("240 × 240 pixels, 8 × 8 patches. 40 % of the picture is not seen.")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Pad" }));
		expect(args.onChange).toHaveBeenLastCalledWith("pad");
		expect(
			await view.findByText(
				"240 × 240 pixels, 8 × 8 patches. All of the picture is seen. 40 % of the input is padding.",
			),
		).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Resize" }));
		expect(await view.findByText("240 × 240 pixels, 8 × 8 patches. All of the picture is seen.")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Crop" }));
		const shown = await view.findByRole("img", { name: "What the model reads, 240 by 240 pixels" });
		// Exactly the pixels that came, not what this page would make of them.
		const pixels = (shown as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, side, side).data;
		const { picture: sent } = await preview("crop");
		expect([...pixels.subarray(400, 403)]).toEqual([...sent.data.subarray(300, 303)]);
		await userEvent.click(view.getByRole("button", { name: "Pad" }));
	},
};

/** Padding is drawn beside the picture. */
export const Padded: Story = { args: { value: "pad" } };

/** A model that cuts pictures up shows its tiles. */
export const Tiles: Story = {
	args: {
		preview: async () => ({
			...(await preview("resize")),
			tiles: [0, 200].flatMap((x) => [0, 120].map((y) => ({ x, y, width: 200, height: 120 }))),
		}),
	},
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/64 patches|8 × 8 patches, 4 tiles/)).toBeVisible();
	},
};

export const Loading: Story = {
	args: { preview: () => new Promise<PreprocessPreview>(() => undefined) },
	play: async ({ canvasElement }) => {
		expect(within(canvasElement).getByText("Preparing the preview …")).toBeVisible();
	},
};

const refuse = async (): Promise<PreprocessPreview> => {
	throw new Error('The model\'s processor names no size of its input, so "pad" has none.');
};
export const Failing: Story = {
	args: { value: "pad", preview: refuse },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByRole("alert")).toHaveTextContent("names no size of its input");
	},
};

export const NoPicture: Story = { args: { image: undefined } };
