import { describe, expect, it } from "vitest";
import type { ImageLayout, RgbImage } from "../layout.js";
import {
	colorIndex,
	colorMap,
	colorMapNames,
	contrastRatio,
	fitScale,
	formatValue,
	legendTicks,
	mapRectangles,
	paintGrid,
	paintLegend,
	paintOverlay,
	type Rgb,
	regionField,
	relativeLuminance,
	resizeForDisplay,
	scalePosition,
	textColorOn,
	upsampleGrid,
} from "./index.js";

const at = (table: ArrayLike<number>, index: number): Rgb => [
	table[3 * index],
	table[3 * index + 1],
	table[3 * index + 2],
];

describe("colour maps", () => {
	it("are those of matplotlib", () => {
		expect(at(colorMap("viridis"), 0)).toEqual([68, 1, 84]);
		expect(at(colorMap("viridis"), 127)).toEqual([32, 143, 140]);
		expect(at(colorMap("cividis"), 255)).toEqual([253, 231, 55]);
		expect(at(colorMap("magma"), 192)).toEqual([251, 136, 97]);
		expect(at(colorMap("inferno"), 64)).toEqual([87, 15, 109]);
	});

	it.each(colorMapNames.filter((name) => name !== "purple-orange"))("%s gets lighter all the way", (name) => {
		for (let i = 4; i < 256; i += 4) {
			const step = relativeLuminance(at(colorMap(name), i)) - relativeLuminance(at(colorMap(name), i - 4));
			expect(step).toBeGreaterThan(0);
		}
	});

	it("purple-orange gives both signs the same weight", () => {
		const table = colorMap("purple-orange");
		for (let i = 0; i < 128; i++) {
			const below = relativeLuminance(at(table, i));
			const above = relativeLuminance(at(table, 255 - i));
			expect(Math.abs(below - above)).toBeLessThan(0.045);
			if (i > 0) expect(below).toBeGreaterThan(relativeLuminance(at(table, i - 1)) - 1e-3);
		}
		expect(table[0]).toBeLessThan(table[2]);
		expect(table[765]).toBeGreaterThan(table[767]);
	});

	it("refuses an unknown name", () => {
		expect(() => colorMap("jet" as "magma")).toThrow(/no colour map "jet"/);
	});
});

describe("scales", () => {
	it("span the finite values", () => {
		const scale = fitScale([3, Number.NaN, -1, Number.POSITIVE_INFINITY]);
		expect(scale.domain).toEqual([-1, 3]);
		expect(scalePosition(scale, 1)).toBe(0.5);
		expect(scalePosition(scale, Number.POSITIVE_INFINITY)).toBe(1);
		expect(colorIndex(scale, Number.NaN)).toBe(-1);
		expect(colorIndex(scale, -5)).toBe(0);
	});

	it("clip at quantiles as NumPy computes them", () => {
		const scale = fitScale([5, 1, 3, 2, 4], { domain: { quantiles: [0.1, 0.9] } });
		expect(scale.domain[0]).toBeCloseTo(1.4, 12);
		expect(scale.domain[1]).toBeCloseTo(4.6, 12);
		expect(scale.clipped).toEqual({ below: true, above: true });
	});

	it("are symmetric when signed, with gamma on both arms", () => {
		const scale = fitScale([-1, 4], { signed: true, gamma: 0.5 });
		expect(scale.domain).toEqual([-4, 4]);
		expect(scale.map).toBe("purple-orange");
		expect(scalePosition(scale, 0)).toBe(0.5);
		expect(scalePosition(scale, 1)).toBe(0.75);
		expect(scalePosition(scale, -1)).toBe(0.25);
	});

	it("widen a domain without extent, and hold for no values and for very many", () => {
		expect(fitScale([2, 2]).domain).toEqual([0, 2]);
		expect(fitScale([-2]).domain).toEqual([-2, 0]);
		expect(fitScale([0]).domain).toEqual([0, 1]);
		expect(fitScale([]).domain).toEqual([0, 1]);
		expect(fitScale([], { signed: true, domain: { quantiles: [0, 1] } }).domain).toEqual([-1, 1]);
		expect(fitScale(new Float32Array(1_000_000).fill(3)).domain).toEqual([0, 3]);
	});

	it.each([
		{ gamma: 0 },
		{ gamma: Number.NaN },
		{ domain: [1, 1] as const },
		{ domain: [0, 1] as const, signed: true },
		{ domain: { quantiles: [0.9, 0.1] as const } },
		{ domain: "widest" as "min-max" },
	])("refuse %j", (options) => {
		expect(() => fitScale([1, 2], options)).toThrow(/of a colour scale should be/);
	});
});

