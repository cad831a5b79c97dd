import { LvlmError } from "@lvlm-interpret/core";
import { colorIndex, colorMap, createPicture, type RgbaImage, type ValueScale } from "@lvlm-interpret/core/paint";

/** Where the thumbnails of a gallery lie in one picture: row-major, without gaps. */
export interface GalleryAtlas {
	readonly count: number;
	readonly rows: number;
	readonly columns: number;
	/** Thumbnails side by side. */
	readonly across: number;
	readonly width: number;
	readonly height: number;
}

/**
 * An atlas of `count` grids of `rows` x `columns` cells, one pixel a cell, as square as whole thumbnails allow.
 *
 * @throws {LvlmError} "invalid-argument" unless all are positive integers.
 */
export function galleryAtlas(count: number, rows: number, columns: number): GalleryAtlas {
	if (![count, rows, columns].every((size) => Number.isInteger(size) && size > 0)) {
		throw new LvlmError("invalid-argument", `There is no gallery of ${count} grids of ${rows} x ${columns}.`, {
			name: "size",
			expected: "positive integers",
			actual: `${count}, ${rows} x ${columns}`,
		});
	}
	const across = Math.min(count, Math.max(1, Math.round(Math.sqrt((count * rows) / columns))));
	return { count, rows, columns, across, width: across * columns, height: Math.ceil(count / across) * rows };
}

/** The thumbnail and cell under a pixel of the atlas, or undefined where there is none. Pure arithmetic. */
export function atlasHit(atlas: GalleryAtlas, x: number, y: number): { item: number; cell: number } | undefined {
	if (!(x >= 0 && y >= 0 && x < atlas.width && y < atlas.height)) return undefined;
	const item = Math.floor(y / atlas.rows) * atlas.across + Math.floor(x / atlas.columns);
	if (item >= atlas.count) return undefined;
	return { item, cell: (Math.floor(y) % atlas.rows) * atlas.columns + (Math.floor(x) % atlas.columns) };
}

/**
 * Paints all thumbnails into one picture.
 *
 * @param values  [count, rows, columns], NaN stays transparent.
 * @param scales  One for all thumbnails, or one each.
 * @throws {LvlmError} "shape-mismatch"
 */
export function paintAtlas(
	atlas: GalleryAtlas,
	values: ArrayLike<number>,
	scales: ValueScale | readonly ValueScale[],
): RgbaImage {
	const cells = atlas.rows * atlas.columns;
	const each = Array.isArray(scales) ? (scales as readonly ValueScale[]) : undefined;
	if (values.length !== atlas.count * cells || (each && each.length !== atlas.count)) {
		const expected = `${atlas.count * cells} values, ${atlas.count} scales or one`;
		const actual = `${values.length} values, ${each?.length ?? "one"} scales`;
		throw new LvlmError("shape-mismatch", `A gallery needs ${expected}, but has ${actual}.`, {
			name: "values",
			expected,
			actual,
		});
	}
	const picture = createPicture(atlas.width, atlas.height);
	for (let item = 0; item < atlas.count; item++) {
		const scale = each ? (each[item] as ValueScale) : (scales as ValueScale);
		const colors = colorMap(scale.map);
		const left = (item % atlas.across) * atlas.columns;
		const top = Math.floor(item / atlas.across) * atlas.rows;
		for (let cell = 0; cell < cells; cell++) {
			const index = colorIndex(scale, values[item * cells + cell] as number);
			if (index < 0) continue;
			const x = left + (cell % atlas.columns);
			const to = 4 * ((top + Math.floor(cell / atlas.columns)) * atlas.width + x);
			for (let c = 0; c < 3; c++) picture.data[to + c] = colors[3 * index + c] as number;
			picture.data[to + 3] = 255;
		}
	}
	return picture;
}
