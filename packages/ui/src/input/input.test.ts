import type { ImageLayout, Rect } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { fileKind } from "./file-kind.js";
import { fitCaption, fitShares } from "./fit-caption.js";
import { lengthOf } from "./prompt-length.js";
import { readStop, samplingSummary, showStop } from "./sampling-value.js";
import { scaledSize } from "./scaled-size.js";

describe("scaledSize", () => {
	it.each([
		[640, 480, 2 ** 22, 640, 480],
		[4000, 3000, 2 ** 22, 2364, 1773],
		[3000, 4000, 12e6, 3000, 4000],
		[100_000, 1, 1000, 1000, 1],
	])("%d x %d under %d pixels", (width, height, most, toWidth, toHeight) => {
		expect(scaledSize(width, height, most)).toEqual({ width: toWidth, height: toHeight });
	});
});

describe("fileKind", () => {
	const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
	it.each([
		["\xff\xd8\xff\xe0", "a JPEG picture", true],
		["\x89PNG\r\n\x1a\n", "a PNG picture", true],
		["RIFF\0\0\0\0WEBPVP8 ", "a WebP picture", true],
		["\0\0\0\x18ftypheic", "an HEIC photo", false],
		["\0\0\0\x18ftypavif", "an AVIF picture", false],
		["\0\0\0\x18ftypisom", "a film", false],
		["II*\0", "a TIFF or raw photo", false],
		["%PDF-1.7", "a PDF", false],
		['<?xml version="1.0"?><svg>', "a drawing (SVG)", false],
		["<!DOCTYPE html>", "a web page", false],
		["", "an empty file", false],
		["hello", "no picture that this browser knows", false],
	])("%j is %s", (head, name, isForModels) => {
		expect(fileKind(bytes(head))).toMatchObject({ name, isForModels });
	});
});

describe("sampling in words", () => {
	const value = { temperature: 0.2, topK: 40, topP: 0.7, seed: 3, maxTokens: 1, stop: ["\n"] };
	it("says what is in force, and only what the engine takes", () => {
		const all = ["temperature", "topK", "topP", "seed", "maxTokens", "stop"] as const;
		expect(samplingSummary(value, all)).toBe(
			"Temperature 0.2, top 40, top-p 0.7, seed 3, at most 1 token, 1 stop string",
		);
		expect(samplingSummary(value, ["maxTokens"])).toBe("Greedy, at most 1 token");
	});
	it("reads stop strings as they are shown", () => {
		for (const text of ["\n", "\t", "\\n", "a\\b", "</s>\n\n"]) expect(readStop(showStop(text))).toBe(text);
		expect(readStop("\\q")).toBe("\\q");
	});
});

describe("lengthOf", () => {
	it("counts as people do, and says what is too long", () => {
		expect(lengthOf("é👩‍👩‍👧a", undefined, {}).text).toBe("3 characters");
		expect(lengthOf("ab", 1, { maxTokens: 4, maxCharacters: 9 })).toEqual({ text: "2 of 9 characters, 1 of 4 tokens" });
		expect(lengthOf("abc", 6, { maxTokens: 4 }).problem).toBe(
			"Too long by 2 tokens (6 of 4): shorten it. Nothing is cut off.",
		);
		expect(lengthOf("abc", undefined, { maxCharacters: 2 }).problem).toContain("Too long by 1 character (3 of 2)");
	});
});

describe("fitShares", () => {
	const layout = (x: number, y: number, width: number, height: number, visible: Rect): ImageLayout => ({
		imageWidth: 400,
		imageHeight: 200,
		visible,
		regions: [null, { x, y, width, height }],
		grid: { rows: 1, columns: 1 },
	});
	const picture = { width: 336, height: 336, data: new Uint8Array() };
	it("knows what a centre crop leaves out", () => {
		const cropped = layout(100, 0, 200, 200, { x: 100, y: 0, width: 200, height: 200 });
		expect(fitShares(cropped)).toEqual({ seen: 0.5, padding: 0 });
		expect(fitCaption({ picture, layout: cropped })).toBe(
			"336 × 336 pixels, 1 × 1 patches. 50 % of the picture is not seen.",
		);
	});
	it("knows the bars of padding", () => {
		const padded = layout(0, -100, 400, 400, { x: 0, y: 0, width: 400, height: 200 });
		expect(fitShares(padded)).toEqual({ seen: 1, padding: 0.5 });
		expect(fitCaption({ picture, layout: padded })).toContain(
			"All of the picture is seen. 50 % of the input is padding.",
		);
	});
});
