import type { RgbImage } from "@lvlm-interpret/core";
import type { Orientation } from "./orientation.js";

/**
 * Turns stored pixels upright, as Pillow's `ImageOps.exif_transpose` does.
 *
 * Each orientation is an affine walk through the source: start at one corner, one step per output column, one per output row.
 *
 * @param image  Stored pixels, [height, width, 3].
 * @returns Upright pixels; width and height are exchanged for orientations 5 to 8. `image` itself for orientation 1.
 */
export function orient(image: RgbImage, orientation: Orientation): RgbImage {
	if (orientation === 1) return image;
	const { width: w, height: h, data } = image;
	const last = w * h - 1;
	const lastRow = w * (h - 1);
	const walks: Record<Exclude<Orientation, 1>, [start: number, columnStep: number, rowStep: number]> = {
		2: [w - 1, -1, w], // mirrored left to right
		3: [last, -1, -w], // half a turn
		4: [lastRow, 1, -w], // mirrored top to bottom
		5: [0, w, 1], // transposed
		6: [lastRow, -w, 1], // a quarter turn clockwise makes it upright
		7: [last, -w, -1], // transposed along the other diagonal
		8: [w - 1, w, -1], // a quarter turn anticlockwise makes it upright
	};
	const [start, columnStep, rowStep] = walks[orientation];
	const [width, height] = orientation >= 5 ? [h, w] : [w, h];
	const output = new Uint8Array(data.length);
	let to = 0;
	for (let y = 0; y < height; y++) {
		let from = (start + y * rowStep) * 3;
		for (let x = 0; x < width; x++) {
			output[to] = data[from] as number;
			output[to + 1] = data[from + 1] as number;
			output[to + 2] = data[from + 2] as number;
			to += 3;
			from += columnStep * 3;
		}
	}
	return { width, height, data: output };
}
