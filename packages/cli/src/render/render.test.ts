import { inflateSync } from "node:zlib";
import type { ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { colorMap, fitScale, type RgbaImage } from "@lvlm-interpret/core/paint";
import { describe, expect, it } from "vitest";
import { createCanvas } from "./canvas.js";
import { measureText, placeText } from "./font.js";
import { encodePng, renderGallery, renderMatrix, renderOverlay } from "./index.js";
import { drawText, fitText, wrapText } from "./text.js";

function drawn(text: string, size = 20): RgbaImage {
	const picture = createCanvas(200, 40, [255, 255, 255]);
	drawText(picture, text, 10, 30, { size, color: [0, 0, 0] });
	return picture;
}

/** Sum of darkness (0 to 1 a pixel) and the box around all ink. */
function inkOf(picture: RgbaImage): { ink: number; left: number; right: number; top: number; bottom: number } {
	let ink = 0;
	let [left, right, top, bottom] = [picture.width, -1, picture.height, -1];
	for (let y = 0; y < picture.height; y++) {
		for (let x = 0; x < picture.width; x++) {
			const dark = 1 - picture.data[(y * picture.width + x) * 4] / 255;
			if (dark < 0.02) continue;
			ink += dark;
			left = Math.min(left, x);
			right = Math.max(right, x);
			top = Math.min(top, y);
			bottom = Math.max(bottom, y);
		}
	}
	return { ink, left, right, top, bottom };
}

describe("text", () => {
	it("puts ink where the line is, and each letter looks different", () => {
		const { ink, left, right, top, bottom } = inkOf(drawn("Hxg"));
		expect(ink).toBeGreaterThan(80);
		expect(left).toBeGreaterThanOrEqual(10);
		expect(right).toBeLessThanOrEqual(10 + measureText("Hxg", 20));
		// Capitals reach 0.73 em above the baseline at y = 30, g goes below it.
		expect(top).toBe(15);
		expect(bottom).toBeGreaterThan(31);
		const pictures = [..."abcdefghijklmnopqrstuvwxyzABCΩЖé0123456789"].map((letter) => drawn(letter).data.join());
		expect(new Set(pictures).size).toBe(pictures.length);
	});

	it("covers as much as the outline: a hyphen is a full rectangle, counters stay open", () => {
		// The area of "–" scales with the square of the size; an o has a white middle.
		const small = inkOf(drawn("–", 20)).ink;
		expect(Math.abs(inkOf(drawn("–", 40)).ink / small - 4)).toBeLessThan(0.1);
		const o = inkOf(drawn("o", 30));
		const middle = drawn("o", 30).data[
			(Math.round((o.top + o.bottom) / 2) * 200 + Math.round((o.left + o.right) / 2)) * 4
		];
		expect(middle).toBe(255);
	});

	it("shows a box for what the font lacks, nothing for what is invisible, and never breaks", () => {
		for (const text of ["漢", "🙂", "\uFFFD", "م", "\uD800", "\u0007"]) {
			expect(placeText(text, 20).glyphs.map((glyph) => glyph.commands)).toEqual([undefined]);
			expect(inkOf(drawn(text)).ink).toBeGreaterThan(30);
		}
		expect(drawn("漢").data).toEqual(drawn("字").data);
		expect(placeText("\u200B\uFE0F\uFEFF", 20).width).toBe(0);
		expect(placeText("e\u0301", 20).glyphs.length).toBe(1);
		expect(drawn("").data).toEqual(createCanvas(200, 40, [255, 255, 255]).data);
	});

	it("is cut at the picture's borders", () => {
		const picture = createCanvas(20, 10, [255, 255, 255]);
		for (const [x, y] of [
			[-500, 5],
			[15, 8],
			[3, 400],
			[-5, 2],
		] as const) {
			drawText(picture, "Wide words", x, y, { size: 16, color: [0, 0, 0] });
		}
		expect(inkOf(picture).ink).toBeGreaterThan(0);
	});

	it("wraps at spaces, breaks words that are wider than a line, and loses no letter", () => {
		const text = "a caption with a Donaudampfschifffahrtsgesellschaftskapitän in it\nnext";
		const lines = wrapText(text, 120, 13);
		for (const line of lines) expect(measureText(line, 13)).toBeLessThanOrEqual(120);
		expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(/\s/g, ""));
		expect(lines.at(-1)).toBe("next");
		expect(wrapText("WWW", 1, 13)).toEqual(["W", "W", "W"]);
		expect(fitText("supercalifragilistic", 60, 13)).toMatch(/^super.*…$/);
		expect(measureText(fitText("supercalifragilistic", 60, 13), 13)).toBeLessThanOrEqual(60);
		expect(fitText("short", 60, 13)).toBe("short");
	});
});

