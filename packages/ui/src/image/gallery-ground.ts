import type { RgbImage } from "@lvlm-interpret/core";
import { createPicture, type RgbaImage, resizeForDisplay } from "@lvlm-interpret/core/paint";
import type { GalleryAtlas } from "../compute/gallery-atlas.js";

/**
 * The same picture under every thumbnail of an atlas.
 *
 * @param scale  Pixels a cell.
 */
export function galleryGround(atlas: GalleryAtlas, image: RgbImage, scale: number): RgbaImage {
	const { rows, columns, across, gap, count } = atlas;
	const small = resizeForDisplay(image, columns * scale, rows * scale);
	const out = createPicture(atlas.width * scale, atlas.height * scale);
	for (let item = 0; item < count; item++) {
		const left = (item % across) * (columns + gap) * scale;
		const top = Math.floor(item / across) * (rows + gap) * scale;
		for (let y = 0; y < small.height; y++) {
			const row = small.data.subarray(4 * y * small.width, 4 * (y + 1) * small.width);
			out.data.set(row, 4 * ((top + y) * out.width + left));
		}
	}
	return out;
}
