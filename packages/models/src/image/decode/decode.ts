import type { RgbImage } from "@lvlm-interpret/core";
import { type ContainerInfo, readContainer } from "./container.js";
import { invalidImage } from "./failure.js";
import { orient } from "./orient.js";
import { type FoundOrientation, readOrientation } from "./orientation.js";

/** Options of {@link ImageDecoder}. */
export interface DecodeOptions {
	/** Most pixels (width * height) that are decoded; default 100 million. */
	readonly maxPixels?: number;
	readonly signal?: AbortSignal;
}

/** From the bytes of an image file to upright 8-bit RGB. */
export type ImageDecoder = (bytes: Uint8Array, options?: DecodeOptions) => Promise<RgbImage>;

/** Reads the pixels of a file as they are stored (orientation not applied), colours as Pillow's `convert("RGB")`. */
export type PixelReader = (bytes: Uint8Array, info: ContainerInfo, found: FoundOrientation) => Promise<RgbImage>;

const defaultMaxPixels = 100_000_000;

/**
 * An {@link ImageDecoder} around a runtime's way to read pixels: checks format and size from the header alone, then reads,
 * then turns the picture upright.
 */
export function createImageDecoder(readPixels: PixelReader): ImageDecoder {
	return async (bytes, options = {}) => {
		const { maxPixels = defaultMaxPixels, signal } = options;
		signal?.throwIfAborted();
		const info = readContainer(bytes);
		if (info.width * info.height > maxPixels) {
			throw invalidImage(
				`it has ${info.width} x ${info.height} pixels, above the limit of ${maxPixels}`,
				"Shrink the picture, or raise maxPixels.",
			);
		}
		const found = readOrientation(bytes, info.blocks);
		const image = await readPixels(bytes, info, found);
		signal?.throwIfAborted();
		return orient(image, found.orientation);
	};
}

const isNode = typeof process !== "undefined" && typeof process.versions?.node === "string";

/**
 * Decodes a JPEG, PNG, WebP or GIF file (first frame) to what Pillow's `ImageOps.exif_transpose(image).convert("RGB")` gives:
 * EXIF orientation applied; grey repeated; palettes looked up; alpha dropped, not blended; no colour profile applied; 16-bit
 * colour cut to its high byte; 16-bit grey without alpha clipped at 255.
 *
 * Node reads through sharp, browsers through `createImageBitmap`; pass another {@link ImageDecoder} where neither fits.
 *
 * @param bytes  The whole file. Not modified.
 * @param options.maxPixels  Most pixels that are decoded, checked from the header. Default 100 million.
 * @param options.signal  Looked at before and after decoding; the decoder itself cannot be stopped.
 * @returns The upright picture, [height, width, 3], uint8.
 * @throws {LvlmError} "invalid-image" if the bytes are empty, of another format, damaged, cut off or too large.
 * Source: Pillow 12.3. In Node equal to it bit for bit on every fixture (lossy JPEG and WebP included).
 * Differs from Pillow: transparent pixels of a GIF are black (its decoders keep no colour for them); in browsers a 16-bit grey
 *   PNG is refused.
 */
export const decodeImage: ImageDecoder = async (bytes, options) => {
	const readPixels = isNode
		? (await import("./sharp-decoder.js")).readPixelsWithSharp
		: (await import("./bitmap-decoder.js")).readPixelsWithBitmap;
	return createImageDecoder(readPixels)(bytes, options);
};
