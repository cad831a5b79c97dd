import { expect, it } from "vitest";
import { overlayMarkup } from "./draw-overlay.js";

const paths = (picked: readonly number[], top: readonly number[] = []): string[] =>
	Array.from(
		overlayMarkup(4, 4, { top, picked, hovered: [] }).matchAll(/ d="([^"]*)"/g),
		(match) => match[1] as string,
	);

it("outlines a rectangle as one, whatever the order of its cells", () => {
	// Rows 1 and 2, columns 1 to 3.
	const [black, white] = paths([11, 5, 6, 7, 9, 10]);
	expect(black).toBe("M0.25 0.25H1V0.75H0.25Z");
	expect(white).toBe(black);
	expect(paths([0])[0]).toBe("M0 0H0.25V0.25H0Z");
});

it("leaves out inner edges of other shapes", () => {
	// An L of three cells has eight outer edges of unit length.
	expect(paths([0, 4, 5])[0]?.match(/M/g)).toHaveLength(8);
	// Two cells apart: four each.
	expect(paths([0, 2])[0]?.match(/M/g)).toHaveLength(8);
});

it("draws the best cells dashed and nothing where nothing is picked", () => {
	expect(overlayMarkup(4, 4, { top: [3], picked: [], hovered: [] })).toMatch(/stroke-dasharray="3 2"/);
	expect(overlayMarkup(4, 4, { top: [], picked: [], hovered: [] })).toBe("");
});
