import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { ImageInput, type ImageInputProps, type InputImage, imageToSend } from "../../src/controls.js";
import { picture } from "../image/synthetic.js";
import { bring, given, heicFile, pictureFile, transfer, turnedPhoto } from "./files.js";

const meta = {
	title: "Input/ImageInput",
	component: ImageInput,
	args: { value: [], onChange: fn() },
	render: (args) => <Held {...args} />,
} satisfies Meta<typeof ImageInput>;

export default meta;
type Story = StoryObj<typeof meta>;

function Held(args: ImageInputProps): JSX.Element {
	const [value, setValue] = useState(args.value);
	return (
		<ImageInput
			{...args}
			value={value}
			onChange={(next) => {
				setValue(next);
				args.onChange(next);
			}}
		/>
	);
}

const box = (canvasElement: HTMLElement): HTMLElement => canvasElement.querySelector(".lvlm-input") as HTMLElement;
const last = (args: ImageInputProps): readonly InputImage[] =>
	(args.onChange as ReturnType<typeof fn>).mock.lastCall?.[0] as readonly InputImage[];
const pixel = ({ picture: { width, data } }: InputImage, x: number, y: number): number[] => [
	...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];

/** Dropped: a small file is kept whole, so the model reads the file itself. */
export const Dropped: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const file = await pictureFile(64, 48, "small.png");
		bring(box(canvasElement), "dragover", transfer([file]));
		await waitFor(() => expect(box(canvasElement)).toHaveAttribute("data-over"));
		bring(box(canvasElement), "drop", transfer([file]));
		expect(await view.findByText("64 × 48")).toBeVisible();
		const [image] = last(args);
		expect(pixel(image!, 3, 3)).toEqual([0xc0, 0x20, 0x20]);
		expect(await imageToSend(image!)).toBe(image!.file);
	},
};

/** EXIF orientation is applied: the red left half comes to the top. Twelve megapixels are scaled. */
export const PhotoOfAPhone: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const input = canvasElement.querySelector("input[type=file]") as HTMLInputElement;
		await userEvent.upload(input, await turnedPhoto(4000, 3000));
		expect(await view.findByText(/scaled from 3000 × 4000$/, undefined, { timeout: 15_000 })).toBeVisible();
		const [image] = last(args);
		const { width, height } = image!.picture;
		expect(width * height).toBeLessThanOrEqual(2 ** 22);
		expect(width / height).toBeCloseTo(0.75, 2);
		expect(pixel(image!, 20, 20)[0]).toBeGreaterThan(150);
		expect(pixel(image!, width - 20, 20)[0]).toBeGreaterThan(150);
		expect(pixel(image!, 20, height - 20)[2]).toBeGreaterThan(150);
		expect(await imageToSend(image!)).toBe(image!.picture);
	},
};

export const Pasted: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		bring(box(canvasElement), "paste", transfer([await pictureFile(40, 30, "shot.png")]));
		expect(await view.findByText("40 × 30")).toBeVisible();
		bring(box(canvasElement), "paste", transfer([], { "text/plain": "hello" }));
		expect(await view.findByRole("alert")).toHaveTextContent("holds no picture");
	},
};

/** What cannot be read is named, with what to do; what could be read is there all the same. */
export const Unreadable: Story = {
	args: { maxImages: 4, onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const files = [heicFile, await pictureFile(40, 30, "fine.png"), new File(["<svg/>"], "logo.svg")];
		bring(box(canvasElement), "drop", transfer(files));
		const alert = await view.findByRole("alert");
		expect(alert).toHaveTextContent(
			"“IMG_0042.HEIC” cannot be read: it is an HEIC photo. Save or export it as JPEG or PNG",
		);
		expect(alert).toHaveTextContent("“logo.svg” cannot be read: it is a drawing (SVG). Export it as PNG");
		expect(last(args).map(({ name }) => name)).toEqual(["fine.png"]);
	},
};

