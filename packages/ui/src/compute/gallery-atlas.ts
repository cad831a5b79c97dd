import { LvlmError } from "@lvlm-interpret/core";
import { createPicture, type RgbaImage, type ValueScale } from "@lvlm-interpret/core/paint";
import { cellPainter } from "./cell-painter.js";

/** Where the thumbnails of a gallery lie in one picture: row-major, each followed by the same gap to the right and below. */
export interface GalleryAtlas {
	readonly count: number;
	readonly rows: number;
	readonly columns: number;
	/** Thumbnails side by side. */
	readonly across: number;
	/** Transparent pixels behind each thumbnail, in both directions. */
	readonly gap: number;
	readonly width: number;
	readonly height: number;
}

/**
 * An atlas of `count` grids of `rows` x `columns` cells, one pixel a cell.
 *
 * @param options.across  Default: as square as whole thumbnails allow.
 * @param options.gap  Default 0.
 * @throws {LvlmError} "invalid-argument" unless all are positive integers.
 */
export function galleryAtlas(
	count: number,
	rows: number,
	columns: number,
	options: { readonly across?: number; readonly gap?: number } = {},
): GalleryAtlas {
	const { gap = 0 } = options;
	if (![count, rows, columns].every((size) => Number.isInteger(size) && size > 0)) {
		throw new LvlmError("invalid-argument", `There is no gallery of ${count} grids of ${rows} x ${columns}.`, {
			name: "size",
			expected: "positive integers",
			actual: `${count}, ${rows} x ${columns}`,
		});
	}
	const square = Math.round(Math.sqrt((count * rows) / columns));
	const across = Math.min(count, Math.max(1, Math.floor(options.across ?? square)));
	const width = across * (columns + gap);
	return { count, rows, columns, across, gap, width, height: Math.ceil(count / across) * (rows + gap) };
}

/** The thumbnail and cell under a pixel of the atlas, or undefined where there is none. Pure arithmetic. */
export function atlasHit(atlas: GalleryAtlas, x: number, y: number): { item: number; cell: number } | undefined {
	if (!(x >= 0 && y >= 0 && x < atlas.width && y < atlas.height)) return undefined;
	const { rows, columns, across, gap, count } = atlas;
	const item = Math.floor(y / (rows + gap)) * across + Math.floor(x / (columns + gap));
	const [row, column] = [Math.floor(y) % (rows + gap), Math.floor(x) % (columns + gap)];
	if (item >= count || row >= rows || column >= columns) return undefined;
	return { item, cell: row * columns + column };
}

/**
 * Paints all thumbnails into one picture.
 *
 * @param values  [count, rows, columns], NaN stays transparent.
 * @param order  Which grid each thumbnail shows, `atlas.count` indices. Default: in their own order.
 * @param scales  One for all thumbnails, or one each.
 * @throws {LvlmError} "shape-mismatch"
 */
export function paintAtlas(
	atlas: GalleryAtlas,
	values: ArrayLike<number>,
	scales: ValueScale | readonly ValueScale[],
	order?: readonly number[],
): RgbaImage {
	const cells = atlas.rows * atlas.columns;
	const each = Array.isArray(scales) ? (scales as readonly ValueScale[]) : undefined;
	if (
		(order ? values.length % cells !== 0 : values.length !== atlas.count * cells) ||
		(each && each.length !== atlas.count)
	) {
		const expected = `${atlas.count * cells} values, ${atlas.count} scales or one`;
		const actual = `${values.length} values, ${each?.length ?? "one"} scales`;
		throw new LvlmError("shape-mismatch", `A gallery needs ${expected}, but has ${actual}.`, {
			name: "values",
			expected,
			actual,
		});
	}
	const picture = createPicture(atlas.width, atlas.height);
	const pixels = new Uint32Array(picture.data.buffer);
	const paintOne = each ? undefined : cellPainter(scales as ValueScale);
	for (let item = 0; item < atlas.count; item++) {
		const paint = paintOne ?? cellPainter(each?.[item] as ValueScale);
		const left = (item % atlas.across) * (atlas.columns + atlas.gap);
		const top = Math.floor(item / atlas.across) * (atlas.rows + atlas.gap);
		const from = (order?.[item] ?? item) * cells;
		for (let row = 0; row < atlas.rows; row++) {
			paint(values, from + row * atlas.columns, pixels, (top + row) * atlas.width + left, atlas.columns);
		}
	}
	return picture;
}
