import { LvlmError } from "../errors.js";
import { colorMap, type Rgb } from "./color-maps.js";
import { createPicture, type RgbaImage } from "./picture.js";
import { colorIndex, type ValueScale } from "./scale.js";

/** @throws {LvlmError} "shape-mismatch" */
export function checkGrid(values: ArrayLike<number>, rows: number, columns: number): void {
	if (values.length === rows * columns) return;
	throw new LvlmError("shape-mismatch", `A grid of ${rows} x ${columns} cannot hold ${values.length} values.`, {
		name: "values",
		expected: `${rows * columns} values`,
		actual: `${values.length} values`,
	});
}

/** The colour of a value, or undefined for NaN. */
export function colorOf(scale: ValueScale, value: number): Rgb | undefined {
	const index = colorIndex(scale, value);
	if (index < 0) return undefined;
	const colors = colorMap(scale.map);
	return [colors[3 * index], colors[3 * index + 1], colors[3 * index + 2]];
}

/**
 * A grid of values as a picture with one pixel a cell; scale it up without smoothing.
 *
 * @param values  Shape [rows, columns], row-major. NaN (no value) becomes transparent.
 * @returns `columns` x `rows` RGBA, opaque where there is a value.
 * @throws {LvlmError} "shape-mismatch"
 */
export function paintGrid(values: ArrayLike<number>, rows: number, columns: number, scale: ValueScale): RgbaImage {
	checkGrid(values, rows, columns);
	const out = createPicture(columns, rows);
	const colors = colorMap(scale.map);
	for (let i = 0; i < values.length; i++) {
		const index = colorIndex(scale, values[i]);
		if (index < 0) continue;
		out.data[4 * i] = colors[3 * index];
		out.data[4 * i + 1] = colors[3 * index + 1];
		out.data[4 * i + 2] = colors[3 * index + 2];
		out.data[4 * i + 3] = 255;
	}
	return out;
}
