import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fireEvent, userEvent, within } from "storybook/test";
import { colour } from "../../fixtures/index.js";
import { createSelectionStore, ImageStage } from "../../src/index.js";
import { picture, tiled } from "./synthetic.js";

const { tensor, unit } = colour.results.relevancy.tensors.image!;
const [tokens = 1, regions = 144] = tensor.shape;
const mean = Float32Array.from({ length: regions }, (_, region) => {
	let sum = 0;
	for (let token = 0; token < tokens; token++) sum += tensor.data[token * regions + region]! / tokens;
	return sum;
});

const meta = {
	title: "Image/ImageStage",
	component: ImageStage,
	args: { image: colour.image, layout: colour.layouts[0]!, alt: colour.alt, title: "The picture that was asked about" },
} satisfies Meta<typeof ImageStage>;

export default meta;
type Story = StoryObj<typeof meta>;

export const WithRelevance: Story = {
	args: { values: mean, unit, store: createSelectionStore({ regions: [30, 31] }) },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const stage = await view.findByRole("group", { name: colour.alt });
		expect(view.getByText(/at 100 %; 144 regions coloured by .*Outlined: 2 picked regions\./)).toBeVisible();
		// By keys, while the picture has the focus.
		stage.focus();
		await userEvent.keyboard("++{ArrowRight}");
		expect(view.getByText("156 %")).toBeVisible();
		await userEvent.keyboard("0");
		expect(view.getByText("100 %")).toBeVisible();
		// By buttons.
		await userEvent.click(view.getByRole("button", { name: "Larger" }));
		expect(view.getByText("150 %")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Whole" }));
		expect(view.getByRole("button", { name: "Smaller" })).toBeDisabled();
	},
};

/** Two fingers zoom about their middle and pan; one finger is the page's. */
export const TwoFingers: Story = {
	args: { values: mean, unit },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const stage = await view.findByRole("group", { name: colour.alt });
		const box = stage.getBoundingClientRect();
		const finger = (type: "pointerDown" | "pointerMove" | "pointerUp", pointerId: number, x: number): void => {
			stage.setPointerCapture = () => undefined;
			const place = { clientX: box.x + x * box.width, clientY: box.y + box.height / 2 };
			fireEvent[type](stage, { pointerId, pointerType: "touch", ...place });
		};
		finger("pointerDown", 11, 0.4);
		finger("pointerMove", 11, 0.1);
		expect(view.getByText("100 %")).toBeVisible();
		finger("pointerMove", 11, 0.4);
		finger("pointerDown", 12, 0.6);
		finger("pointerMove", 12, 0.8);
		expect(await view.findByText("200 %")).toBeVisible();
		finger("pointerUp", 12, 0.8);
		finger("pointerUp", 11, 0.4);
	},
};

/** Ctrl and the wheel, which is a touchpad's pinch; the plain wheel scrolls the page. */
export const Wheel: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const stage = await view.findByRole("group", { name: colour.alt });
		expect(fireEvent.wheel(stage, { deltaY: -200 })).toBe(true);
		expect(view.getByText("100 %")).toBeVisible();
		expect(fireEvent.wheel(stage, { deltaY: -200, ctrlKey: true })).toBe(false);
		expect(await view.findByText("195 %")).toBeVisible();
	},
};

/** A model that cuts the picture into tiles after a thumbnail; row ends have no place. */
export const Tiles: Story = {
	args: {
		image: picture(400, 300),
		layout: tiled(6, 8),
		values: Float32Array.from({ length: 5 * 6 * 9 }, (_, region) => (region < 54 ? Number.NaN : (region % 17) / 17)),
		unit: "share of attention",
		alt: "a dim room with a lamp",
		tiles: ["top left", "top right", "bottom left", "bottom right"].map((label, tile) => ({
			label,
			rect: { x: 200 * (tile % 2), y: 150 * Math.floor(tile / 2), width: 200, height: 150 },
		})),
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.selectOptions(await view.findByRole("combobox", { name: "Part" }), "bottom right");
		expect(view.getByText(/^bottom right, of 400 x 300 pixels, .* 30 tokens have no place on it/)).toBeVisible();
	},
};

/** The model cut the sides off: what it did not see is hatched, and the seen part can be gone to. */
export const PartSeen: Story = {
	args: {
		image: picture(400, 300),
		layout: {
			imageWidth: 400,
			imageHeight: 300,
			visible: { x: 50, y: 0, width: 300, height: 300 },
			regions: Array.from({ length: 16 }, (_, region) => ({
				x: 50 + 75 * (region % 4),
				y: 75 * Math.floor(region / 4),
				width: 75,
				height: 75,
			})),
			grid: { rows: 4, columns: 4 },
		},
		values: Float32Array.from({ length: 16 }, (_, region) => region / 15),
		unit: "share of attention",
		alt: "a dim room with a lamp",
	},
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "What the model saw" }));
		const stage = view.getByRole("group", { name: "a dim room with a lamp" });
		expect(stage.clientWidth / stage.clientHeight).toBeCloseTo(1, 1);
	},
};

export const PictureOnly: Story = { args: { layout: undefined } };
export const WrongLayout: Story = {
	args: { values: new Float32Array(3), unit: "share" },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByRole("alert")).toHaveTextContent("with 3 values");
	},
};
export const Loading: Story = { args: { status: { kind: "loading" } } };
