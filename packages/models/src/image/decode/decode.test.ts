import { inflateSync } from "node:zlib";
import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { readFixture, readJsonFixture } from "../fixtures.js";
import { readContainer } from "./container.js";
import { decodeImage } from "./decode.js";
import { readOrientation } from "./orientation.js";
import { uprightCopy } from "./upright-copy.js";

interface DecodeCase {
	file: string;
	mode: string;
	width: number;
	height: number;
	rgb: string;
}

const allCases = readJsonFixture<DecodeCase[]>("decode.json");
const transparentGif = "transparent.gif";
const cases = allCases.filter((one) => one.file !== transparentGif);
const file = (name: string) => readFixture(`decode/${name}`);

/** Largest and number of differences, for a message that says more than "not equal". */
function difference(actual: Uint8Array, expected: Uint8Array): { largest: number; count: number } {
	let largest = 0;
	let count = 0;
	for (let i = 0; i < expected.length; i++) {
		const error = Math.abs((actual[i] as number) - (expected[i] as number));
		if (error > 0) count++;
		largest = Math.max(largest, error);
	}
	return { largest, count };
}

describe("decodeImage equals exif_transpose and convert('RGB') of Pillow", () => {
	it("has cases for every mode and orientation", () => {
		expect(new Set(cases.map((one) => one.mode))).toEqual(
			new Set(["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"]),
		);
		for (let i = 1; i <= 8; i++) expect(cases.map((one) => one.file)).toContain(`orientation-${i}.jpg`);
	});
	for (const { file: name, mode, width, height, rgb } of cases) {
		it(`${name} (${mode})`, async () => {
			const bytes = file(name);
			const before = bytes.slice();
			const image = await decodeImage(bytes);
			expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 3]);
			const expected = new Uint8Array(inflateSync(Buffer.from(rgb, "base64")));
			expect(difference(image.data, expected)).toEqual({ largest: 0, count: 0 });
			expect(bytes).toEqual(before);
		});
	}
});

it("gives black for the transparent pixels of a GIF, and Pillow's colours elsewhere", async () => {
	const known = allCases.find((one) => one.file === transparentGif) as DecodeCase;
	const expected = inflateSync(Buffer.from(known.rgb, "base64"));
	const { data } = await decodeImage(file(transparentGif));
	let black = 0;
	for (let i = 0; i < data.length; i += 3) {
		const isEqual = data[i] === expected[i] && data[i + 1] === expected[i + 1] && data[i + 2] === expected[i + 2];
		if (isEqual) continue;
		black++;
		expect([...data.subarray(i, i + 3)]).toEqual([0, 0, 0]);
	}
	expect(black).toBeGreaterThan(0);
});

describe("uprightCopy", () => {
	for (const { file: name, width, height } of cases.filter((one) => one.file.startsWith("orientation-"))) {
		it(`leaves no EXIF orientation in ${name}`, async () => {
			const bytes = file(name);
			const info = readContainer(bytes);
			const copy = uprightCopy(bytes, info, readOrientation(bytes, info.blocks));
			const after = readContainer(copy);
			const left = readOrientation(copy, after.blocks);
			expect(left.stored === undefined || left.orientation === 1).toBe(true);
			const image = await decodeImage(copy);
			const turned = !name.includes("xmp") && /[5-8]/.test(name) && name !== "orientation-9.jpg";
			expect([image.width, image.height]).toEqual(turned ? [height, width] : [width, height]);
		});
	}
});

async function refusal(bytes: Uint8Array, maxPixels?: number): Promise<string> {
	try {
		await decodeImage(bytes, maxPixels === undefined ? {} : { maxPixels });
	} catch (error) {
		if (isLvlmError(error, "invalid-image") && error.hint) return error.fields.reason;
		throw error;
	}
	throw new Error("it was decoded");
}

describe("decodeImage refuses", () => {
	it("an empty file", async () => expect(await refusal(new Uint8Array())).toMatch(/empty/));
	it("a text", async () => expect(await refusal(new TextEncoder().encode("not an image"))).toMatch(/not a JPEG/));
	it("an SVG", async () => expect(await refusal(new TextEncoder().encode("<svg/>"))).toMatch(/not a JPEG/));
	it.each(["rgb.png", "photo-444.jpg", "photo-progressive.jpg", "rgb.webp", "opaque.gif"])(
		"a cut-off %s",
		async (name) => {
			const bytes = file(name);
			expect(await refusal(bytes.subarray(0, Math.floor(bytes.length * 0.6)))).toMatch(/damaged or cut off/);
			expect(await refusal(bytes.subarray(0, 12))).toMatch(/damaged or cut off/);
		},
	);
	it("a PNG whose pixels are overwritten", async () => {
		const bytes = file("rgb.png").fill(7, 60, 200);
		expect(await refusal(bytes)).toMatch(/damaged/);
	});
	it("too many pixels, from the header alone", async () => {
		const bytes = file("rgb.png");
		expect(await refusal(bytes, 390)).toMatch(/23 x 17 pixels, above the limit of 390/);
		new DataView(bytes.buffer).setUint32(16, 60_000);
		new DataView(bytes.buffer).setUint32(20, 60_000);
		expect(await refusal(bytes.subarray(0, 40))).toMatch(/60000 x 60000 pixels, above the limit/);
	});
	it("to start when aborted", async () => {
		const decoding = decodeImage(file("rgb.png"), { signal: AbortSignal.abort() });
		await expect(decoding).rejects.toMatchObject({ name: "AbortError" });
	});
});
