import { type ImageLayout, LvlmError, type Rect } from "@lvlm-interpret/core";
import type { ImageGeometry } from "../preprocess/geometry.js";

/** LLaVA's `vision_feature_select_strategy`: "default" drops the class token, "full" keeps it as the first image token. */
export type FeatureStrategy = "default" | "full";

/**
 * Where each image token of a CLIP encoder (a class token, then patches in row-major order) lies on the original picture.
 *
 * Formula: with sx = original width / resized width and patch size p, patch (row, column) covers
 * x = (offset.x + column * p) * sx, width p * sx; rows alike. Patches over padding overhang the picture, or lie beside it.
 * A rest of the model's picture that is narrower than a patch feeds no token (the patch convolution has stride p).
 *
 * @param geometry  From {@link preprocessImage}.
 * @param patchSize  Edge of a patch in pixels of the model's picture.
 * @param strategy  "full" puts a `null` region (the class token has no place) before the patches.
 * @returns rows * columns regions, one more for "full"; `visible` is the part of the original that patches cover.
 * @throws {LvlmError} "invalid-argument" if the patch size is not a positive integer or larger than the model's picture, or the
 *   strategy is unknown.
 */
export function clipLayout(geometry: ImageGeometry, patchSize: number, strategy: FeatureStrategy): ImageLayout {
	const { original, resized, offset, model } = geometry;
	const largest = Math.min(model.width, model.height);
	if (!Number.isInteger(patchSize) || patchSize < 1 || patchSize > largest) {
		const expected = `an integer from 1 to ${largest}`;
		throw new LvlmError("invalid-argument", `The patch size must be ${expected}, but is ${patchSize}.`, {
			name: "patchSize",
			expected,
			actual: String(patchSize),
		});
	}
	if (strategy !== "default" && strategy !== "full") {
		throw new LvlmError("invalid-argument", `The feature strategy must be "default" or "full", but is "${strategy}".`, {
			name: "strategy",
			expected: '"default" or "full"',
			actual: String(strategy),
		});
	}
	const rows = Math.floor(model.height / patchSize);
	const columns = Math.floor(model.width / patchSize);
	// Multiplied before dividing: the products are exact integers.
	const toX = (x: number): number => (x * original.width) / resized.width;
	const toY = (y: number): number => (y * original.height) / resized.height;
	const regions: (Rect | null)[] = strategy === "full" ? [null] : [];
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			regions.push({
				x: toX(offset.x + column * patchSize),
				y: toY(offset.y + row * patchSize),
				width: toX(patchSize),
				height: toY(patchSize),
			});
		}
	}
	const left = Math.max(0, toX(offset.x));
	const top = Math.max(0, toY(offset.y));
	const right = Math.min(original.width, toX(offset.x + columns * patchSize));
	const bottom = Math.min(original.height, toY(offset.y + rows * patchSize));
	return {
		imageWidth: original.width,
		imageHeight: original.height,
		visible: { x: left, y: top, width: right - left, height: bottom - top },
		regions,
		grid: { rows, columns },
	};
}
