import type { ImageLayout } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { comparePlaces } from "./compare-places.js";
import { commonEdges, evenEdges, massOn } from "./place-mass.js";

function gridLayout(width: number, height: number, rows: number, columns: number): ImageLayout {
	const regions = Array.from({ length: rows * columns }, (_, cell) => ({
		x: ((cell % columns) * width) / columns,
		y: (Math.floor(cell / columns) * height) / rows,
		width: width / columns,
		height: height / rows,
	}));
	const visible = { x: 0, y: 0, width, height };
	return { imageWidth: width, imageHeight: height, visible, regions, grid: { rows, columns } };
}
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((all, one) => all + one, 0);

describe("massOn", () => {
	it("gives each cell of a finer grid its part, and each of a coarser one the sum", () => {
		const two = gridLayout(8, 4, 1, 2);
		expect([...massOn(evenEdges(8, 4, 2, 4), two, [4, 8])]).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
		const four = gridLayout(8, 4, 2, 4);
		expect([...massOn(evenEdges(8, 4, 1, 2), four, [1, 1, 2, 2, 1, 1, 2, 2])]).toEqual([4, 8]);
	});

	it("cuts regions where grids do not fit into each other, and keeps the sum", () => {
		// Thirds on halves: the middle third goes half to each.
		expect([...massOn(evenEdges(6, 1, 1, 2), gridLayout(6, 1, 1, 3), [3, 6, 12])]).toEqual([6, 15]);
		const values = Array.from({ length: 24 * 24 }, (_, cell) => (cell * 7919) % 101);
		expect(sum(massOn(evenEdges(336, 336, 16, 16), gridLayout(336, 336, 24, 24), values))).toBeCloseTo(sum(values), 8);
	});

	it("adds regions that overlap, leaves out what lies beside the picture, and says where there is nothing", () => {
		const [whole, part] = [
			{ x: 0, y: 0, width: 4, height: 1 },
			{ x: 3, y: 0, width: 2, height: 1 },
		];
		const layout = { ...gridLayout(4, 1, 1, 1), regions: [whole, part, null] };
		expect([...massOn(evenEdges(4, 1, 1, 4), layout, [4, 10, 99])]).toEqual([1, 1, 1, 6]);
		const right = { ...layout, regions: [{ x: 2, y: 0, width: 2, height: 1 }] };
		expect([...massOn(evenEdges(4, 1, 1, 4), right, [1])]).toEqual([Number.NaN, Number.NaN, 0.5, 0.5]);
	});

	it("has the edges of all regions in common, once each", () => {
		const { xs } = commonEdges([gridLayout(12, 12, 2, 2), gridLayout(12, 12, 3, 3)]);
		expect(xs).toEqual([0, 4, 6, 8, 12]);
	});
});

describe("comparePlaces", () => {
	it("compares equal grids cell by cell", () => {
		const layout = gridLayout(4, 4, 2, 2);
		const found = comparePlaces(
			{ layout, values: [1, 2, 3, 4] },
			{ layout: gridLayout(4, 4, 2, 2), values: [2, 2, 2, 2] },
		);
		expect(found).toMatchObject({ isSameGrid: true, rows: 2, columns: 2, covered: 1 });
		expect([...(found?.difference ?? [])]).toEqual([-1, 0, 1, 2]);
		expect(found?.rankCorrelation).toBeNaN();
	});

	it("finds one density on two grids equal", () => {
		// Even halves, and the same mass in quarters.
		const found = comparePlaces(
			{ layout: gridLayout(8, 8, 1, 2), values: [6, 2] },
			{ layout: gridLayout(8, 8, 2, 4), values: [1.5, 1.5, 0.5, 0.5, 1.5, 1.5, 0.5, 0.5] },
		);
		expect(found).toMatchObject({ isSameGrid: false, rows: 2, columns: 4 });
		expect(found?.divergence).toBeCloseTo(0, 12);
		expect(found?.correlation).toBeCloseTo(1, 12);
		expect(found?.rankCorrelation).toBeCloseTo(1, 12);
		expect(Math.max(...(found?.difference ?? []).map(Math.abs))).toBe(0);
	});

	it("has the divergence that was worked out by hand, on grids that do not fit", () => {
		// Densities over six pixels: p = 1/2 on the first three; q = 1 on the first two. m = 3/4·p-part…
		const found = comparePlaces(
			{ layout: gridLayout(6, 1, 1, 2), values: [1, 0] },
			{ layout: gridLayout(6, 1, 1, 3), values: [1, 0, 0] },
		);
		// Pixels 1 and 2: p = 1/3, q = 1/2, m = 5/12; pixel 3: p = 1/3, q = 0, m = 1/6.
		const half = (share: number, mixed: number): number => (share / 2) * Math.log2(share / mixed);
		const byHand = 2 * (half(1 / 3, 5 / 12) + half(1 / 2, 5 / 12)) + half(1 / 3, 1 / 6);
		expect(found?.divergence).toBeCloseTo(byHand, 12);
		expect(found?.divergence).toBeGreaterThan(0.1);
	});

	it("compares pictures of one shape in pixels of the first, and none of different shapes", () => {
		const large = { layout: gridLayout(800, 400, 2, 4), values: [1, 0, 0, 0, 0, 0, 0, 0] };
		expect(comparePlaces({ ...large, layout: gridLayout(8, 4, 2, 4) }, large)?.divergence).toBeCloseTo(0, 12);
		expect(comparePlaces({ ...large, layout: gridLayout(8, 8, 2, 4) }, large)).toBeUndefined();
	});

	it("compares what both saw, and says how much that is", () => {
		const cropped: ImageLayout = {
			...gridLayout(8, 4, 1, 1),
			regions: [{ x: 2, y: 0, width: 4, height: 4 }],
		};
		const found = comparePlaces(
			{ layout: gridLayout(8, 4, 1, 4), values: [9, 1, 1, 9] },
			{ layout: cropped, values: [1] },
		);
		expect(found?.covered).toBeCloseTo(0.5, 12);
		expect(found?.divergence).toBeCloseTo(0, 12);
	});
});