describe("grids", () => {
	const scale = fitScale([], { domain: [0, 1], map: "greys" });

	it("become a pixel a cell, transparent without a value", () => {
		const picture = paintGrid([0, 1, Number.NaN, 2], 2, 2, scale);
		expect([picture.width, picture.height]).toEqual([2, 2]);
		expect([...picture.data.subarray(4, 8)]).toEqual([...at(colorMap("greys"), 255), 255]);
		expect(picture.data[11]).toBe(0);
		expect(() => paintGrid([1], 2, 2, scale)).toThrow(/cannot hold 1 values/);
	});

	it("grow by repeating cells or between their centres", () => {
		expect([...upsampleGrid([1, 2], 1, 2, 4, 1).values]).toEqual([1, 1, 2, 2]);
		expect([...upsampleGrid([1, 2], 1, 2, 4, 1, "bilinear").values]).toEqual([1, 1.25, 1.75, 2]);
		expect([...upsampleGrid([1, Number.NaN], 1, 2, 4, 1, "bilinear").values]).toEqual([1, 1, 1, Number.NaN]);
	});

	it("take rectangles by shared area", () => {
		const rects = [{ x: 0, y: 0, width: 3, height: 2 }, null, { x: 3, y: 0, width: 1, height: 2 }];
		const window = { x: 0, y: 0, width: 4, height: 2 };
		expect([...mapRectangles([6, 9, 2], rects, window, 1, 2)]).toEqual([6, 4]);
		expect([...mapRectangles([6, 9, 2], rects, window, 1, 2, "sum")]).toEqual([4, 4]);
		expect([...mapRectangles([6, 9, Number.NaN], rects, window, 1, 4)]).toEqual([6, 6, 6, Number.NaN]);
		expect(() => mapRectangles([1], rects, window, 1, 1)).toThrow(/1 values for 3 regions/);
	});

	it("keep the total of rectangles that lie inside", () => {
		const rects = Array.from({ length: 9 }, (_, i) => ({
			x: (i % 3) * 7.3,
			y: Math.floor(i / 3) * 5.1,
			width: 7.3,
			height: 5.1,
		}));
		const values = rects.map((_, i) => i + 1);
		const cells = mapRectangles(values, rects, { x: 0, y: 0, width: 21.9, height: 15.3 }, 10, 11, "sum");
		let sum = 0;
		for (const cell of cells) sum += cell;
		expect(sum).toBeCloseTo(45, 4);
	});
});

// The model sees the middle 2 x 2 of a 4 x 2 image, as two regions.
const image: RgbImage = { width: 4, height: 2, data: new Uint8Array(24).fill(100) };
const layout: ImageLayout = {
	imageWidth: 4,
	imageHeight: 2,
	visible: { x: 1, y: 0, width: 2, height: 2 },
	regions: [{ x: 1, y: 0, width: 1, height: 2 }, null, { x: 2, y: 0, width: 1, height: 2 }],
	grid: { rows: 1, columns: 2 },
};

