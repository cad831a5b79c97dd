import { isLvlmError } from "@lvlm-interpret/core";
import type { RgbaImage } from "@lvlm-interpret/core/paint";
import { describe, expect, it } from "vitest";
import { axisTicks, type BarsPicture, renderBars } from "./bars.js";

const red = [200, 0, 0] as const;
const green = [0, 150, 0] as const;
const base: BarsPicture = {
	groups: [
		{
			title: "red",
			bars: [
				{ label: "image", value: 0.4, kind: 0 },
				{ label: "colour", value: 0.2, kind: 1 },
				{ label: "nothing", value: 0, kind: 1 },
			],
		},
	],
	keys: [
		{ label: "image", color: red },
		{ label: "word", color: green },
	],
	title: "Title",
	caption: "A caption.",
	unit: "relevance share",
};

/** Rows of the picture in which a colour forms a run of at least two pixels, with the longest run of each. */
function runs(picture: RgbaImage, color: readonly number[]): { y: number; left: number; length: number }[] {
	const found: { y: number; left: number; length: number }[] = [];
	for (let y = 0; y < picture.height; y++) {
		let best = { y, left: 0, length: 0 };
		let length = 0;
		for (let x = 0; x < picture.width; x++) {
			const at = (y * picture.width + x) * 4;
			length = color.every((byte, c) => picture.data[at + c] === byte) ? length + 1 : 0;
			if (length > best.length) best = { y, left: x - length + 1, length };
		}
		if (best.length > 1) found.push(best);
	}
	return found;
}

/** Bars of a colour from top to bottom, without the squares of the legend. */
function barsOf(picture: RgbaImage, color: readonly number[]): { left: number; length: number; height: number }[] {
	const bars: { left: number; length: number; height: number; bottom: number }[] = [];
	for (const { y, left, length } of runs(picture, color)) {
		const last = bars.at(-1);
		if (last && last.bottom === y - 1 && last.length === length && last.left === left) {
			last.bottom = y;
			last.height++;
		} else bars.push({ left, length, height: 1, bottom: y });
	}
	return bars.filter((bar) => bar.height === 13).map(({ left, length, height }) => ({ left, length, height }));
}

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

describe("axisTicks", () => {
	it.each([
		[0.4, [0, 0.1, 0.2, 0.3, 0.4]],
		[0.76, [0, 0.2, 0.4, 0.6, 0.8]],
		[1, [0, 0.5, 1]],
		[7, [0, 2, 4, 6, 8]],
		[3.1e-7, [0, 1e-7, 2e-7, 3e-7, 4e-7]],
		[0, [0, 1]],
	])("of %d are round and reach it", (most, ticks) => {
		const found = axisTicks(most);
		expect(found).toHaveLength(ticks.length);
		found.forEach((tick, index) => {
			expect(tick / (ticks.at(-1) as number)).toBeCloseTo((ticks[index] as number) / (ticks.at(-1) as number), 9);
		});
	});
});

describe("bars", () => {
	it("are as long as their values on one scale from 0, and zero has none", () => {
		const picture = renderBars(base);
		const [image] = barsOf(picture, red);
		const [word] = barsOf(picture, green);
		// 150 pixels are 0.4.
		expect(image?.length).toBe(150);
		expect(word?.length).toBe(75);
		expect(word?.left).toBe(image?.left);
		expect(barsOf(picture, green)).toHaveLength(1);
		expect(hasMargin(picture)).toBe(true);
	});

	it("share the scale between groups, and show a value however small", () => {
		const small = { title: "next", bars: [{ label: "image", value: 1e-9, kind: 0 }] };
		const picture = renderBars({ ...base, groups: [...base.groups, small], columns: 1, pixelRatio: 1 });
		const lengths = runs(picture, red).map(({ length }) => length);
		expect(Math.max(...lengths)).toBe(150);
		const dot = renderBars({ ...base, groups: [small], most: 0.4 });
		const withoutDot = renderBars({
			...base,
			groups: [{ ...small, bars: [{ label: "image", value: 0, kind: 0 }] }],
			most: 0.4,
			format: () => "1e−9",
		});
		const drawn = (one: RgbaImage) => {
			let count = 0;
			for (let at = 0; at < one.data.length; at += 4) if (red.every((byte, c) => one.data[at + c] === byte)) count++;
			return count;
		};
		expect(drawn(dot) - drawn(withoutDot)).toBe(13);
	});

	it.each([
		["long words", "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente"],
		["Arabic", "السلام عليكم ورحمة الله وبركاته جميعا"],
		["Chinese", "漢字".repeat(20)],
		["emoji with joiners", "👩‍👩‍👧‍👦".repeat(12)],
		["nothing", ""],
	])("cut labels and titles to their place: %s", (_, label) => {
		const [group] = base.groups;
		const long = { title: label, note: label, bars: (group?.bars ?? []).map((bar) => ({ ...bar, label })) };
		for (const pixelRatio of [0.5, 1, 2]) {
			const picture = renderBars({ ...base, groups: [long, long, long, long], pixelRatio });
			expect(hasMargin(picture, Math.floor(8 * pixelRatio))).toBe(true);
			expect(picture.width).toBeLessThanOrEqual(1010 * pixelRatio);
		}
	});

	it("stand beside further numbers, and below each other where the page is full", () => {
		const bars = base.groups[0]?.bars.map((bar) => ({ ...bar, cells: ["0.27", "13 %"] })) ?? [];
		const table = renderBars({ ...base, groups: [{ title: "", bars }], cellTitles: ["density", "start and template"] });
		expect(table.width).toBeGreaterThan(renderBars(base).width);
		expect(hasMargin(table)).toBe(true);
		const group = base.groups[0] as BarsPicture["groups"][number];
		const four = renderBars({ ...base, groups: [group, group, group, group] });
		const three = renderBars({ ...base, groups: [group, group, group] });
		expect(four.width).toBe(three.width);
		expect(four.height).toBeGreaterThan(three.height + 60);
	});

	it.each([
		["no group", { groups: [] }],
		["a negative value", { groups: [{ title: "", bars: [{ label: "a", value: -1, kind: 0 }] }] }],
		["no number", { groups: [{ title: "", bars: [{ label: "a", value: Number.NaN, kind: 0 }] }] }],
		["an unknown kind", { groups: [{ title: "", bars: [{ label: "a", value: 1, kind: 2 }] }] }],
		["cells without titles", { groups: [{ title: "", bars: [{ label: "a", value: 1, kind: 0, cells: ["1"] }] }] }],
	])("refuse %s", (_, wrong) => {
		let error: unknown;
		try {
			renderBars({ ...base, ...wrong });
		} catch (caught) {
			error = caught;
		}
		expect(isLvlmError(error, "invalid-argument")).toBe(true);
	});
});
