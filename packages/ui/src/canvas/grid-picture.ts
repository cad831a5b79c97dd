import { createPicture, paintGrid, type RgbaImage, type ValueScale } from "@lvlm-interpret/core/paint";

/** `paintGrid`, and one transparent pixel for a grid without cells: views that show a state in its place still render. */
export function gridPicture(values: ArrayLike<number>, rows: number, columns: number, scale: ValueScale): RgbaImage {
	return rows * columns > 0 ? paintGrid(values, rows, columns, scale) : createPicture(1, 1);
}
