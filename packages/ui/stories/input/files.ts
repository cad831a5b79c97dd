import type { RgbImage } from "@lvlm-interpret/core";
import type { InputImage } from "../../src/controls.js";
import { picture } from "../image/synthetic.js";

/** Shows a picture file of the browser's own making: red on the left, blue on the right, a lamp between. */
export async function pictureFile(width: number, height: number, name: string, type = "image/png"): Promise<File> {
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
	context.fillStyle = "#c02020";
	context.fillRect(0, 0, width / 2, height);
	context.fillStyle = "#2040c0";
	context.fillRect(width / 2, 0, width / 2, height);
	const blob = await canvas.convertToBlob({ type });
	return new File([blob], name, { type });
}

/** A JPEG whose EXIF says that a quarter turn clockwise makes it upright. */
export async function turnedPhoto(width: number, height: number): Promise<File> {
	const plain = new Uint8Array(await (await pictureFile(width, height, "turned.jpg", "image/jpeg")).arrayBuffer());
	const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
	const body = [..."Exif\0\0"].map((letter) => letter.charCodeAt(0)).concat(tiff);
	const segment = [0xff, 0xe1, 0, body.length + 2, ...body];
	return new File([plain.subarray(0, 2), new Uint8Array(segment), plain.subarray(2)], "turned.jpg", {
		type: "image/jpeg",
	});
}

/** The first bytes of an iPhone's photo. */
export const heicFile: File = new File(
	[new Uint8Array([0, 0, 0, 24, ...[..."ftypheic"].map((letter) => letter.charCodeAt(0)), 0, 0, 0, 0])],
	"IMG_0042.HEIC",
);

export function given(name: string, image: RgbImage = picture(320, 240)): InputImage {
	return { id: name, name, source: "browse", picture: image, width: image.width, height: image.height };
}

/** What a drop or a paste brings. */
export function transfer(files: readonly File[], texts: Readonly<Record<string, string>> = {}): DataTransfer {
	const data = new DataTransfer();
	for (const file of files) data.items.add(file);
	for (const [type, text] of Object.entries(texts)) data.setData(type, text);
	return data;
}

/** As the browser does it: by a drag, a drop or a paste of its own kind. */
export function bring(target: Element, type: "dragstart" | "dragover" | "drop" | "paste", data: DataTransfer): void {
	const options = { bubbles: true, cancelable: true };
	target.dispatchEvent(
		type === "paste"
			? new ClipboardEvent(type, { ...options, clipboardData: data })
			: new DragEvent(type, { ...options, dataTransfer: data }),
	);
}