/** Several pictures: their order is changed by buttons, by dragging, and kept. */
export const Several: Story = {
	args: {
		maxImages: 3,
		value: ["first.png", "second.png", "third.png"].map((name) => given(name)),
		onChange: fn(),
		onEdit: fn(),
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const names = (): string[] => last(args).map(({ name }) => name);
		const second = within(view.getByRole("group", { name: "Picture 2" }));
		second.getByRole("button", { name: "Move earlier" }).focus();
		await userEvent.keyboard("{Enter}");
		expect(names()).toEqual(["second.png", "first.png", "third.png"]);
		// At the end of its way the focus goes to a button that can be pressed.
		await waitFor(() => expect(document.activeElement).toHaveAccessibleName("Move later"));
		const data = new DataTransfer();
		const items = view.getAllByRole("listitem");
		bring(items[2]!, "dragstart", data);
		bring(items[0]!, "dragover", data);
		bring(items[0]!, "drop", data);
		await waitFor(() => expect(names()).toEqual(["third.png", "second.png", "first.png"]));
		await userEvent.click(view.getAllByRole("button", { name: "Remove" })[1]!);
		expect(names()).toEqual(["third.png", "first.png"]);
		await userEvent.click(view.getByRole("button", { name: "Use again: second.png" }));
		expect(names()).toEqual(["third.png", "first.png", "second.png"]);
		await userEvent.click(view.getAllByRole("button", { name: "Edit" })[0]!);
		expect(args.onEdit).toHaveBeenCalledWith(expect.objectContaining({ name: "third.png" }));
	},
};

/** One picture: another takes its place, and the first can be used again. */
export const Replaced: Story = {
	args: { value: [given("lamp.png", picture(480, 320))], onChange: fn(), onEdit: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		bring(box(canvasElement), "drop", transfer([await pictureFile(40, 30, "other.png")]));
		await userEvent.click(await view.findByRole("button", { name: "Use again: lamp.png" }));
		expect(last(args).map(({ name }) => name)).toEqual(["lamp.png"]);
	},
};

export const ByAddress: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Address" }));
		const field = view.getByLabelText("Address of a picture");
		await userEvent.type(field, "javascript:alert(1){Enter}");
		expect(await view.findByRole("alert")).toHaveTextContent("an address of kind “javascript:” is not fetched");
		const address = URL.createObjectURL(await pictureFile(24, 24, "x.png"));
		await userEvent.clear(field);
		await userEvent.type(field, `${address}{Enter}`);
		expect(await view.findByText("24 × 24")).toBeVisible();
		expect(last(args)[0]?.source).toBe("url");
		URL.revokeObjectURL(address);
	},
};

/** The camera is on only while it is shown. */
export const FromTheCamera: Story = {
	args: { onChange: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const film = document.createElement("canvas");
		[film.width, film.height] = [64, 48];
		const stream = film.captureStream(30);
		const context = film.getContext("2d")!;
		const timer = setInterval(() => {
			context.fillStyle = "#10a040";
			context.fillRect(0, 0, 64, 48);
		}, 30);
		const devices = navigator.mediaDevices;
		const original = devices.getUserMedia;
		try {
			devices.getUserMedia = async () => {
				throw new DOMException("no", "NotAllowedError");
			};
			await userEvent.click(view.getByRole("button", { name: "Camera" }));
			expect(await view.findByRole("alert")).toHaveTextContent("The camera was refused. Allow it");
			await userEvent.keyboard("{Escape}");
			devices.getUserMedia = async () => stream;
			await userEvent.click(view.getByRole("button", { name: "Camera" }));
			const take = await view.findByRole("button", { name: "Take the picture" });
			await waitFor(() => expect(take).toBeEnabled(), { timeout: 5000 });
			await userEvent.click(take);
			expect(await view.findByText("camera picture")).toBeVisible();
			expect(last(args)[0]?.picture).toMatchObject({ width: 64, height: 48 });
			await waitFor(() => expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(["ended"]));
		} finally {
			clearInterval(timer);
			devices.getUserMedia = original;
		}
	},
};

/** A name is a name, whatever it looks like. */
export const HostileNames: Story = {
	args: {
		maxImages: 2,
		value: [
			given('<img src=x onerror="window.hacked=1"></script>.png'),
			given(`\u202e gnp.exe ${"averylongnamewithoutaspace".repeat(6)}`, picture(40, 300)),
		],
		onChange: fn(),
	},
	play: async ({ canvasElement }) => {
		expect(canvasElement.querySelector("img, script")).toBeNull();
		expect(within(canvasElement).getByText('<img src=x onerror="window.hacked=1"></script>.png')).toBeVisible();
	},
};

/** While a run holds the pictures. */
export const Disabled: Story = {
	args: { value: [given("lamp.png")], isDisabled: true, onEdit: fn(), onChange: fn() },
	play: async ({ canvasElement, args }) => {
		for (const button of within(canvasElement).getAllByRole("button")) expect(button).toBeDisabled();
		bring(box(canvasElement), "drop", transfer([await pictureFile(40, 30, "other.png")]));
		expect(args.onChange).not.toHaveBeenCalled();
	},
};
