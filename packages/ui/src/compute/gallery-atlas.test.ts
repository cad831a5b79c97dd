import { fitScale, paintGrid } from "@lvlm-interpret/core/paint";
import { expect, it } from "vitest";
import { atlasHit, galleryAtlas, paintAtlas } from "./gallery-atlas.js";

it("packs 1,024 thumbnails of 24 x 24 into 768 x 768", () => {
	expect(galleryAtlas(1024, 24, 24)).toMatchObject({ across: 32, width: 768, height: 768 });
	expect(() => galleryAtlas(0, 24, 24)).toThrow(/no gallery/);
});

it.each([
	[5, 17, 31, 0],
	[1, 16, 16, 1],
	[7, 3, 2, 2],
])("%i grids of %i x %i, %i apart: each pixel is the cell that it hits", (count, rows, columns, gap) => {
	const atlas = galleryAtlas(count, rows, columns, { gap });
	const cells = rows * columns;
	const values = Float32Array.from({ length: count * cells }, (_, i) => (i % 7 === 3 ? Number.NaN : i));
	const scale = fitScale(values);
	const picture = paintAtlas(atlas, values, scale);
	const flat = paintGrid(values, count * rows, columns, scale);
	const seen = new Set<number>();
	const wrong: string[] = [];
	for (let y = 0; y < atlas.height; y++) {
		for (let x = 0; x < atlas.width; x++) {
			const hit = atlasHit(atlas, x, y);
			const at = 4 * (y * atlas.width + x);
			const from = hit && 4 * (hit.item * cells + hit.cell);
			if (from !== undefined) seen.add(from);
			const expected = from === undefined ? [0, 0, 0, 0] : flat.data.subarray(from, from + 4);
			for (let c = 0; c < 4; c++) if (picture.data[at + c] !== expected[c]) wrong.push(`${x}, ${y}`);
		}
	}
	expect(wrong).toEqual([]);
	expect(seen.size).toBe(count * cells);
	expect(atlasHit(atlas, atlas.width, 0)).toBeUndefined();
});

it("shows grids in another order, and some of them", () => {
	const values = Float32Array.of(0, 1, 2, 3);
	const scale = fitScale(values);
	const picture = paintAtlas(galleryAtlas(2, 1, 1, { across: 2 }), values, scale, [3, 0]);
	expect([...picture.data]).toEqual([...paintGrid([3, 0], 1, 2, scale).data]);
	const signed = fitScale(values, { signed: true, gamma: 0.5 });
	expect([...paintAtlas(galleryAtlas(4, 1, 1), values, signed).data]).toEqual([
		...paintGrid(values, 2, 2, signed).data,
	]);
});
