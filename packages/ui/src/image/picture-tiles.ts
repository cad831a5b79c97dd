import { type ImageLayout, LvlmError, type Rect } from "@lvlm-interpret/core";

/** Which of a layout's regions form one grid: a tile of a picture that the model cuts up, or its thumbnail. */
export interface TileSpec {
	/** "top left", "thumbnail" */
	readonly label: string;
	readonly grid: { readonly rows: number; readonly columns: number };
	/** Indices into `ImageLayout.regions`, row-major. */
	readonly regions: readonly number[];
}

/** A tile with its part of the numbers. */
export interface PictureTile extends TileSpec {
	/** The part of the picture that it covers, in pixels. */
	readonly rect: Rect;
	readonly values: Float32Array;
	/** The sum of its values that are there. */
	readonly total: number;
}

/**
 * Cuts values of a layout into those of its tiles. Which regions a tile has is said, never guessed.
 *
 * @param values  One a region of the layout; NaN for none.
 * @throws {LvlmError} "shape-mismatch" where a tile's regions are not its grid's, or have no place on the picture.
 */
export function pictureTiles(
	layout: ImageLayout,
	values: ArrayLike<number>,
	specs: readonly TileSpec[],
): PictureTile[] {
	return specs.map((spec) => {
		const { label, grid, regions } = spec;
		const rects = regions.map((region) => layout.regions[region]).filter((rect) => rect != null);
		if (rects.length !== grid.rows * grid.columns || values.length !== layout.regions.length) {
			const expected = `${grid.rows * grid.columns} regions with a place, ${layout.regions.length} values`;
			const actual = `${rects.length} regions with a place, ${values.length} values`;
			throw new LvlmError("shape-mismatch", `The tile "${label}" needs ${expected}, but has ${actual}.`, {
				name: "specs",
				expected,
				actual,
			});
		}
		let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
		for (const { x, y, width, height } of rects) {
			left = Math.min(left, x);
			top = Math.min(top, y);
			right = Math.max(right, x + width);
			bottom = Math.max(bottom, y + height);
		}
		const own = Float32Array.from(regions, (region) => values[region] as number);
		const total = own.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
		return { ...spec, rect: { x: left, y: top, width: right - left, height: bottom - top }, values: own, total };
	});
}

/** A part of a picture in pixels of its own; beyond the edge it is black. */
export function cropOf(
	image: { readonly width: number; readonly height: number; readonly data: Uint8Array },
	rect: Rect,
): { width: number; height: number; data: Uint8Array } {
	const [left, top] = [Math.round(rect.x), Math.round(rect.y)];
	const width = Math.max(1, Math.round(rect.x + rect.width) - left);
	const height = Math.max(1, Math.round(rect.y + rect.height) - top);
	const data = new Uint8Array(width * height * 3);
	const from = Math.max(0, left);
	const to = Math.min(image.width, left + width);
	for (let y = Math.max(0, top); y < Math.min(image.height, top + height); y++) {
		if (to <= from) break;
		const row = image.data.subarray(3 * (y * image.width + from), 3 * (y * image.width + to));
		data.set(row, 3 * ((y - top) * width + from - left));
	}
	return { width, height, data };
}
