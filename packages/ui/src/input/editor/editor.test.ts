import type { ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { blurBox, boxWidths } from "./blur-box.js";
import { createEditBuffer, replayEdits } from "./edit-buffer.js";
import { pushOp, redo, startHistory, undo } from "./edit-history.js";
import type { Area, EditOp, Fill } from "./edit-ops.js";
import { patchGridOf, snapToPatches } from "./patch-grid.js";
import { rasterArea } from "./raster-area.js";
import { colorOfText, opText, strokeOp } from "./stroke-op.js";

/** A mask as rows of # and ., over the whole picture. */
function drawn(area: Area, width: number, height: number): string[] {
	const mask = rasterArea(area, { width, height });
	return Array.from({ length: height }, (_, y) =>
		Array.from({ length: width }, (_, x) => {
			const [column, row] = [x - mask.x, y - mask.y];
			const isIn = column >= 0 && row >= 0 && column < mask.width && row < mask.height;
			return isIn && mask.bits[row * mask.width + column] ? "#" : ".";
		}).join(""),
	);
}

/** Grey value `10 x + y` in all channels, a little more in blue. */
function ramp(width: number, height: number): RgbImage {
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) data.set([10 * x + y, 10 * x + y, 10 * x + y + 1], 3 * (y * width + x));
	}
	return { width, height, data };
}

const pointsOf = (xy: readonly number[]): { x: number; y: number }[] =>
	xy.flatMap((x, index) => (index % 2 === 0 ? [{ x, y: xy[index + 1] as number }] : []));
const rectangle = (x: number, y: number, width: number, height: number): Area => ({
	shape: "rectangle",
	rect: { x, y, width, height },
});
const fill = (area: Area, how: Fill): EditOp => ({ op: "fill", area, fill: how });
const red: Fill = { kind: "color", color: [255, 0, 0] };

describe("rasterArea", () => {
	it("takes the pixels of a rectangle by their middles, and none beside the picture", () => {
		expect(drawn(rectangle(0.6, 1, 1.8, 9), 4, 3)).toEqual(["....", ".#..", ".#.."]);
		expect(drawn(rectangle(-9, -9, 3, 3), 3, 2)).toEqual(["...", "..."]);
	});

	it("goes around a triangle, and leaves the hole of a line that crosses itself", () => {
		const triangle = [
			{ x: 0, y: 0 },
			{ x: 6, y: 0 },
			{ x: 0, y: 6 },
		];
		expect(drawn({ shape: "lasso", path: triangle }, 6, 6)).toEqual([
			"#####.",
			"####..",
			"###...",
			"##....",
			"#.....",
			"......",
		]);
		const corners = [0, 0, 5, 0, 5, 5, 0, 5, 0, 0, 2, 2, 3, 2, 3, 3, 2, 3, 2, 2, 0, 0];
		const ring = pointsOf(corners);
		expect(drawn({ shape: "lasso", path: ring }, 5, 5)).toEqual(["#####", "#####", "##.##", "#####", "#####"]);
	});

	it("draws a brush as a round, and as a line with round ends", () => {
		expect(drawn({ shape: "brush", path: [{ x: 2.5, y: 2.5 }], size: 4 }, 5, 5)).toEqual([
			"..#..",
			".###.",
			"#####",
			".###.",
			"..#..",
		]);
		const path = [
			{ x: 1.5, y: 1.5 },
			{ x: 5.5, y: 1.5 },
		];
		expect(drawn({ shape: "brush", path, size: 2 }, 7, 3)).toEqual([".#####.", "#######", ".#####."]);
	});
});

