import type { ImageLayout } from "@lvlm-interpret/core";

/** Lines that cut a picture into cells, in pixels, ascending: `xs` from left to right, `ys` from top to bottom. */
export interface CellEdges {
	readonly xs: readonly number[];
	readonly ys: readonly number[];
}

/** Equal cells over a whole picture. */
export function evenEdges(width: number, height: number, rows: number, columns: number): CellEdges {
	const lines = (size: number, count: number): number[] =>
		Array.from({ length: count + 1 }, (_, line) => (size * line) / count);
	return { xs: lines(width, columns), ys: lines(height, rows) };
}

/** Lines closer than a thousandth of a pixel are one. */
function sorted(lines: readonly number[], size: number): number[] {
	const inside = [0, size, ...lines.filter((line) => line > 0 && line < size)].sort((a, b) => a - b);
	return inside.filter((line, index) => index === 0 || line - (inside[index - 1] as number) > 1e-3);
}

/** The edges of all regions of some layouts of one picture: every region is made of whole cells. */
export function commonEdges(layouts: readonly ImageLayout[]): CellEdges {
	const [first] = layouts;
	const rects = layouts.flatMap((layout) => layout.regions.filter((rect) => rect !== null));
	return {
		xs: sorted(
			rects.flatMap(({ x, width }) => [x, x + width]),
			first?.imageWidth ?? 0,
		),
		ys: sorted(
			rects.flatMap(({ y, height }) => [y, y + height]),
			first?.imageHeight ?? 0,
		),
	};
}

/** First cell that ends after `value`. */
function cellAfter(lines: readonly number[], value: number): number {
	let [low, high] = [0, lines.length - 1];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((lines[middle + 1] as number) > value) high = middle;
		else low = middle + 1;
	}
	return low;
}

/**
 * A map's values over other cells, by area: a region gives each cell the part of its value that is the part of its area which lies in it.
 * Sums are kept, but for what lies beside the picture; where regions overlap, a cell has the sum of both.
 *
 * @param values  One a region of the layout.
 * @returns Shape [rows, columns] of the edges, row-major; NaN where no region is, or one without a value.
 * Cost: one step for each pair of a region and a cell that it touches.
 */
export function massOn({ xs, ys }: CellEdges, layout: ImageLayout, values: ArrayLike<number>): Float64Array {
	const [columns, rows] = [xs.length - 1, ys.length - 1];
	const mass = new Float64Array(rows * columns).fill(Number.NaN);
	layout.regions.forEach((rect, region) => {
		if (!rect) return;
		const value = values[region] as number;
		const [right, bottom] = [rect.x + rect.width, rect.y + rect.height];
		for (let row = cellAfter(ys, rect.y); row < rows && (ys[row] as number) < bottom; row++) {
			const tall = Math.min(bottom, ys[row + 1] as number) - Math.max(rect.y, ys[row] as number);
			for (let column = cellAfter(xs, rect.x); column < columns && (xs[column] as number) < right; column++) {
				const wide = Math.min(right, xs[column + 1] as number) - Math.max(rect.x, xs[column] as number);
				// What touches a cell by rounding alone does not cover it.
				if (!(tall > 1e-6 && wide > 1e-6)) continue;
				const cell = row * columns + column;
				const old = mass[cell] as number;
				mass[cell] = (Number.isNaN(old) ? 0 : old) + (value * tall * wide) / (rect.width * rect.height);
			}
		}
	});
	return mass;
}
