import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { type EditOp, ImageEditor, type ImageEditorProps, type PictureEdit, replayEdits } from "../../src/controls.js";
import { picture } from "../image/synthetic.js";

const image = picture(320, 240);
const meta = {
	title: "Input/ImageEditor",
	component: ImageEditor,
	args: { image, alt: "A lamp in a dim room", onChange: fn(), onDone: fn(), onCancel: fn() },
} satisfies Meta<typeof ImageEditor>;

export default meta;
type Story = StoryObj<typeof meta>;

/** A pointer along points of the picture, which has to be seen as a whole. */
function stroke(canvasElement: HTMLElement, points: readonly (readonly [number, number])[], end = "pointerup"): void {
	const stage = canvasElement.querySelector(".lvlm-editor-stage") as HTMLElement;
	const box = stage.getBoundingClientRect();
	const send = (type: string, [x, y]: readonly [number, number], pointerId = 1): boolean =>
		stage.dispatchEvent(
			new PointerEvent(type, {
				clientX: box.x + (x / image.width) * box.width,
				clientY: box.y + (y / image.height) * box.height,
				pointerId,
				bubbles: true,
			}),
		);
	send("pointerdown", points[0] as readonly [number, number]);
	for (const point of points.slice(1)) send("pointermove", point);
	if (end === "second finger") {
		const touch = { pointerType: "touch", pointerId: 2, clientX: box.x + 5, clientY: box.y + 5, bubbles: true };
		stage.dispatchEvent(new PointerEvent("pointerdown", touch));
		stage.dispatchEvent(new PointerEvent("pointerup", touch));
		send("pointerup", points[0] as readonly [number, number]);
	} else send(end, points.at(-1) as readonly [number, number]);
}

const done = async (args: ImageEditorProps, view: ReturnType<typeof within>): Promise<PictureEdit> => {
	await userEvent.click(view.getByRole("button", { name: "Apply" }));
	return (args.onDone as ReturnType<typeof fn>).mock.lastCall?.[0] as PictureEdit;
};

