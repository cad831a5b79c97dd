import { isLvlmError, LvlmError, type RgbImage } from "@lvlm-interpret/core";
import { rgbaOf } from "../canvas/rgba-of.js";
import { fileKind } from "./file-kind.js";
import type { ImageSource, InputImage } from "./input-image.js";
import { scaledSize } from "./scaled-size.js";

export interface ReadPictureOptions {
	/** Most pixels of the picture that is kept. Default 2^22, about four million. */
	readonly maxPixels?: number;
	/**
	 * From a file to upright pixels. `decodeImage` of `@lvlm-interpret/models` gives what models see to the bit; the default is the
	 * browser's own reading, which rounds colours under partial alpha.
	 */
	readonly decode?: (bytes: Uint8Array) => Promise<RgbImage>;
}

/** Of a picture that is kept: a photo of twelve megapixels is scaled to this. */
export const defaultMaxPixels: number = 2 ** 22;

let count = 0;

/** A name that no other picture of the page has. */
export function imageId(): string {
	count++;
	return `picture-${count}`;
}

function pixelsOf(source: CanvasImageSource, width: number, height: number): RgbImage {
	const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
	if (!context) throw new Error("internal: a canvas without a context");
	context.drawImage(source, 0, 0, width, height);
	const rgba = context.getImageData(0, 0, width, height).data;
	const data = new Uint8Array(width * height * 3);
	for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
		data[to] = rgba[from] as number;
		data[to + 1] = rgba[from + 1] as number;
		data[to + 2] = rgba[from + 2] as number;
	}
	return { width, height, data };
}

/** What a video, a bitmap or a canvas shows, at most `maxPixels` of it; the browser scales, outside the page's thread. */
export async function grabPicture(
	source: ImageBitmap | HTMLVideoElement | ImageData,
	width: number,
	height: number,
	maxPixels: number = defaultMaxPixels,
): Promise<RgbImage> {
	const size = scaledSize(width, height, maxPixels);
	const isWhole = size.width === width && size.height === height;
	const scaled = await createImageBitmap(
		source,
		isWhole ? {} : { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: "high" },
	);
	try {
		return pixelsOf(scaled, size.width, size.height);
	} finally {
		scaled.close();
	}
}

/**
 * Reads a picture file: upright, and scaled where it has more than `maxPixels`.
 *
 * @throws {LvlmError} "invalid-image" whose message says what the file is and whose hint says what to do.
 */
export async function readPicture(
	file: Blob,
	name: string,
	source: ImageSource,
	{ maxPixels = defaultMaxPixels, decode }: ReadPictureOptions = {},
): Promise<InputImage> {
	const fail = async (cause: unknown): Promise<never> => {
		if (isLvlmError(cause, "invalid-image") && cause.hint && !cause.fields.reason.startsWith("the bytes are not")) {
			const { reason } = cause.fields;
			throw new LvlmError(
				"invalid-image",
				`“${name}” cannot be read: ${reason}.`,
				{ reason },
				{ hint: cause.hint, cause },
			);
		}
		const { name: kind, advice } = fileKind(new Uint8Array(await file.slice(0, 64).arrayBuffer()));
		throw new LvlmError(
			"invalid-image",
			`“${name}” cannot be read: it is ${kind}.`,
			{ reason: `it is ${kind}` },
			{ hint: advice, cause },
		);
	};
	const made = (picture: RgbImage, width: number, height: number): InputImage => ({
		id: imageId(),
		name,
		source,
		picture,
		file,
		width,
		height,
	});
	if (decode) {
		const whole = await decode(new Uint8Array(await file.arrayBuffer())).catch(fail);
		const { width, height } = whole;
		if (width * height <= maxPixels) return made(whole, width, height);
		const bytes = rgbaOf(whole).data as Uint8ClampedArray<ArrayBuffer>;
		return made(await grabPicture(new ImageData(bytes, width, height), width, height, maxPixels), width, height);
	}
	const bitmap = await createImageBitmap(file, { premultiplyAlpha: "none", colorSpaceConversion: "none" }).catch(fail);
	try {
		const { width, height } = bitmap;
		return made(await grabPicture(bitmap, width, height, maxPixels), width, height);
	} finally {
		bitmap.close();
	}
}
