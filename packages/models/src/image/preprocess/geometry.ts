import type { ClipPreprocessing, Size } from "./clip-config.js";

/** How the picture that a model sees lies on the original one. All in pixels. */
export interface ImageGeometry {
	/** The original picture, after EXIF orientation. */
	readonly original: Size;
	/** The picture after resizing, before the crop. */
	readonly resized: Size;
	/** Left upper corner of the model's picture inside the resized one; negative where the model's picture is padded. */
	readonly offset: { readonly x: number; readonly y: number };
	/** The picture that the model sees. */
	readonly model: Size;
}

/**
 * Where resizing and centre crop put a picture.
 *
 * Formula: long' = trunc(edge * long / short); offset = floor((resized - crop) / 2), which also holds where the crop is larger
 * than the picture, because transformers rounds the padding before the picture up.
 * Source: transformers 5.18, `get_resize_output_image_size` and `center_crop`.
 */
export function imageGeometry(original: Size, { resize, crop }: ClipPreprocessing): ImageGeometry {
	const { width, height } = original;
	let resized: Size = { width, height };
	if (resize && "shortestEdge" in resize) {
		const edge = resize.shortestEdge;
		resized =
			width <= height
				? { width: edge, height: Math.trunc((edge * height) / width) }
				: { width: Math.trunc((edge * width) / height), height: edge };
	} else if (resize) {
		resized = { width: resize.width, height: resize.height };
	}
	const model = crop ?? resized;
	return {
		original: { width, height },
		resized,
		offset: {
			x: Math.floor((resized.width - model.width) / 2),
			y: Math.floor((resized.height - model.height) / 2),
		},
		model: { width: model.width, height: model.height },
	};
}
