import { LvlmError } from "../errors.js";
import type { ImageLayout, RgbImage } from "../layout.js";
import { colorMap } from "./color-maps.js";
import { type Interpolation, isVisible, regionField } from "./field.js";
import { type RgbaImage, resizeForDisplay } from "./picture.js";
import { colorIndex, scalePosition, type ValueScale } from "./scale.js";

export interface OverlayOptions {
	/** Size of the result in pixels. Default the image's own. */
	readonly width?: number;
	readonly height?: number;
	/** Share of the colour over the picture, in [0, 1]. Default 0.6. */
	readonly opacity?: number;
	/** `uniform` (default): the same share everywhere; `value`: more for values further from the scale's zero, so the picture stays visible elsewhere. */
	readonly opacityBy?: "uniform" | "value";
	/** Default `nearest`: shows what the model has, one value a region. */
	readonly interpolation?: Interpolation;
	/** How far the picture under the colours turns grey, in [0, 1], so that colours read as in the legend. Default 0. */
	readonly desaturate?: number;
	/** What happens to the part of the image that the model does not see. Default `hatch`. */
	readonly unseen?: "hatch" | "dim" | "keep";
}

/** Every eighth diagonal, two pixels wide. */
export function isHatched(x: number, y: number): boolean {
	return (x + y) % 8 < 2;
}

/**
 * Colours the regions of an image by their values.
 *
 * @param values  One a region of `layout.regions`, in its order; NaN leaves the region as it is.
 * @returns Opaque RGBA. Parts that the model does not see are greyed and hatched (or dimmed).
 * @throws {LvlmError} "shape-mismatch" for values, or an image, that do not fit the layout; "invalid-argument".
 */
export function paintOverlay(
	image: RgbImage,
	layout: ImageLayout,
	values: ArrayLike<number>,
	scale: ValueScale,
	options: OverlayOptions = {},
): RgbaImage {
	const { width = image.width, height = image.height, opacity = 0.6, opacityBy = "uniform" } = options;
	const { interpolation = "nearest", unseen = "hatch", desaturate = 0 } = options;
	for (const [name, share] of Object.entries({ opacity, desaturate })) {
		if (share >= 0 && share <= 1) continue;
		const expected = "a number in [0, 1]";
		throw new LvlmError("invalid-argument", `"${name}" of an overlay should be ${expected}, but is ${share}.`, {
			name,
			expected,
			actual: String(share),
		});
	}
	if (image.width !== layout.imageWidth || image.height !== layout.imageHeight) {
		const expected = `${layout.imageWidth} x ${layout.imageHeight}`;
		const actual = `${image.width} x ${image.height}`;
		throw new LvlmError("shape-mismatch", `The layout is of an image of ${expected}, but the image is ${actual}.`, {
			name: "image",
			expected,
			actual,
		});
	}
	const out = resizeForDisplay(image, width, height);
	const field = regionField(values, layout, width, height, interpolation);
	const colors = colorMap(scale.map);
	const { data } = out;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const at = (y * width + x) * 4;
			const value = field.values[y * width + x];
			const index = colorIndex(scale, value);
			const grey = 0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2];
			if (index >= 0) {
				const position = scalePosition(scale, value);
				const strength = scale.signed ? Math.abs(2 * position - 1) : position;
				const share = opacityBy === "value" ? opacity * strength : opacity;
				for (let c = 0; c < 3; c++) {
					const under = data[at + c] + desaturate * (grey - data[at + c]);
					data[at + c] = under + share * (colors[3 * index + c] - under);
				}
			} else if (unseen !== "keep" && !isVisible(layout, x, y, width, height)) {
				const dimmed = unseen === "hatch" && isHatched(x, y) ? 120 : 0.35 * grey + 0.65 * 225;
				data[at] = dimmed;
				data[at + 1] = dimmed;
				data[at + 2] = dimmed;
			}
		}
	}
	return out;
}
