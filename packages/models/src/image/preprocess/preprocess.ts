import { LvlmError, type RgbImage, type Tensor, tensor } from "@lvlm-interpret/core";
import { resize } from "../resize/resize.js";
import type { ClipPreprocessing } from "./clip-config.js";
import { type ImageGeometry, imageGeometry } from "./geometry.js";

/** A picture made ready for a vision encoder. */
export interface PreparedImage {
	/** Shape [1, 3, H, W] (batch, channel, row, column), float32. */
	readonly pixelValues: Tensor<"float32">;
	readonly geometry: ImageGeometry;
	/** Exactly what the model sees, before rescaling and normalising. */
	readonly picture: RgbImage;
}

// A sliver of a picture, scaled by its shorter edge, would grow without bound.
const maxResizedPixels = 100_000_000;

/** Copies the window [offset, offset + model) out of `image`; the background where it reaches beyond. */
function cropOrPad(image: RgbImage, { offset, model }: ImageGeometry, background?: readonly number[]): RgbImage {
	const data = new Uint8Array(model.width * model.height * 3);
	if (background) for (let at = 0; at < data.length; at += 3) data.set(background, at);
	const left = Math.max(0, offset.x);
	const right = Math.min(image.width, offset.x + model.width);
	for (let y = 0; y < model.height; y++) {
		const row = y + offset.y;
		if (row < 0 || row >= image.height) continue;
		const pixels = image.data.subarray((row * image.width + left) * 3, (row * image.width + right) * 3);
		data.set(pixels, (y * model.width + left - offset.x) * 3);
	}
	return { width: model.width, height: model.height, data };
}

/**
 * The float32 value of each 8-bit level in one channel. Rounded where NumPy rounds: the product in float64, then float32,
 * then a float32 difference and a float32 quotient.
 */
function channelLevels(channel: number, { rescaleFactor, normalize }: ClipPreprocessing): Float32Array {
	const levels = new Float32Array(256);
	for (let level = 0; level < 256; level++) {
		let value = rescaleFactor === undefined ? level : Math.fround(level * rescaleFactor);
		if (normalize) {
			const mean = Math.fround(normalize.mean[channel] as number);
			const std = Math.fround(normalize.std[channel] as number);
			value = Math.fround(Math.fround(value - mean) / std);
		}
		levels[level] = value;
	}
	return levels;
}

/**
 * Resize, centre crop, rescale and normalise, as transformers' Pillow-backed CLIP image processor does.
 *
 * @param image  The upright original, [height, width, 3], uint8.
 * @param preprocessing  From {@link readClipPreprocessing}.
 * @returns Pixel values, geometry and the model's picture.
 * @throws {LvlmError} "limit-exceeded" if the resized picture would pass 100 million pixels (a very long, thin original);
 *   "invalid-argument" or "shape-mismatch" if the image contradicts itself.
 * Cost: the resize dominates.
 * Source: transformers 5.18, CLIPImageProcessorPil; equal to it bit for bit on the fixtures.
 * Differs from the source: pixel values are float32 also where neither rescaling nor normalising is on.
 */
export function preprocessImage(image: RgbImage, preprocessing: ClipPreprocessing): PreparedImage {
	const geometry = imageGeometry(image, preprocessing);
	const { resized, model } = geometry;
	const resizedPixels = resized.width * resized.height;
	if (resizedPixels > maxResizedPixels) {
		throw new LvlmError(
			"limit-exceeded",
			`An image of ${image.width} x ${image.height} pixels would be resized to ${resized.width} x ${resized.height}.`,
			{ limit: "pixels of the resized image", allowed: maxResizedPixels, actual: resizedPixels },
			{ hint: "Crop the image to a less extreme aspect." },
		);
	}
	const scaled = resize({ ...image, channels: 3 }, resized, preprocessing.filter);
	const picture = cropOrPad(scaled, geometry, preprocessing.background);
	const plane = model.width * model.height;
	const values = new Float32Array(3 * plane);
	for (let channel = 0; channel < 3; channel++) {
		const levels = channelLevels(channel, preprocessing);
		const start = channel * plane;
		for (let i = 0; i < plane; i++) {
			values[start + i] = levels[picture.data[i * 3 + channel] as number] as number;
		}
	}
	const pixelValues = tensor("float32", [1, 3, model.height, model.width], values, ["batch", "channel", "y", "x"]);
	return { pixelValues, geometry, picture };
}
