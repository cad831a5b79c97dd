import type { RgbImage } from "@lvlm-interpret/core";
import type { EditOp } from "./editor/edit-ops.js";
import { fileKind } from "./file-kind.js";

/** Where a picture came from. */
export type ImageSource = "browse" | "drop" | "paste" | "url" | "camera";

/** A picture that a person gave. */
export interface InputImage {
	/** Unique in the page. */
	readonly id: string;
	readonly name: string;
	readonly source: ImageSource;
	/** Where it was fetched from, http(s); others have none. */
	readonly address?: string;
	/** Upright (EXIF orientation applied), scaled to the input's `maxPixels`, edits applied. */
	readonly picture: RgbImage;
	/** The file as it came; a picture of the camera has none. */
	readonly file?: Blob;
	/** Upright size of the file in pixels, before scaling. */
	readonly width: number;
	readonly height: number;
	/** What was edited, on `unedited`: `replayEdits(unedited, ops)` is `picture`. */
	readonly ops?: readonly EditOp[];
	/** The picture before its edits. Absent where there are none. */
	readonly unedited?: RgbImage;
}

/** Whether the picture has fewer pixels than its file. */
export function isScaled({ unedited, picture, width, height }: InputImage): boolean {
	const whole = unedited ?? picture;
	return whole.width !== width || whole.height !== height;
}

/**
 * What to give to a model, so that it sees what the page shows: the file itself where it is whole, unedited and of a format that
 * models read (JPEG, PNG, WebP, GIF); otherwise the pixels.
 */
export async function imageToSend(image: InputImage): Promise<Blob | RgbImage> {
	if (!image.file || image.unedited || isScaled(image)) return image.picture;
	const head = new Uint8Array(await image.file.slice(0, 64).arrayBuffer());
	return fileKind(head).isForModels ? image.file : image.picture;
}

/** The picture with these edits in place of those it has. */
export function withEdits(
	image: InputImage,
	edit: { readonly picture: RgbImage; readonly ops: readonly EditOp[] },
): InputImage {
	const { unedited, ops, ...plain } = image;
	const base = unedited ?? image.picture;
	return edit.ops.length === 0
		? { ...plain, picture: base }
		: { ...plain, picture: edit.picture, ops: edit.ops, unedited: base };
}
