import { LvlmError } from "@lvlm-interpret/core";
import { axisCoefficients } from "./coefficients.js";
import { filterKernels, type ResampleFilter } from "./filters.js";
import { resizeNearest } from "./nearest.js";
import { resampleColumns, resampleRows } from "./passes.js";

/** 8-bit pixels, row-major [height, width, channels]: 1 channel (grey) or 3 (RGB). */
export interface Pixels {
	readonly width: number;
	readonly height: number;
	readonly channels: 1 | 3;
	readonly data: Uint8Array;
}

/**
 * Resizes 8-bit pixels exactly as Pillow's `Image.resize((width, height), resample)` does: separable, antialiased when
 * shrinking, rows first, then columns (columns first when height > 100 * width and shrinks), 22-bit fixed point with 8-bit rounding between the passes.
 *
 * @param image  Pixels of shape [height, width, channels].
 * @param size  The wanted size in pixels, each at least 1.
 * @param filter  Resampling filter.
 * @returns New pixels of that size (a copy where nothing changes).
 * @throws {LvlmError} "invalid-argument" if a size is not a positive integer; "shape-mismatch" if the data does not fill
 *   the image.
 * Cost: O(height * width' * taps + height' * width' * taps), with taps = 2 * support * max(scale, 1); one intermediate
 *   image of [height, width'].
 * Source: Pillow 12.3, src/libImaging/Resample.c and (nearest) Geometry.c. Equal bit for bit on 8-bit pixels.
 */
export function resize(
	image: Pixels,
	size: { readonly width: number; readonly height: number },
	filter: ResampleFilter,
): Pixels {
	const { width, height, channels, data } = image;
	for (const [name, value] of [
		["image.width", width],
		["image.height", height],
		["size.width", size.width],
		["size.height", size.height],
	] as const) {
		if (!Number.isInteger(value) || value < 1) {
			throw new LvlmError("invalid-argument", `"${name}" must be a positive integer, but is ${value}.`, {
				name,
				expected: "a positive integer",
				actual: String(value),
			});
		}
	}
	if (data.length !== width * height * channels) {
		const expected = `${width} x ${height} x ${channels} = ${width * height * channels} bytes`;
		throw new LvlmError("shape-mismatch", `The image should hold ${expected}, but holds ${data.length}.`, {
			name: "image",
			expected,
			actual: `${data.length} bytes`,
		});
	}
	if (filter === "nearest") {
		return { ...size, channels, data: resizeNearest(data, width, height, channels, size.width, size.height) };
	}
	const kernel = filterKernels[filter];
	const columns = (pixels: Uint8Array, rowWidth: number): Uint8Array =>
		// An axis that keeps its size is left alone, as in Pillow: a pass over it would round for nothing.
		size.height === height
			? pixels
			: resampleColumns(pixels, rowWidth * channels, axisCoefficients(height, size.height, kernel));
	const rows = (pixels: Uint8Array, rowCount: number): Uint8Array =>
		size.width === width
			? pixels
			: resampleRows(pixels, width, rowCount, channels, axisCoefficients(width, size.width, kernel));
	// Pillow shrinks the columns of very tall pictures first; the rounding between the passes makes the order visible.
	const columnsFirst = height > width * 100 && size.height < height;
	const pixels = columnsFirst ? rows(columns(data, width), size.height) : columns(rows(data, height), size.width);
	return { width: size.width, height: size.height, channels, data: pixels === data ? data.slice() : pixels };
}
