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

/** Where things are in each group, in pixels from its upper left corner. */
interface Columns {
	readonly labelWidth: number;
	readonly trackLeft: number;
	readonly track: number;
	readonly numberRight: number;
	/** Right ends, one a `cellTitles`. */
	readonly cellRights: readonly number[];
	readonly width: number;
	/** From the top of a group to its first bar. */
	readonly headHeight: number;
}

/** All that drawing a group needs to know. */
interface Drawing {
	readonly px: (size: number) => number;
	readonly columns: Columns;
	readonly ticks: readonly number[];
	readonly hasTitles: boolean;
	readonly options: BarsPicture;
}

function measure(options: BarsPicture, px: (size: number) => number): Columns {
	const { groups, format = formatValue, cellTitles = [], length = 150 } = options;
	const bars = groups.flatMap((group) => group.bars);
	const widest = (texts: readonly string[], size: number): number =>
		Math.ceil(Math.max(0, ...texts.map((text) => measureText(text, px(size)))));
	const labels = bars.map((bar) => bar.label);
	const labelWidth = Math.min(px(longestLabel), widest(labels, sizes.label));
	const trackLeft = labelWidth + px(10);
	const track = px(length);
	const numbers = bars.map((bar) => format(bar.value));
	const numberRight = trackLeft + track + px(8) + widest(numbers, sizes.label);
	let right = numberRight;
	const cellRights = cellTitles.map((title, cell) => {
		const texts = bars.map((bar) => bar.cells?.[cell] ?? "");
		right += px(22) + Math.max(widest([title], sizes.note), widest(texts, sizes.label));
		return right;
	});
	const headHeight =
		(groups.some((group) => group.title !== "") ? px(22) : 0) +
		(groups.some((group) => group.note !== undefined) ? px(17) : 0) +
		(cellTitles.length > 0 ? px(20) : 0) +
		px(4);
	return { labelWidth, trackLeft, track, numberRight, cellRights, width: right, headHeight };
}

/** Title, note and names of columns. */
function drawHead(page: RgbaImage, { title, note }: BarGroup, x: number, y: number, drawing: Drawing): void {
	const { px, columns, hasTitles, options } = drawing;
	const { width, cellRights, headHeight } = columns;
	const titleStyle = { size: px(sizes.title), color: ink, weight: "semibold" } as const;
	const noteStyle = { size: px(sizes.note), color: muted } as const;
	drawText(page, fitText(title, width, titleStyle.size, "semibold"), x, y + px(14), titleStyle);
	if (note !== undefined) {
		const noteY = y + (hasTitles ? px(22) : 0) + px(10);
		drawText(page, fitText(note, width, noteStyle.size), x, noteY, noteStyle);
	}
	options.cellTitles?.forEach((text, cell) => {
		const right = x + (cellRights[cell] as number);
		drawText(page, text, right, y + headHeight - px(8), { ...noteStyle, align: "right" });
	});
}

/** Lines of the scale with their numbers below. */
function drawScale(page: RgbaImage, x: number, top: number, bottom: number, drawing: Drawing): void {
	const { px, columns, ticks, options } = drawing;
	const { format = formatValue, formatTick = format } = options;
	const end = ticks.at(-1) as number;
	for (const tick of ticks) {
		const at = x + columns.trackLeft + Math.round((tick / end) * columns.track);
		fillRect(page, at, top, Math.max(1, px(1)), bottom - top, tick === 0 ? line : grid);
		drawText(page, formatTick(tick), at, bottom + px(13), { size: px(sizes.axis), color: muted, align: "center" });
	}
}

function drawBar(page: RgbaImage, bar: Bar, x: number, y: number, { px, columns, ticks, options }: Drawing): void {
	const { labelWidth, trackLeft, track, numberRight, cellRights } = columns;
	const { format = formatValue, keys } = options;
	const size = px(sizes.label);
	const baseline = y + px(rowHeight) / 2 + size * 0.36;
	const style = { size, color: ink, align: "right" } as const;
	drawText(page, fitText(bar.label, labelWidth, size), x + labelWidth, baseline, style);
	// A bar that is not zero can be seen.
	const long = bar.value === 0 ? 0 : Math.max(px(1), Math.round((bar.value / (ticks.at(-1) as number)) * track));
	const top = y + Math.round((px(rowHeight) - px(barHeight)) / 2);
	fillRect(page, x + trackLeft, top, long, px(barHeight), (keys[bar.kind] as ColorKey).color);
	drawText(page, format(bar.value), x + numberRight, baseline, style);
	bar.cells?.forEach((cell, place) => {
		drawText(page, cell, x + (cellRights[place] as number), baseline, { ...style, color: muted });
	});
}

/**
 * Groups of horizontal bars with labels and numbers, all on one scale, with title, legend and caption.
 *
 * @throws {LvlmError} "invalid-argument" without groups, for values below 0, and for kinds or cells that do not fit.
 */
export function renderBars(options: BarsPicture): RgbaImage {
	check(options);
	const { groups, most = 0, pixelRatio = 1 } = options;
	const px = (size: number): number => Math.round(size * pixelRatio);
	const columns = measure(options, px);
	const ticks = axisTicks(Math.max(most, ...groups.flatMap((group) => group.bars.map((bar) => bar.value))));
	const drawing: Drawing = { px, columns, ticks, hasTitles: groups.some((group) => group.title !== ""), options };

	const longest = Math.max(1, ...groups.map((group) => group.bars.length));
	const groupWidth = columns.width + px(36);
	const groupHeight = columns.headHeight + longest * px(rowHeight) + px(20) + px(22);
	const fitting = Math.max(1, Math.min(3, Math.floor((px(960) + px(36)) / groupWidth)));
	const across = Math.min(options.columns ?? fitting, groups.length);
	return frame(
		{
			width: across * groupWidth - px(36),
			height: Math.ceil(groups.length / across) * groupHeight - px(22),
			draw(page, left, above) {
				groups.forEach((group, index) => {
					const x = left + (index % across) * groupWidth;
					const y = above + Math.floor(index / across) * groupHeight;
					const top = y + columns.headHeight;
					drawHead(page, group, x, y, drawing);
					drawScale(page, x, top, top + group.bars.length * px(rowHeight), drawing);
					group.bars.forEach((bar, row) => {
						drawBar(page, bar, x, top + row * px(rowHeight), drawing);
					});
				});
			},
		},
		options,
	);
}
