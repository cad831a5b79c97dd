import type { RgbImage } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import type { ClipPreprocessing } from "../preprocess/clip-config.js";
import { imageGeometry } from "../preprocess/geometry.js";
import { preprocessImage } from "../preprocess/preprocess.js";
import { clipLayout } from "./clip-layout.js";

/** Red tells x and green tells y: the colour of a patch says where on the original it came from. */
function positionPicture(width: number, height: number): RgbImage {
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			data[(y * width + x) * 3] = Math.round(((x + 0.5) / width) * 255);
			data[(y * width + x) * 3 + 1] = Math.round(((y + 0.5) / height) * 255);
			data[(y * width + x) * 3 + 2] = 255;
		}
	}
	return { width, height, data };
}

const cases: [string, number, number, ClipPreprocessing][] = [
	["landscape", 640, 427, { filter: "bicubic", resize: { shortestEdge: 336 }, crop: { width: 336, height: 336 } }],
	["portrait", 301, 500, { filter: "bicubic", resize: { shortestEdge: 56 }, crop: { width: 56, height: 56 } }],
	["squashed", 200, 90, { filter: "bilinear", resize: { width: 84, height: 70 } }],
	["padded", 61, 45, { filter: "bicubic", crop: { width: 98, height: 70 } }],
	["padded and cropped", 61, 145, { filter: "bicubic", crop: { width: 98, height: 70 } }],
	[
		"rest narrower than a patch",
		400,
		300,
		{ filter: "bicubic", resize: { shortestEdge: 60 }, crop: { width: 60, height: 60 } },
	],
];

describe("clipLayout", () => {
	for (const [name, width, height, preprocessing] of cases) {
		it(`puts patches where their pixels came from: ${name}`, () => {
			const { picture, geometry } = preprocessImage(positionPicture(width, height), preprocessing);
			const layout = clipLayout(geometry, 14, "default");
			const { rows, columns } = layout.grid as { rows: number; columns: number };
			expect(layout.regions.length).toBe(rows * columns);
			expect([layout.imageWidth, layout.imageHeight]).toEqual([width, height]);
			let compared = 0;
			for (let k = 0; k < rows * columns; k++) {
				let red = 0;
				let green = 0;
				let lit = 0;
				for (let y = 0; y < 14; y++) {
					for (let x = 0; x < 14; x++) {
						const at = ((Math.floor(k / columns) * 14 + y) * picture.width + (k % columns) * 14 + x) * 3;
						red += picture.data[at] as number;
						green += picture.data[at + 1] as number;
						lit += picture.data[at + 2] === 255 ? 1 : 0;
					}
				}
				const region = layout.regions[k];
				if (!region) throw new Error(`region ${k} is missing`);
				const inside =
					region.x >= 0 && region.y >= 0 && region.x + region.width <= width && region.y + region.height <= height;
				// Covered share of the rectangle = share of its pixels that are not padding.
				const coveredX = Math.max(0, Math.min(width, region.x + region.width) - Math.max(0, region.x));
				const coveredY = Math.max(0, Math.min(height, region.y + region.height) - Math.max(0, region.y));
				expect(lit / 196).toBeCloseTo((coveredX * coveredY) / (region.width * region.height), 6);
				if (!inside) continue;
				compared++;
				expect(Math.abs(red / 196 - ((region.x + region.width / 2) / width) * 255)).toBeLessThan(1.2);
				expect(Math.abs(green / 196 - ((region.y + region.height / 2) / height) * 255)).toBeLessThan(1.2);
			}
			expect(compared).toBeGreaterThan(3);
		});
	}

	it("counts 576 tokens for LLaVA-1.5, 577 with the class token first", () => {
		const preprocessing: ClipPreprocessing = {
			filter: "bicubic",
			resize: { shortestEdge: 336 },
			crop: { width: 336, height: 336 },
		};
		const geometry = imageGeometry({ width: 640, height: 427 }, preprocessing);
		const dropped = clipLayout(geometry, 14, "default");
		const full = clipLayout(geometry, 14, "full");
		expect(dropped.regions.length).toBe(576);
		expect(full.regions.length).toBe(577);
		expect(full.regions[0]).toBeNull();
		expect(full.regions.slice(1)).toEqual(dropped.regions);
		expect(full.grid).toEqual({ rows: 24, columns: 24 });
		// 640 x 427 -> 503 x 336; the crop starts at floor((503 - 336) / 2) = 83.
		expect(geometry.offset).toEqual({ x: 83, y: 0 });
		expect(dropped.visible.x).toBeCloseTo((83 * 640) / 503, 9);
		expect(dropped.visible.width).toBeCloseTo((336 * 640) / 503, 9);
		expect(dropped.visible.height).toBeCloseTo(427, 9);
		expect(dropped.regions[25]).toMatchObject({ x: ((83 + 14) * 640) / 503, y: (14 * 427) / 336 });
	});

	it("shows only the picture where the model pads, and leaves out an uncovered rest", () => {
		const padded = clipLayout(
			imageGeometry({ width: 61, height: 45 }, { filter: "bicubic", crop: { width: 98, height: 70 } }),
			14,
			"default",
		);
		expect(padded.visible).toEqual({ x: 0, y: 0, width: 61, height: 45 });
		expect(padded.regions[0]).toEqual({ x: -19, y: -13, width: 14, height: 14 });
		const rest = clipLayout(
			imageGeometry({ width: 60, height: 60 }, { filter: "bicubic", crop: { width: 60, height: 60 } }),
			14,
			"default",
		);
		expect(rest.visible).toEqual({ x: 0, y: 0, width: 56, height: 56 });
	});

	it.each([0, 1.5, 337])("refuses a patch size of %s", (patchSize) => {
		const geometry = imageGeometry({ width: 336, height: 336 }, { filter: "bicubic" });
		expect(() => clipLayout(geometry, patchSize, "default")).toThrowError(/patch size/);
	});
	it("refuses an unknown strategy", () => {
		const geometry = imageGeometry({ width: 336, height: 336 }, { filter: "bicubic" });
		expect(() => clipLayout(geometry, 14, "cls" as "full")).toThrowError(/strategy/);
	});
});
