import { describe, expect, it } from "vitest";
import { fileKind } from "./file-kind.js";
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
