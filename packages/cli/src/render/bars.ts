import { LvlmError } from "@lvlm-interpret/core";
import { formatValue, type Rgb, type RgbaImage } from "@lvlm-interpret/core/paint";
import { fillRect } from "./canvas.js";
import { measureText } from "./font.js";
import { frame, type PageOptions } from "./frame.js";
import { type ColorKey, ink, line, muted } from "./legend.js";
import { drawText, fitText } from "./text.js";

/** One horizontal bar. */
export interface Bar {
	/** Left of the bar; cut with "…" where it is long. */
	readonly label: string;
	/** At least 0. */
	readonly value: number;
	/** Which of `BarsPicture.keys` it is; its colour. */
	readonly kind: number;
	/** Right of the bar's number: further numbers about the same thing, one a `cellTitles`. */
	readonly cells?: readonly string[];
}

/** Bars that belong together, under a title. */
export interface BarGroup {
	readonly title: string;
	/** A second line, smaller. */
	readonly note?: string;
	readonly bars: readonly Bar[];
}

export interface BarsPicture extends PageOptions {
	/** Drawn side by side and below each other, all on one scale that starts at 0. */
	readonly groups: readonly BarGroup[];
	/** What the colours are. */
	readonly keys: readonly ColorKey[];
	/** End of the scale at least; default the largest value. */
	readonly most?: number;
	/** How a value reads; default three digits. */
	readonly format?: (value: number) => string;
	/** How the numbers of the scale read; default as the values. */
	readonly formatTick?: (value: number) => string;
	readonly cellTitles?: readonly string[];
	/** Groups side by side. Default as many as fit 960 pixels, at most 3. */
	readonly columns?: number;
	/** Pixels from 0 to the end of the scale, at `pixelRatio` 1. Default 150. */
	readonly length?: number;
}

/** Sizes in pixels at `pixelRatio` 1. */
const sizes = { title: 14, note: 11, label: 12, axis: 10 };
const rowHeight = 20;
const barHeight = 13;
const longestLabel = 160;
const grid: Rgb = [232, 232, 236];

/** Round numbers from 0 on; the last one is the end of the scale, at least `most`. */
export function axisTicks(most: number): number[] {
	if (!(most > 0)) return [0, 1];
	const power = 10 ** Math.floor(Math.log10(most / 2));
	const step = ([1, 2, 5, 10].find((factor) => most / (factor * power) <= 4) as number) * power;
	const count = Math.ceil(most / step - 1e-9);
	return Array.from({ length: count + 1 }, (_, index) => index * step);
}

function check({ groups, keys, cellTitles = [] }: BarsPicture): void {
	const refuse = (what: string, expected: string, actual: string): never => {
		throw new LvlmError("invalid-argument", `${what}: expected ${expected}, but got ${actual}.`, {
			name: "groups",
			expected,
			actual,
		});
	};
	if (groups.length === 0) refuse("A picture of bars needs something to draw", "at least one group", "none");
	for (const { bars } of groups) {
		for (const { label, value, kind, cells = [] } of bars) {
			if (!(value >= 0 && Number.isFinite(value))) refuse(`The bar "${label}"`, "a number from 0", String(value));
			if (!keys[kind]) refuse(`The bar "${label}"`, `a kind below ${keys.length}`, String(kind));
			if (cells.length !== cellTitles.length) {
				refuse(`The bar "${label}"`, `${cellTitles.length} cells`, `${cells.length}`);
			}
		}
	}
}

/**
 * Groups of horizontal bars with labels and numbers, all on one scale, with title, legend and caption.
 *
 * @throws {LvlmError} "invalid-argument" without groups, for values below 0, and for kinds or cells that do not fit.
 */
