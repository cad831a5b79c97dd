import { describe, expect, it } from "vitest";
import { compareMaps } from "./compare-maps.js";

describe("compareMaps", () => {
	it("finds equal maps equal, whatever their scale", () => {
		const { correlation, divergence, difference } = compareMaps([1, 2, 3], [2, 4, 6]);
		expect(correlation).toBeCloseTo(1, 12);
		expect(divergence).toBeCloseTo(0, 12);
		expect(Array.from(difference)).toEqual([-1, -2, -3]);
	});

	it("gives one bit for maps without common mass", () => {
		expect(compareMaps([1, 0], [0, 1])).toMatchObject({ correlation: -1, divergence: 1 });
	});

	it("agrees with a value worked out by hand", () => {
		// p = (1/2, 1/2), q = (1, 0): 1 - (0.75 log2 0.75 + 0.25 log2 0.25) terms give H(m) - 1/2.
		const entropy = -(0.75 * Math.log2(0.75) + 0.25 * Math.log2(0.25));
		expect(compareMaps([1, 1], [3, 0]).divergence).toBeCloseTo(entropy - 0.5, 12);
	});

	it("says nothing where nothing is defined", () => {
		expect(compareMaps([1, 1, 1], [1, 2, 3]).correlation).toBeNaN();
		expect(compareMaps([0.1, 0.1, 0.1], [1, 2, 3]).correlation).toBeNaN();
		expect(compareMaps([0, 0], [1, 2]).divergence).toBeNaN();
		expect(compareMaps([-1, 2], [1, 2]).divergence).toBeNaN();
		expect(compareMaps([], []).correlation).toBeNaN();
	});

	it("leaves cells without a value out", () => {
		const { correlation, difference } = compareMaps([1, Number.NaN, 3, 5], [2, 9, 6, 10]);
		expect(correlation).toBeCloseTo(1, 12);
		expect(difference[1]).toBeNaN();
	});

	it("refuses maps of different size", () => {
		expect(() => compareMaps([1], [1, 2])).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
	});
});