describe("overlays", () => {
	const scale = fitScale([], { domain: [0, 1], map: "greys" });

	it("put values only where the model looks", () => {
		const { values } = regionField([0.25, 9, 0.75], layout, 4, 2);
		expect([...values.subarray(0, 4)]).toEqual([Number.NaN, 0.25, 0.75, Number.NaN]);
		const smooth = regionField([0, 9, 1], layout, 400, 200, "bilinear").values;
		expect(smooth[50]).toBeNaN();
		expect(smooth[199]).toBeCloseTo(0.495, 5);
		expect(smooth[160]).toBeLessThan(smooth[240]);
		const uneven = { ...layout, regions: [layout.regions[0], null, { x: 2, y: 0, width: 2, height: 2 }] };
		expect(new Set(regionField([0, 9, 1], uneven, 400, 200, "bilinear").values)).toEqual(new Set([Number.NaN, 0, 1]));
	});

	it("mix colour by opacity, and mark what is not seen", () => {
		const picture = paintOverlay(image, layout, [1, 0, Number.NaN], scale, { opacity: 0.5, unseen: "dim" });
		const white = colorMap("greys")[765];
		expect(picture.data[4]).toBe(Math.round((100 + white) / 2));
		expect(picture.data[8]).toBe(100);
		expect(picture.data[0]).toBe(Math.round(0.35 * 100 + 0.65 * 225));
		expect(paintOverlay(image, layout, [1, 0, 0], scale, { unseen: "keep" }).data[0]).toBe(100);
		const byValue = paintOverlay(image, layout, [0, 0, 1], scale, { opacityBy: "value", opacity: 1 });
		expect(byValue.data[4]).toBe(100);
		expect(byValue.data[8]).toBe(white);
	});

	it("turn the picture beneath grey on request", () => {
		const red: RgbImage = { ...image, data: Uint8Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 255 : 0)) };
		const grey = paintOverlay(red, layout, [1, 0, 1], scale, { opacity: 0, desaturate: 1 });
		expect([...grey.data.subarray(4, 8)]).toEqual([54, 54, 54, 255]);
	});

	it("refuse what does not fit", () => {
		expect(() => paintOverlay({ ...image, width: 5 }, layout, [1, 1, 1], scale)).toThrow(
			/layout is of an image of 4 x 2/,
		);
		expect(() => paintOverlay(image, layout, [1, 1], scale)).toThrow(/2 values for 3 regions/);
		expect(() => paintOverlay(image, layout, [1, 1, 1], scale, { opacity: 2 })).toThrow(/"opacity"/);
		const short = { ...image, data: new Uint8Array(3) };
		expect(() => paintOverlay(short, layout, [1, 1, 1], scale)).toThrow(/should have 24 bytes/);
	});

	it("resize without shifting or losing light", () => {
		const ramp: RgbImage = {
			width: 4,
			height: 1,
			data: Uint8Array.from([0, 0, 0, 80, 80, 80, 160, 160, 160, 240, 240, 240]),
		};
		expect(resizeForDisplay(ramp, 4, 1).data.filter((_, i) => i % 4 === 0)).toEqual(
			Uint8ClampedArray.of(0, 80, 160, 240),
		);
		const small = resizeForDisplay(ramp, 2, 1).data;
		expect(small[0] + small[4]).toBeCloseTo(240, -1);
		expect(() => resizeForDisplay(ramp, 0, 1)).toThrow(/cannot be 0 x 1/);
	});
});

describe("legends", () => {
	it("run along the domain, both ways", () => {
		const scale = fitScale([0, 1], { map: "viridis" });
		const across = paintLegend(scale, 256, 1).data;
		expect([...across.subarray(0, 3)]).toEqual([68, 1, 84]);
		const up = paintLegend(scale, 1, 256, "vertical").data;
		expect([...up.subarray(255 * 4, 255 * 4 + 3)]).toEqual([68, 1, 84]);
	});

	it("have round numbers between the ends, and say where values are clipped", () => {
		const scale = fitScale([0, 0.1, 0.5], { domain: [0, 0.4] });
		expect(legendTicks(scale).map((tick) => tick.text)).toEqual(["0", "0.1", "0.2", "0.3", "≥ 0.4"]);
		expect(legendTicks(fitScale([-3, 3], { signed: true }), 3).map((tick) => tick.text)).toEqual(["−3", "0", "3"]);
		for (const tick of legendTicks(fitScale([0.0123, 7.1]), 6)) {
			expect(tick.position).toBeGreaterThanOrEqual(0);
			expect(tick.position).toBeLessThanOrEqual(1);
		}
	});

	it.each<[number, number | undefined, string]>([
		[0, 1, "0"],
		[0.25, 1, "0.25"],
		[-0.00012, undefined, "−0.00012"],
		[1.5e-9, undefined, "1.5e−9"],
		[12345, 20000, "12345"],
		[-0.0001, 1, "0"],
		[Number.NaN, 1, "no value"],
		[Number.NEGATIVE_INFINITY, 1, "−∞"],
	])("write %d in %d as %s", (value, extent, text) => {
		expect(formatValue(value, extent)).toBe(text);
	});
});

describe("text on colours", () => {
	it("is readable on every colour of every map", () => {
		expect(contrastRatio([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
		expect(relativeLuminance([255, 0, 0])).toBeCloseTo(0.2126, 10);
		for (const name of colorMapNames) {
			for (let i = 0; i < 256; i++) {
				const color = at(colorMap(name), i);
				expect(contrastRatio(color, textColorOn(color))).toBeGreaterThanOrEqual(4.2);
			}
		}
	});
});
