import type { GalleryAtlas } from "../compute/gallery-atlas.js";

/**
 * Draws an atlas at a size of the screen's own pixels. Scaled as one picture, its gaps would be lines of uneven strength, and some would
 * be lost: here each thumbnail begins and ends at a whole pixel, and all gaps are as wide; none is left where they would be less than half
 * a pixel.
 *
 * @param source  The atlas, one pixel a cell.
 * @param width,height  Of the canvas, from now on.
 * @param space  Pixels of a gap.
 */
export function drawTiles(
	canvas: HTMLCanvasElement,
	source: HTMLCanvasElement,
	atlas: GalleryAtlas,
	width: number,
	height: number,
	space: number = Math.round((atlas.gap * width) / source.width),
): void {
	const { count, across, rows, columns, gap } = atlas;
	const down = Math.ceil(count / across);
	const scale = width / source.width;
	canvas.width = Math.max(1, width);
	canvas.height = Math.max(1, height);
	const context = canvas.getContext("2d");
	if (!context) return;
	if (scale > 0 && scale < 0.5) {
		// By halves: at less than half, cells between the pixels that are read would not count.
		const twice = document.createElement("canvas");
		drawTiles(twice, source, atlas, 2 * width, 2 * height, space);
		context.drawImage(twice, 0, 0, width, height);
		return;
	}
	// Enlarged cells stay cells.
	context.imageSmoothingEnabled = scale < 1;
	for (let item = 0; item < count; item++) {
		const [row, column] = [Math.floor(item / across), item % across];
		const [left, top] = [Math.round((column * width) / across), Math.round((row * height) / down)];
		const right = Math.round(((column + 1) * width) / across);
		const bottom = Math.round(((row + 1) * height) / down);
		const from = [column * (columns + gap), row * (rows + gap), columns, rows] as const;
		const offset = Math.floor(space / 2);
		context.drawImage(source, ...from, left + offset, top + offset, right - left - space, bottom - top - space);
	}
}
