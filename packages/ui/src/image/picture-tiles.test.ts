import { describe, expect, it } from "vitest";
import { tiled, tileSpecs } from "../../stories/image/synthetic.js";
import { cropOf, pictureTiles } from "./picture-tiles.js";

const layout = tiled(3, 4);
const values = Float32Array.from(layout.regions, (rect, region) => (rect ? region : Number.NaN));

describe("pictureTiles", () => {
	it("gives each tile its own regions in its own place, row ends left out", () => {
		const tiles = pictureTiles(layout, values, tileSpecs(3, 4));
		expect(tiles.map((tile) => tile.label)).toEqual([
			"thumbnail",
			"top left",
			"top right",
			"bottom left",
			"bottom right",
		]);
		expect(tiles[0]?.rect).toEqual({ x: 0, y: 0, width: 400, height: 300 });
		expect(tiles[4]?.rect).toEqual({ x: 200, y: 150, width: 200, height: 150 });
		expect(Array.from(tiles[2]!.values)).toEqual(tileSpecs(3, 4)[2]!.regions);
		expect(tiles.every((tile) => tile.values.every((value) => !Number.isNaN(value)))).toBe(true);
		expect(tiles[1]?.total).toBe(tiles[1]!.regions.reduce((sum, region) => sum + region, 0));
	});

	it("refuses a tile whose regions are not its grid's", () => {
		const wrong = [{ label: "odd", grid: { rows: 2, columns: 2 }, regions: [0, 1, 2] }];
		expect(() => pictureTiles(layout, values, wrong)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
	});
});

it("cropOf takes a part, black beyond the edge", () => {
	const image = { width: 2, height: 2, data: Uint8Array.from({ length: 12 }, (_, i) => i + 1) };
	expect(Array.from(cropOf(image, { x: 1, y: 1, width: 2, height: 1 }).data)).toEqual([10, 11, 12, 0, 0, 0]);
});
