import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { pattern, readJsonFixture, sha256 } from "../fixtures.js";
import { readClipPreprocessing } from "./clip-config.js";
import { imageGeometry } from "./geometry.js";
import { preprocessImage } from "./preprocess.js";

interface PreprocessCase {
	name: string;
	image: [number, number];
	config: Record<string, unknown>;
	shape: number[];
	resized: [number, number];
	sha256: string;
	values?: string;
}

const cases = readJsonFixture<PreprocessCase[]>("preprocess.json");

describe("preprocessImage equals transformers' CLIPImageProcessorPil", () => {
	for (const { name, image, config, shape, resized, sha256: expected, values } of cases) {
		it(name, () => {
			const [width, height] = image;
			const preprocessing = readClipPreprocessing(config, "preprocessor_config.json");
			const prepared = preprocessImage({ width, height, data: pattern(width, height, 3) }, preprocessing);
			expect(prepared.pixelValues.shape).toEqual(shape);
			expect([prepared.geometry.resized.width, prepared.geometry.resized.height]).toEqual(resized);
			expect([prepared.picture.height, prepared.picture.width]).toEqual(shape.slice(2));
			if (values !== undefined) {
				const wanted = new Float32Array(new Uint8Array(Buffer.from(values, "base64")).buffer);
				expect(wanted.length).toBe(prepared.pixelValues.data.length);
				let worst = 0;
				for (let i = 0; i < wanted.length; i++) {
					worst = Math.max(worst, Math.abs((wanted[i] as number) - (prepared.pixelValues.data[i] as number)));
				}
				expect(worst).toBe(0);
			}
			expect(sha256(prepared.pixelValues.data)).toBe(expected);
		});
	}

	it("gives the picture behind the values", () => {
		const config = { do_resize: false, do_rescale: false, do_normalize: false, crop_size: { height: 4, width: 9 } };
		const data = pattern(5, 6, 3);
		const { picture, pixelValues } = preprocessImage(
			{ width: 5, height: 6, data },
			readClipPreprocessing(config, "preprocessor_config.json"),
		);
		for (let y = 0; y < 4; y++) {
			for (let x = 0; x < 9; x++) {
				for (let c = 0; c < 3; c++) {
					const inside = x >= 2 && x < 7;
					const wanted = inside ? data[((y + 1) * 5 + x - 2) * 3 + c] : 0;
					expect(picture.data[(y * 9 + x) * 3 + c]).toBe(wanted);
					expect(pixelValues.data[c * 36 + y * 9 + x]).toBe(wanted);
				}
			}
		}
	});
});

describe("readClipPreprocessing", () => {
	const read = (config: unknown) => readClipPreprocessing(config, "preprocessor_config.json");
	it.each([
		{ image_processor_type: "LlavaImageProcessor" },
		{ image_processor: { image_processor_type: "SiglipImageProcessor" } },
		{ image_processor_type: "CLIPImageProcessor", do_pad: true, pad_size: { height: 9, width: 9 } },
	])("refuses %j by name", (config) => {
		try {
			read(config);
			expect.unreachable();
		} catch (error) {
			if (!isLvlmError(error, "unsupported-model")) throw error;
			expect(error.message).toMatch(/LlavaImageProcessor|SiglipImageProcessor|pad_size/);
		}
	});
	it.each([
		["size", { size: { longest_edge: 3 } }],
		["size", { size: { shortest_edge: 224, longest_edge: 448 } }],
		["size", { size: "large" }],
		["size", { size: 0 }],
		["crop_size", { crop_size: { height: 3 } }],
		["crop_size", { crop_size: 2.5 }],
		["resample", { resample: 6 }],
		["rescale_factor", { rescale_factor: "1/255" }],
		["image_mean", { image_mean: [1, 2] }],
		["image_std", { image_std: [1, 2, "3"] }],
		["do_resize", { do_resize: "yes" }],
	])("names a damaged %s", (name, config) => {
		try {
			read(config);
			expect.unreachable();
		} catch (error) {
			if (!isLvlmError(error, "invalid-model")) throw error;
			expect(error.fields.reason).toContain(`"${name}"`);
		}
	});
	it.each([null, [], "text"])("refuses %j", (config) => {
		expect(() => read(config)).toThrowError(/no JSON object/);
	});
});

describe("limits", () => {
	it("refuses a sliver that would be blown up", () => {
		const preprocessing = readClipPreprocessing({}, "preprocessor_config.json");
		const image = { width: 1, height: 10_000, data: new Uint8Array(30_000) };
		expect(() => preprocessImage(image, preprocessing)).toThrowError(/224 x 2240000/);
	});
	it("floors negative crop offsets", () => {
		const geometry = imageGeometry({ width: 5, height: 8 }, { filter: "bicubic", crop: { width: 8, height: 5 } });
		expect(geometry.offset).toEqual({ x: -2, y: 1 });
	});
});
