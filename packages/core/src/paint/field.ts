import { LvlmError } from "../errors.js";
import type { ImageLayout, Rect } from "../layout.js";
import { checkGrid } from "./paint-grid.js";

/** `nearest` shows cells as they are; `bilinear` smooths between their centres. */
export type Interpolation = "nearest" | "bilinear";

/** One number a pixel; NaN where there is none. Row-major, `values.length = width * height`. */
export interface Field {
	readonly width: number;
	readonly height: number;
	readonly values: Float32Array;
}

/**
 * A grid at the size of a picture. Bilinear interpolates between cell centres and holds the edge cells beyond them; a NaN cell
 * does not spread: its share goes to the other cells.
 *
 * @param values  Shape [rows, columns], row-major.
 * @throws {LvlmError} "shape-mismatch"
 */
export function upsampleGrid(
	values: ArrayLike<number>,
	rows: number,
	columns: number,
	width: number,
	height: number,
	interpolation: Interpolation = "nearest",
): Field {
	checkGrid(values, rows, columns);
	const out = new Float32Array(width * height);
	for (let y = 0; y < height; y++) {
		const row = ((y + 0.5) * rows) / height - 0.5;
		for (let x = 0; x < width; x++) {
			const column = ((x + 0.5) * columns) / width - 0.5;
			out[y * width + x] =
				interpolation === "nearest"
					? values[
							Math.min(rows - 1, Math.floor(row + 0.5)) * columns + Math.min(columns - 1, Math.floor(column + 0.5))
						]
					: sampleGrid(values, rows, columns, row, column);
		}
	}
	return { width, height, values: out };
}

/** Bilinear value at fractional cell coordinates (0 is the centre of the first cell); coordinates are clamped to the grid. */
function sampleGrid(values: ArrayLike<number>, rows: number, columns: number, row: number, column: number): number {
	const r = Math.min(rows - 1, Math.max(0, row));
	const c = Math.min(columns - 1, Math.max(0, column));
	const top = Math.floor(r);
	const left = Math.floor(c);
	let sum = 0;
	let total = 0;
	for (let dy = 0; dy < 2; dy++) {
		for (let dx = 0; dx < 2; dx++) {
			const weight = (dy ? r - top : 1 - (r - top)) * (dx ? c - left : 1 - (c - left));
			if (weight === 0) continue;
			const value = values[(top + dy) * columns + left + dx];
			if (Number.isNaN(value)) continue;
			sum += weight * value;
			total += weight;
		}
	}
	return total > 0 ? sum / total : Number.NaN;
}

/** Length of the part that two intervals share. */
function overlap(start: number, end: number, otherStart: number, otherEnd: number): number {
	return Math.max(0, Math.min(end, otherEnd) - Math.max(start, otherStart));
}

/**
 * Values of rectangles onto a grid laid over `window`, weighted by shared area.
 *
 * - `mean`: the mean of the rectangles that touch a cell, weighted by shared area; NaN for a cell that none touches.
 * - `sum`: each rectangle's value is spread evenly over its area; the parts that fall into a cell add up, so the total is kept
 *   as far as rectangles lie inside `window`; 0 for a cell that none touches.
 *
 * @param values  One a rectangle; NaN takes no part.
 * @param rects  In the coordinates of `window`; null takes no part.
 * @returns Shape [rows, columns], float32, row-major.
 * @throws {LvlmError} "shape-mismatch" when there are not as many values as rectangles.
 * Cost: O(cells that the rectangles touch).
 */
export function mapRectangles(
	values: ArrayLike<number>,
	rects: readonly (Rect | null)[],
	window: Rect,
	rows: number,
	columns: number,
	mode: "mean" | "sum" = "mean",
): Float32Array {
	if (values.length !== rects.length) {
		throw new LvlmError("shape-mismatch", `There are ${values.length} values for ${rects.length} regions.`, {
			name: "values",
			expected: `${rects.length} values`,
			actual: `${values.length} values`,
		});
	}
	const sums = new Float64Array(rows * columns);
	const areas = new Float64Array(rows * columns);
	for (let i = 0; i < rects.length; i++) {
		const rect = rects[i];
		const value = values[i];
		if (!rect || Number.isNaN(value) || rect.width <= 0 || rect.height <= 0) continue;
		// In cells.
		const left = ((rect.x - window.x) * columns) / window.width;
		const top = ((rect.y - window.y) * rows) / window.height;
		const right = left + (rect.width * columns) / window.width;
		const bottom = top + (rect.height * rows) / window.height;
		const density = mode === "sum" ? value / ((right - left) * (bottom - top)) : value;
		for (let y = Math.max(0, Math.floor(top)); y < Math.min(rows, Math.ceil(bottom)); y++) {
			for (let x = Math.max(0, Math.floor(left)); x < Math.min(columns, Math.ceil(right)); x++) {
				const area = overlap(left, right, x, x + 1) * overlap(top, bottom, y, y + 1);
				sums[y * columns + x] += density * area;
				areas[y * columns + x] += area;
			}
		}
	}
	const out = new Float32Array(rows * columns);
	// Slivers below a billionth of a cell are rounding, not coverage.
	for (let i = 0; i < out.length; i++) {
		out[i] = mode === "sum" ? sums[i] : areas[i] > 1e-9 ? sums[i] / areas[i] : Number.NaN;
	}
	return out;
}

