import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { pattern, readJsonFixture, sha256 } from "../fixtures.js";
import type { ResampleFilter } from "./filters.js";
import { resize } from "./resize.js";

interface ResizeCase {
	from: [number, number];
	to: [number, number];
	channels: 1 | 3;
	filter: ResampleFilter;
	sha256: string;
}

const cases = readJsonFixture<ResizeCase[]>("resize.json");

describe("resize equals Pillow bit for bit", () => {
	it("has cases for every filter", () => {
		expect(new Set(cases.map((one) => one.filter)).size).toBe(6);
		expect(cases.length).toBeGreaterThan(200);
	});
	for (const { from, to, channels, filter, sha256: expected } of cases) {
		it(`${filter} ${from.join("x")} -> ${to.join("x")}, ${channels} channel(s)`, () => {
			const [width, height] = from;
			const data = pattern(width, height, channels);
			const before = sha256(data);
			const result = resize({ width, height, channels, data }, { width: to[0], height: to[1] }, filter);
			expect([result.width, result.height, result.channels]).toEqual([to[0], to[1], channels]);
			expect(sha256(result.data)).toBe(expected);
			expect(sha256(data)).toBe(before);
		});
	}
});

describe("resize refuses", () => {
	const image = { width: 2, height: 2, channels: 3 as const, data: new Uint8Array(12) };
	it.each([0, -1, 1.5, Number.NaN])("a width of %s", (width) => {
		const attempt = () => resize(image, { width, height: 2 }, "bicubic");
		expect(attempt).toThrowError(/size\.width/);
	});
	it("data that does not fill the image", () => {
		try {
			resize({ ...image, data: new Uint8Array(11) }, { width: 1, height: 1 }, "bilinear");
			expect.unreachable();
		} catch (error) {
			expect(isLvlmError(error, "shape-mismatch")).toBe(true);
		}
	});
});