const image: RgbImage = { width: 30, height: 20, data: new Uint8Array(1800).fill(128) };
const layout: ImageLayout = {
	imageWidth: 30,
	imageHeight: 20,
	visible: { x: 5, y: 0, width: 20, height: 20 },
	regions: [0, 1, 2, 3].map((k) => ({ x: 5 + 10 * (k % 2), y: 10 * Math.floor(k / 2), width: 10, height: 10 })),
	grid: { rows: 2, columns: 2 },
};
const values = [0, 1, 0.5, 0.25];
const base = {
	image,
	layout,
	values,
	scale: fitScale(values),
	title: "Title",
	caption: "A caption that says what was averaged over what.",
	unit: "attention mass",
};

/** How many pixels have exactly this colour. */
function count(picture: RgbaImage, color: readonly number[]): number {
	let found = 0;
	for (let at = 0; at < picture.data.length; at += 4) {
		if (color.every((byte, c) => picture.data[at + c] === byte)) found++;
	}
	return found;
}

/** Whether the outermost pixels are all paper. */
function hasMargin(picture: RgbaImage, margin = 8): boolean {
	const { width, height, data } = picture;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const isInside = x >= margin && y >= margin && x < width - margin && y < height - margin;
			if (!isInside && data[(y * width + x) * 4] !== 255) return false;
		}
	}
	return true;
}

const lastColor = [...colorMap("cividis").subarray(765)];