/** The box around all regions that have a place. */
function boundingBox(regions: readonly (Rect | null)[]): Rect {
	let left = Number.POSITIVE_INFINITY;
	let top = Number.POSITIVE_INFINITY;
	let right = Number.NEGATIVE_INFINITY;
	let bottom = Number.NEGATIVE_INFINITY;
	for (const region of regions) {
		if (!region) continue;
		left = Math.min(left, region.x);
		top = Math.min(top, region.y);
		right = Math.max(right, region.x + region.width);
		bottom = Math.max(bottom, region.y + region.height);
	}
	return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether the regions that have a place are the cells of an even grid over `box`, in row-major order. */
function isEvenGrid(
	regions: readonly (Rect | null)[],
	grid: { readonly rows: number; readonly columns: number },
	box: Rect,
): boolean {
	const width = box.width / grid.columns;
	const height = box.height / grid.rows;
	let cell = 0;
	for (const region of regions) {
		if (!region) continue;
		const x = box.x + (cell % grid.columns) * width;
		const y = box.y + Math.floor(cell / grid.columns) * height;
		// A hundredth of a cell cannot be seen.
		if (Math.abs(region.x - x) > width / 100 || Math.abs(region.y - y) > height / 100) return false;
		cell++;
	}
	return cell > 0 && cell === grid.rows * grid.columns;
}

/**
 * Values of the regions of a layout, one number a pixel of the picture drawn at `width` x `height`.
 * Bilinear needs regions that form an even grid; a layout without one is drawn `nearest`, as its rectangles are.
 *
 * @param values  One a region of `layout.regions`, in its order; NaN takes no part.
 * @returns NaN outside the regions and outside `layout.visible`.
 * @throws {LvlmError} "shape-mismatch"
 */
export function regionField(
	values: ArrayLike<number>,
	layout: ImageLayout,
	width: number,
	height: number,
	interpolation: Interpolation = "nearest",
): Field {
	const image: Rect = { x: 0, y: 0, width: layout.imageWidth, height: layout.imageHeight };
	const covered = mapRectangles(values, layout.regions, image, height, width);
	const grid = layout.grid;
	const placed: number[] = [];
	for (let i = 0; i < layout.regions.length; i++) if (layout.regions[i]) placed.push(values[i]);
	const box = boundingBox(layout.regions);
	if (interpolation === "bilinear" && grid && isEvenGrid(layout.regions, grid, box)) {
		for (let y = 0; y < height; y++) {
			const row = ((((y + 0.5) * layout.imageHeight) / height - box.y) * grid.rows) / box.height - 0.5;
			for (let x = 0; x < width; x++) {
				if (Number.isNaN(covered[y * width + x])) continue;
				const column = ((((x + 0.5) * layout.imageWidth) / width - box.x) * grid.columns) / box.width - 0.5;
				covered[y * width + x] = sampleGrid(placed, grid.rows, grid.columns, row, column);
			}
		}
	}
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) if (!isVisible(layout, x, y, width, height)) covered[y * width + x] = Number.NaN;
	}
	return { width, height, values: covered };
}

/** Whether the model sees the centre of pixel (x, y) of the picture drawn at `width` x `height`. */
export function isVisible(layout: ImageLayout, x: number, y: number, width: number, height: number): boolean {
	const { visible } = layout;
	const left = ((x + 0.5) * layout.imageWidth) / width - visible.x;
	const top = ((y + 0.5) * layout.imageHeight) / height - visible.y;
	return left >= 0 && top >= 0 && left < visible.width && top < visible.height;
}