describe("fills", () => {
	it("covers with a colour, with the mean of the area, and with noise of a seed, and touches nothing else", () => {
		const image = ramp(4, 3);
		const area = rectangle(1, 1, 2, 2);
		const outside = (picture: RgbImage): number[] =>
			[...picture.data].filter((_, index) => {
				const [x, y] = [Math.floor(index / 3) % 4, Math.floor(index / 12)];
				return !(x >= 1 && x < 3 && y >= 1);
			});
		const at = (picture: RgbImage, x: number, y: number): number[] => [
			...picture.data.slice(3 * (4 * y + x), 3 * (4 * y + x) + 3),
		];
		expect(at(replayEdits(image, [fill(area, red)]), 2, 2)).toEqual([255, 0, 0]);
		// 11, 12, 21, 22: 16.5, in blue 17.5.
		expect(at(replayEdits(image, [fill(area, { kind: "mean" })]), 1, 1)).toEqual([17, 17, 18]);
		const noise = (seed: number): RgbImage => replayEdits(image, [fill(area, { kind: "noise", seed })]);
		expect(noise(7)).toEqual(noise(7));
		expect(noise(7)).not.toEqual(noise(8));
		for (const picture of [noise(7), replayEdits(image, [fill(area, red)])])
			expect(outside(picture)).toEqual(outside(image));
		expect(image).toEqual(ramp(4, 3));
	});

	it("has noise that is even over all values", () => {
		const image: RgbImage = { width: 256, height: 256, data: new Uint8Array(256 * 256 * 3) };
		const { data } = replayEdits(image, [fill(rectangle(0, 0, 256, 256), { kind: "noise", seed: 1 })]);
		const counts = new Float64Array(256);
		for (const value of data) counts[value]!++;
		// Chi-square of 255 degrees of freedom: 99.9 % lie below 330.
		const expected = data.length / 256;
		expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(330);
	});

	it("blurs as the three boxes of a Gaussian do", () => {
		expect([0.5, 1, 2, 5].map(boxWidths)).toEqual([1, 2, 4, 9]);
		// One bright pixel in the middle; sigma 1.5 has three boxes of width 3: 1 3 6 7 6 3 1, over 27, both ways.
		const image: RgbImage = { width: 9, height: 9, data: new Uint8Array(9 * 9 * 3) };
		image.data.set([243, 243, 0], 3 * (4 * 9 + 4));
		const weights = [0, 1, 3, 6, 7, 6, 3, 1, 0].map((value) => value / 27);
		const blurred = blurBox(image, { x: 0, y: 0, width: 9, height: 9 }, 1.5);
		for (let y = 0; y < 9; y++) {
			for (let x = 0; x < 9; x++) {
				const value = Math.round(243 * (weights[x] as number) * (weights[y] as number));
				expect([...blurred.subarray(3 * (9 * y + x), 3 * (9 * y + x) + 3)]).toEqual([value, value, 0]);
			}
		}
		// Even grounds stay, to the edge; a part is blurred as the whole.
		const even: RgbImage = { width: 5, height: 4, data: new Uint8Array(60).fill(77) };
		expect(blurBox(even, { x: 0, y: 0, width: 5, height: 4 }, 3)).toEqual(even.data);
		const slope = ramp(12, 12);
		const whole = blurBox(slope, { x: 0, y: 0, width: 12, height: 12 }, 1);
		const part = blurBox(slope, { x: 5, y: 6, width: 2, height: 1 }, 1);
		expect([...part]).toEqual([...whole.subarray(3 * (6 * 12 + 5), 3 * (6 * 12 + 7))]);
	});
});

describe("a list of edits", () => {
	const ops: readonly EditOp[] = [
		fill(rectangle(0, 0, 3, 3), red),
		{ op: "crop", rect: { x: 1, y: 1, width: 4, height: 3 } },
		fill({ shape: "brush", path: [{ x: 4, y: 2 }], size: 2 }, { kind: "blur", sigma: 2 }),
		{ op: "restore", area: rectangle(1, 1, 1, 1) },
		{ op: "crop", rect: { x: 1.2, y: 1.2, width: 2, height: 2 } },
	];

	it("keeps places in the picture before all edits, whatever was cropped; the last crop counts", () => {
		const picture = replayEdits(ramp(6, 5), ops);
		expect([picture.width, picture.height]).toEqual([2, 2]);
		// (1, 1) was given back, (2, 1) is red.
		expect([...picture.data.slice(0, 6)]).toEqual([11, 11, 12, 255, 0, 0]);
	});

	it("comes to the same by any way of undoing and redoing, and from its own JSON", () => {
		const image = ramp(6, 5);
		const buffer = createEditBuffer(image);
		let history = startHistory();
		for (const op of ops) history = pushOp(history, op);
		for (const step of [undo, undo, undo, redo, undo, undo, undo, redo, redo, redo, redo, redo, redo]) {
			history = step(history);
			buffer.sync(history.done);
			expect(buffer.picture()).toEqual(replayEdits(image, history.done));
		}
		expect(history.done).toEqual(ops);
		expect(replayEdits(image, JSON.parse(JSON.stringify(ops)) as EditOp[])).toEqual(buffer.picture());
		expect(pushOp(undo(history), ops[0] as EditOp).undone).toEqual([]);
	});

	it("says what it covers", () => {
		const buffer = createEditBuffer(ramp(6, 5));
		expect(buffer.takeChanged()).toEqual({ x: 0, y: 0, width: 6, height: 5 });
		buffer.sync([fill(rectangle(1, 2, 3, 1), red)]);
		expect(buffer.takeChanged()).toEqual({ x: 1, y: 2, width: 3, height: 1 });
		buffer.sync([]);
		expect(buffer.takeChanged()).toEqual({ x: 1, y: 2, width: 3, height: 1 });
		expect(buffer.takeChanged()).toMatchObject({ width: 0, height: 0 });
		expect(buffer.whole).toEqual(ramp(6, 5));
		expect(() => createEditBuffer({ width: 2, height: 2, data: new Uint8Array(3) })).toThrow(/has 3 bytes/);
	});
});