export function renderBars(options: BarsPicture): RgbaImage {
	check(options);
	const {
		groups,
		keys,
		most = 0,
		format = formatValue,
		formatTick = format,
		cellTitles = [],
		length = 150,
		pixelRatio = 1,
	} = options;
	const px = (size: number): number => Math.round(size * pixelRatio);
	const bars = groups.flatMap((group) => group.bars);
	const ticks = axisTicks(Math.max(most, ...bars.map((bar) => bar.value)));
	const end = ticks.at(-1) as number;
	const widest = (texts: readonly string[], size: number): number =>
		Math.ceil(Math.max(0, ...texts.map((text) => measureText(text, size))));

	const size = px(sizes.label);
	const labelWidth = Math.min(
		px(longestLabel),
		widest(
			bars.map((bar) => bar.label),
			size,
		),
	);
	const trackLeft = labelWidth + px(10);
	const track = px(length);
	const numberLeft = trackLeft + track + px(8);
	const numberWidth = widest(
		bars.map((bar) => format(bar.value)),
		size,
	);
	const cellWidths = cellTitles.map((title, cell) =>
		Math.max(
			widest([title], px(sizes.note)),
			widest(
				bars.map((bar) => bar.cells?.[cell] ?? ""),
				size,
			),
		),
	);
	const cellRights = cellWidths.map(
		(_, cell) =>
			numberLeft + numberWidth + cellWidths.slice(0, cell + 1).reduce((sum, width) => sum + px(22) + width, 0),
	);
	const width = Math.max(cellRights.at(-1) ?? numberLeft + numberWidth, numberLeft + px(8));

	const hasTitles = groups.some((group) => group.title !== "");
	const hasNotes = groups.some((group) => group.note !== undefined);
	const headHeight = (hasTitles ? px(22) : 0) + (hasNotes ? px(17) : 0) + (cellTitles.length > 0 ? px(20) : 0) + px(4);
	const longest = Math.max(1, ...groups.map((group) => group.bars.length));
	const groupHeight = headHeight + longest * px(rowHeight) + px(20);
	const gapX = px(36);
	const gapY = px(22);
	const fitting = Math.max(1, Math.min(3, Math.floor((px(960) + gapX) / (width + gapX))));
	const columns = Math.min(options.columns ?? fitting, groups.length);
	const rows = Math.ceil(groups.length / columns);

	const drawGroup = (page: RgbaImage, { title, note, bars: own }: BarGroup, x: number, y: number): void => {
		drawText(page, fitText(title, width, px(sizes.title), "semibold"), x, y + px(14), {
			size: px(sizes.title),
			color: ink,
			weight: "semibold",
		});
		if (note !== undefined) {
			const noteY = y + (hasTitles ? px(22) : 0) + px(10);
			drawText(page, fitText(note, width, px(sizes.note)), x, noteY, { size: px(sizes.note), color: muted });
		}
		const top = y + headHeight;
		cellTitles.forEach((text, cell) => {
			drawText(page, text, x + (cellRights[cell] as number), top - px(8), {
				size: px(sizes.note),
				color: muted,
				align: "right",
			});
		});
		const bottom = top + own.length * px(rowHeight);
		for (const tick of ticks) {
			const at = x + trackLeft + Math.round((tick / end) * track);
			fillRect(page, at, top, Math.max(1, px(1)), bottom - top, tick === 0 ? line : grid);
			drawText(page, formatTick(tick), at, bottom + px(13), { size: px(sizes.axis), color: muted, align: "center" });
		}
		own.forEach((bar, index) => {
			const rowTop = top + index * px(rowHeight);
			const baseline = rowTop + px(rowHeight) / 2 + size * 0.36;
			drawText(page, fitText(bar.label, labelWidth, size), x + labelWidth, baseline, {
				size,
				color: ink,
				align: "right",
			});
			// A bar that is not zero can be seen.
			const long = bar.value === 0 ? 0 : Math.max(px(1), Math.round((bar.value / end) * track));
			const barTop = rowTop + Math.round((px(rowHeight) - px(barHeight)) / 2);
			fillRect(page, x + trackLeft, barTop, long, px(barHeight), (keys[bar.kind] as ColorKey).color);
			drawText(page, format(bar.value), x + numberLeft + numberWidth, baseline, { size, color: ink, align: "right" });
			bar.cells?.forEach((cell, place) => {
				drawText(page, cell, x + (cellRights[place] as number), baseline, { size, color: muted, align: "right" });
			});
		});
	};
	return frame(
		{
			width: columns * (width + gapX) - gapX,
			height: rows * (groupHeight + gapY) - gapY,
			draw(page, x, y) {
				groups.forEach((group, index) => {
					const left = x + (index % columns) * (width + gapX);
					drawGroup(page, group, left, y + Math.floor(index / columns) * (groupHeight + gapY));
				});
			},
		},
		options,
	);
}
