import { describe, expect, it } from "vitest";
import { panBy, zoomAt, zoomOf } from "./stage-window.js";

const base = { x: 10, y: 0, width: 400, height: 200 };

describe("the window of a stage", () => {
	it("keeps the point under the pointer where it is", () => {
		const window = zoomAt(base, base, 2, 0.25, 0.75);
		expect(window).toEqual({ x: 60, y: 75, width: 200, height: 100 });
		// 10 + 0.25 * 400 before, 60 + 0.25 * 200 after.
		expect(window.x + 0.25 * window.width).toBe(base.x + 0.25 * base.width);
		expect(zoomOf(base, window)).toBe(2);
	});

	it("never shows more than there is, nor more than sixteen times", () => {
		expect(zoomAt(base, zoomAt(base, base, 2, 0, 0), 0.1, 1, 1)).toEqual(base);
		expect(zoomOf(base, zoomAt(base, base, 99))).toBe(16);
	});

	it("stops at the edges", () => {
		const window = zoomAt(base, base, 4);
		expect(panBy(base, window, 9, -9)).toMatchObject({ x: 310, y: 0 });
		expect(panBy(base, base, 1, 1)).toEqual(base);
	});
});