describe("snapToPatches", () => {
	const grid = { rows: 2, columns: 3, rect: { x: 10, y: 0, width: 30, height: 20 } };
	const snap = (shape: "rectangle" | "lasso" | "brush", ...xy: readonly number[]): number[] => {
		const area = snapToPatches({ shape, path: pointsOf(xy) }, grid);
		return area?.shape === "patches" ? area.rects.map(({ x, y }) => Math.round((y / 10) * 3 + (x - 10) / 10)) : [];
	};
	it("takes what a rectangle or a line touches, and what a lasso goes around", () => {
		expect(snap("rectangle", 19, 9, 21, 11)).toEqual([0, 1, 3, 4]);
		expect(snap("brush", 12, 5, 38, 5)).toEqual([0, 1, 2]);
		expect(snap("lasso", 12, 2, 28, 2, 28, 8, 12, 8)).toEqual([0, 1]);
		expect(snap("brush", 5, 5)).toEqual([]);
	});
	it("reads the grid of a layout", () => {
		const regions = [0, 1].flatMap((row) =>
			[0, 1, 2].map((column) => ({ x: 10 + 10 * column, y: 10 * row, width: 10, height: 10 })),
		);
		const layout: ImageLayout = {
			imageWidth: 50,
			imageHeight: 20,
			visible: grid.rect,
			regions: [null, ...regions],
			grid: { rows: 2, columns: 3 },
		};
		expect(patchGridOf(layout)).toEqual(grid);
		expect(patchGridOf({ ...layout, regions })).toEqual(grid);
		expect(patchGridOf({ ...layout, regions: regions.slice(1) })).toBeUndefined();
	});
});

describe("strokeOp", () => {
	const size = { width: 100, height: 80 };
	const options = { fill: red, size: 6 };
	const path = (...xy: readonly number[]): { x: number; y: number }[] => pointsOf(xy);
	it("is nothing after a slip of the hand", () => {
		expect(strokeOp("rectangle", path(5, 5, 5, 5), size, options)).toBeUndefined();
		expect(strokeOp("lasso", path(5, 5, 9, 9), size, options)).toBeUndefined();
		expect(strokeOp("crop", path(5, 5, 9, 70), size, options)).toBeUndefined();
		expect(strokeOp("move", path(5, 5, 9, 70), size, options)).toBeUndefined();
	});
	it("crops to whole pixels inside the picture, and restores with the eraser", () => {
		expect(strokeOp("crop", path(90.4, 70.2, -20, 10.6), size, options)).toEqual({
			op: "crop",
			rect: { x: 0, y: 11, width: 90, height: 59 },
		});
		expect(strokeOp("erase", path(1, 1, 1.1, 1.1, 4, 1), size, options)).toEqual({
			op: "restore",
			area: { shape: "brush", path: path(1, 1, 4, 1), size: 6 },
		});
	});
	it("is told in words", () => {
		expect(opText(fill({ shape: "lasso", path: [] }, { kind: "blur", sigma: 3 }))).toBe("Lasso, blur");
		expect(opText(fill(rectangle(0, 0, 1, 1), { kind: "color", color: [1, 160, 255] }))).toBe(
			"Rectangle, colour #01a0ff",
		);
		expect(colorOfText("#01a0ff")).toEqual([1, 160, 255]);
	});
});
