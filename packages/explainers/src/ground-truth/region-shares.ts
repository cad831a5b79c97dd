import type { Rect } from "@lvlm-interpret/core";

/** Which object is visible at each pixel of the original image; 0 = none. */
export interface ObjectMask {
	readonly width: number;
	readonly height: number;
	/** Object numbers, row-major, [height, width]. */
	readonly data: Uint8Array;
}

/**
 * How much of each region a mask covers, by area.
 *
 * @param objects  The numbers that count; several make one mask.
 * @param regions  Rectangles in pixels of the original image, fractional, possibly beyond its edge.
 * @returns Covered area over the region's whole area, in [0, 1], one a region.
 */
export function regionShares(mask: ObjectMask, objects: readonly number[], regions: readonly Rect[]): number[] {
	const wanted = new Set(objects);
	return regions.map(({ x, y, width, height }) => {
		const right = Math.min(x + width, mask.width);
		const bottom = Math.min(y + height, mask.height);
		let area = 0;
		for (let row = Math.max(0, Math.floor(y)); row < bottom; row++) {
			const high = Math.min(row + 1, bottom) - Math.max(row, y);
			for (let column = Math.max(0, Math.floor(x)); column < right; column++) {
				if (!wanted.has(mask.data[row * mask.width + column] as number)) continue;
				area += high * (Math.min(column + 1, right) - Math.max(column, x));
			}
		}
		return Math.min(1, area / (width * height));
	});
}
