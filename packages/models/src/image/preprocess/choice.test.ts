import { describe, expect, it } from "vitest";
import { pattern } from "../fixtures.js";
import { clipLayout } from "../layout/clip-layout.js";
import { resize } from "../resize/resize.js";
import { chosenPreprocessing } from "./choice.js";
import { readClipPreprocessing } from "./clip-config.js";
import { preprocessImage } from "./preprocess.js";

const read = (config: object) => readClipPreprocessing(config, "preprocessor_config.json");
const cropping = read({
	size: { shortest_edge: 24 },
	crop_size: { height: 24, width: 24 },
	image_mean: [0.5, 0.25, 0],
});
const stretching = read({ size: { height: 24, width: 24 }, do_center_crop: false });
const image = { width: 40, height: 20, data: pattern(40, 20, 3) };

describe("chosenPreprocessing", () => {
	it("leaves the model's own as it is", () => {
		expect(chosenPreprocessing(cropping, "default", image)).toBe(cropping);
	});

	it("crops as a processor does that covers the input, whatever the model's own does", () => {
		const own = preprocessImage(image, cropping);
		expect(preprocessImage(image, chosenPreprocessing(cropping, "crop", image))).toEqual(own);
		const other = preprocessImage(image, chosenPreprocessing(stretching, "crop", image));
		expect(other.picture).toEqual(own.picture);
		expect(other.geometry).toEqual(own.geometry);
	});

	it("stretches as a processor with both edges does", () => {
		const { pixelValues } = preprocessImage(image, chosenPreprocessing(cropping, "resize", image));
		const both = read({ size: { height: 24, width: 24 }, do_center_crop: false, image_mean: [0.5, 0.25, 0] });
		expect(pixelValues).toEqual(preprocessImage(image, both).pixelValues);
		const { regions, visible } = clipLayout(preprocessImage(image, both).geometry, 8, "default");
		expect(visible).toEqual({ x: 0, y: 0, width: 40, height: 20 });
		expect(regions[0]).toEqual({ x: 0, y: 0, width: 40 / 3, height: 20 / 3 });
	});

	it("pads with the mean colour, and the patches lie where the picture is", () => {
		const prepared = preprocessImage(image, chosenPreprocessing(cropping, "pad", image));
		const inside = resize({ ...image, channels: 3 }, { width: 24, height: 12 }, "bicubic");
		const { data } = prepared.picture;
		for (let y = 0; y < 24; y++) {
			const row = data.subarray(y * 72, (y + 1) * 72);
			const isBar = y < 6 || y >= 18;
			const wanted = isBar
				? Array.from({ length: 24 }, () => [127, 63, 0]).flat()
				: inside.data.subarray((y - 6) * 72, (y - 5) * 72);
			expect([...row]).toEqual([...wanted]);
		}
		const { regions, visible } = clipLayout(prepared.geometry, 8, "default");
		expect(visible).toEqual({ x: 0, y: 0, width: 40, height: 20 });
		expect(regions[0]).toEqual({ x: 0, y: -10, width: 40 / 3, height: 40 / 3 });
	});

	it("refuses another choice, and a model that names no size", () => {
		expect(() => chosenPreprocessing(cropping, "zoom" as never, image)).toThrowError(/by "zoom"/);
		const free = read({ do_center_crop: false });
		expect(() => chosenPreprocessing(free, "pad", image)).toThrowError(/names no size/);
		expect(chosenPreprocessing(free, "default", image)).toBe(free);
	});
});