describe("pictures", () => {
	it("an overlay has the image, the coloured image and a legend, inside its margins", () => {
		const picture = renderOverlay({ ...base, imageSize: 300, overlay: { opacity: 1 } });
		expect(picture.width).toBe(2 * 300 + 12 + 48);
		// Beside the legend's last colour, one region of 100 x 100 has it (its border aside).
		expect(count(picture, lastColor)).toBeGreaterThan(9_800);
		expect(count(picture, [128, 128, 128])).toBeGreaterThan(58_000);
		expect(hasMargin(picture)).toBe(true);
		for (let at = 3; at < picture.data.length; at += 4) if (picture.data[at] !== 255) expect.unreachable();
	});

	it.each([0.5, 1, 2, 3])("text grows with pixelRatio %d and stays inside", (pixelRatio) => {
		const long = { ...base, title: `${"Wörter ".repeat(20)}漢字🙂${"x".repeat(300)}`, subtitle: "q ".repeat(200) };
		const picture = renderOverlay({ ...long, pixelRatio, imageSize: 60, original: false });
		expect(picture.width).toBe(Math.round(360 * pixelRatio) + 2 * Math.round(24 * pixelRatio));
		expect(hasMargin(picture, Math.floor(10 * pixelRatio))).toBe(true);
	});

	it("a longer caption makes a taller picture; the same input the same picture", () => {
		const short = renderOverlay(base);
		expect(renderOverlay({ ...base, caption: base.caption.repeat(9) }).height).toBeGreaterThan(short.height);
		expect(Buffer.compare(Buffer.from(renderOverlay(base).data), Buffer.from(short.data))).toBe(0);
	});

	it("a matrix has a cell a value and hatches those that cannot be", () => {
		const cells = [0, 1, Number.NaN, 0.5, 1, 0.5];
		const matrix = {
			values: cells,
			rowLabels: ["0", "1"],
			columnLabels: ["0", "1", "2"],
			rowTitle: "layer",
			columnTitle: "head",
		};
		const { image: _, layout: __, ...text } = base;
		const picture = renderMatrix({ ...text, ...matrix });
		expect(hasMargin(picture)).toBe(true);
		// Two cells of 55 x 33 at the top of the scale, less the numbers in them.
		expect(count(picture, lastColor)).toBeGreaterThan(2 * 55 * 33 - 500);
		const full = renderMatrix({ ...text, ...matrix, values: cells.map((value) => value || 0) });
		expect(count(picture, [170, 170, 170])).toBeGreaterThan(count(full, [170, 170, 170]) + 300);
		expect(() => renderMatrix({ ...text, ...matrix, values: [1] })).toThrow(/cannot hold 1 values/);
		const many = Array.from({ length: 40 }, (_, i) => `head ${i}`);
		const dense = renderMatrix({ ...text, ...matrix, values: new Float32Array(80), columnLabels: many });
		expect(hasMargin(dense)).toBe(true);
	});

	it("a gallery has a small picture a word, on one scale", () => {
		const items = ["a", "verylongwordthatdoesnotfitabove", "漢", "d", "e", "f"].map((label) => ({ label, values }));
		const shared = { ...base, overlay: { opacity: 1 } };
		const picture = renderGallery({ ...shared, items });
		const one = renderGallery({ ...shared, items: items.slice(0, 1) });
		const legend = count(one, lastColor) - 56 * 56;
		expect(count(picture, lastColor)).toBeGreaterThan(6 * 54 * 54 + Math.min(0, legend));
		expect(picture.height).toBeGreaterThan(one.height + 112);
		expect(hasMargin(picture)).toBe(true);
		expect(() => renderGallery({ ...base, items: [] })).toThrow(/at least one item/);
	});
});

/** Undoes filter 4 of the rows. */
function pixelsOf(png: Uint8Array): { width: number; height: number; channels: number; data: number[] } {
	const bytes = Buffer.from(png);
	const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
	const channels = bytes[25] === 6 ? 4 : 3;
	const start = bytes.indexOf("IDAT");
	const raw = inflateSync(bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4)));
	const stride = width * channels;
	const data: number[] = [];
	for (let y = 0; y < height; y++) {
		expect(raw[y * (stride + 1)]).toBe(4);
		for (let i = 0; i < stride; i++) {
			const a = i >= channels ? data[y * stride + i - channels] : 0;
			const b = y > 0 ? data[(y - 1) * stride + i] : 0;
			const c = i >= channels && y > 0 ? data[(y - 1) * stride + i - channels] : 0;
			const best = [a, b, c].sort((one, other) => Math.abs(a + b - c - one) - Math.abs(a + b - c - other))[0];
			data.push((raw[y * (stride + 1) + 1 + i] + best) & 255);
		}
	}
	return { width, height, channels, data };
}

describe("PNG", () => {
	const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255);

	it.each([3, 4])("gives %d channels back", (channels) => {
		const data = noise(7 * 5 * channels);
		const decoded = pixelsOf(encodePng({ width: 7, height: 5, data }));
		expect(decoded).toEqual({ width: 7, height: 5, channels, data: [...data] });
	});

	it("drops an alpha channel that says nothing, and refuses bytes that do not fit", () => {
		expect(pixelsOf(encodePng(createCanvas(3, 2, [1, 2, 3]))).channels).toBe(3);
		expect(() => encodePng({ width: 3, height: 2, data: new Uint8Array(7) })).toThrow(/cannot have 7 bytes/);
	});
});