/** Cover a part by a rectangle, blur another by a lasso, go back and forth; what comes out is pixels and the way to them. */
export const Covers: Story = {
	args: { onChange: fn(), onDone: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		stroke(canvasElement, [
			[20, 30],
			[60, 90],
			[100, 130],
		]);
		expect(await view.findByText("320 × 240 pixels. 1 edit; the last: Rectangle, colour #7f7f7f.")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Lasso" }));
		await userEvent.click(view.getByRole("button", { name: "Blur" }));
		stroke(canvasElement, [
			[150, 60],
			[290, 70],
			[280, 200],
			[160, 190],
		]);
		expect(await view.findByText(/2 edits; the last: Lasso, blur\./)).toBeVisible();
		// A second finger makes a stroke none.
		stroke(
			canvasElement,
			[
				[10, 200],
				[60, 230],
			],
			"second finger",
		);
		expect(view.getByText(/2 edits/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Undo" }));
		expect(view.getByText(/1 edit;/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Redo" }));
		const { picture: edited, ops } = await done(args, view);
		expect(ops).toHaveLength(2);
		expect(edited).toEqual(replayEdits(image, JSON.parse(JSON.stringify(ops)) as EditOp[]));
		const at = (x: number, y: number): number[] => [...edited.data.subarray(3 * (320 * y + x), 3 * (320 * y + x) + 3)];
		expect(at(60, 60)).toEqual([127, 127, 127]);
		expect(at(5, 5)).toEqual([...image.data.subarray(3 * (320 * 5 + 5), 3 * (320 * 5 + 5) + 3)]);
		expect(args.onChange).toHaveBeenCalledTimes(4);
	},
};

/** The eraser gives back what was there before all edits, and only where it went. */
export const Erases: Story = {
	args: { onChange: fn(), onDone: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		stroke(canvasElement, [
			[20, 30],
			[200, 200],
		]);
		await userEvent.click(await view.findByRole("button", { name: "Erase" }));
		stroke(canvasElement, [
			[100, 60],
			[100, 90],
		]);
		expect(await view.findByText(/2 edits/)).toBeVisible();
		const { picture: edited } = await done(args, view);
		const at = (x: number, y: number): number[] => [...edited.data.subarray(3 * (320 * y + x), 3 * (320 * y + x) + 3)];
		expect(at(100, 75)).toEqual([...image.data.subarray(3 * (320 * 75 + 100), 3 * (320 * 75 + 100) + 3)]);
		expect(at(100, 75)).not.toEqual([127, 127, 127]);
		expect(at(30, 190)).toEqual([127, 127, 127]);
	},
};

/** In whole patches of the model: exactly those are covered that the stroke touched. */
export const Patches: Story = {
	args: {
		patchGrid: (width, height) => ({ rows: 6, columns: 8, rect: { x: 0, y: 0, width, height } }),
		onDone: fn(),
		onChange: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("switch", { name: "Whole patches" }));
		await userEvent.click(view.getByRole("button", { name: "Brush" }));
		await userEvent.click(view.getByRole("button", { name: "Noise" }));
		stroke(canvasElement, [
			[50, 50],
			[130, 50],
		]);
		expect(await view.findByText(/the last: 3 patches, noise/)).toBeVisible();
		const { picture: edited } = await done(args, view);
		let [left, right, changed] = [320, 0, 0];
		for (let i = 0; i < 320 * 240; i++) {
			if (edited.data.subarray(3 * i, 3 * i + 3).join() === image.data.subarray(3 * i, 3 * i + 3).join()) continue;
			left = Math.min(left, i % 320);
			right = Math.max(right, i % 320);
			changed++;
		}
		expect([left, right]).toEqual([40, 159]);
		expect(changed).toBeGreaterThan(0.99 * 120 * 40);
	},
};

/** All of it by keys: a cursor, a pen that goes down and up, undo. */
export const ByKeys: Story = {
	args: { onDone: fn(), onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Brush" }));
		const stage = view.getByRole("application", { name: "A lamp in a dim room, to be edited" });
		stage.focus();
		await userEvent.keyboard(" {ArrowRight}{ArrowRight}{ArrowDown} ");
		expect(await view.findByText(/1 edit; the last: Brush, colour/)).toBeVisible();
		const [ops] = (args.onChange as ReturnType<typeof fn>).mock.lastCall as [readonly EditOp[]];
		expect(ops[0]).toMatchObject({
			area: {
				path: [
					{ x: 160, y: 120 },
					{ x: 168, y: 120 },
					{ x: 176, y: 120 },
					{ x: 176, y: 128 },
				],
			},
		});
		await userEvent.keyboard(" {ArrowLeft}");
		expect(view.getByText("168, 128, pen down")).toBeInTheDocument();
		await userEvent.keyboard("{Escape}");
		expect(view.getByText(/1 edit;/)).toBeVisible();
		await userEvent.keyboard("{Control>}z{/Control}");
		expect(view.getByText(/No edits\./)).toBeVisible();
		await userEvent.keyboard("{Control>}{Shift>}z{/Shift}{/Control}+");
		expect(view.getByText(/1 edit;/)).toBeVisible();
		expect(view.getByText("125 %")).toBeVisible();
	},
};

/** To crop, the whole is seen; edits stay where they are in the picture. */
export const Crops: Story = {
	args: {
		ops: [
			{
				op: "fill",
				area: { shape: "rectangle", rect: { x: 100, y: 100, width: 40, height: 40 } },
				fill: { kind: "mean" },
			},
		],
		onDone: fn(),
		onChange: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Crop" }));
		stroke(canvasElement, [
			[80, 60],
			[240, 220],
		]);
		expect(await view.findByText("160 × 160 pixels. 2 edits; the last: Crop to 160 × 160.")).toBeVisible();
		const { picture: edited } = await done(args, view);
		const at = (x: number, y: number): string => edited.data.subarray(3 * (160 * y + x), 3 * (160 * y + x) + 3).join();
		expect([edited.width, edited.height]).toEqual([160, 160]);
		expect(at(21, 41)).toBe(at(59, 79));
	},
};

/** Zoomed, moved, and drawn on: the stroke is where the hand is. */
export const Zoomed: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Larger" }));
		await userEvent.click(view.getByRole("button", { name: "Larger" }));
		expect(view.getByText("225 %")).toBeVisible();
		stroke(canvasElement, [
			[0, 0],
			[320, 240],
		]);
		await waitFor(() => expect(args.onChange).toHaveBeenCalled());
		const [[op]] = (args.onChange as ReturnType<typeof fn>).mock.lastCall as [readonly [EditOp]];
		const rect = op.op === "fill" && op.area.shape === "rectangle" ? op.area.rect : undefined;
		expect(rect?.width).toBeCloseTo(320 / 2.25, 3);
		expect(rect?.x).toBeCloseTo((320 - 320 / 2.25) / 2, 3);
		await userEvent.click(view.getByRole("button", { name: "Whole" }));
		expect(view.getByText("100 %")).toBeVisible();
	},
};

export const Tall: Story = { args: { image: picture(120, 480) } };
