import { legendTicks, paintLegend, type Rgb, type RgbaImage, type ValueScale } from "@lvlm-interpret/core/paint";
import { fillRect, hatchRect, place, strokeRect } from "./canvas.js";
import { measureText } from "./font.js";
import { drawText, wrapText } from "./text.js";

export const ink: Rgb = [28, 28, 30];
export const muted: Rgb = [92, 92, 98];
export const line: Rgb = [205, 205, 210];

/** What one colour stands for, where colours are kinds and not values. */
export interface ColorKey {
	readonly label: string;
	readonly color: Rgb;
}

/** The part of a page that says how to read its colours. */
export interface Legend {
	readonly height: number;
	draw(page: RgbaImage, left: number, top: number): void;
}

interface LegendText {
	readonly unit: string;
	/** Pixels. */
	readonly width: number;
	readonly pixelRatio: number;
}

const textSize = 12;

/** Unit above, a strip of colours with numbers below, and what a hatched cell means. */
export function stripLegend(
	scale: ValueScale,
	{ unit, width, pixelRatio, noValue }: LegendText & { readonly noValue: string | undefined },
): Legend {
	const px = (size: number): number => Math.round(size * pixelRatio);
	const size = px(textSize);
	const unitLines = wrapText(unit, width, size, "semibold");
	// The sample for cells without a value stands beside the unit, or below it where that is too narrow.
	const sampleWidth = noValue === undefined ? 0 : measureText(noValue, size) + px(36);
	const isBeside = unitLines.length === 1 && measureText(unit, size, "semibold") + sampleWidth <= width;
	const sampleTop = isBeside ? 0 : unitLines.length * px(17);
	const stripTop = px(18) + (unitLines.length - 1 + (noValue !== undefined && !isBeside ? 1 : 0)) * px(17);
	return {
		height: stripTop + px(14 + 18),
		draw(page, left, top) {
			unitLines.forEach((text, index) => {
				drawText(page, text, left, top + px(11) + index * px(17), { size, color: ink, weight: "semibold" });
			});
			if (noValue !== undefined) {
				const textLeft = isBeside ? left + width - measureText(noValue, size) : left + px(24);
				hatchRect(page, textLeft - px(24), top + sampleTop + px(1), px(18), px(12));
				strokeRect(page, textLeft - px(24), top + sampleTop + px(1), px(18), px(12), line);
				drawText(page, noValue, textLeft, top + sampleTop + px(11), { size, color: muted });
			}
			place(page, paintLegend(scale, width, px(14)), left, top + stripTop);
			strokeRect(page, left, top + stripTop, width, px(14), line);
			const ticks = legendTicks(scale, Math.max(2, Math.min(6, Math.floor(width / px(90)))));
			for (const tick of ticks) {
				const x = left + tick.position * (width - 1);
				const align = tick.position === 0 ? "left" : tick.position === 1 ? "right" : "center";
				drawText(page, tick.text, x, top + stripTop + px(14 + 15), { size, color: muted, align });
			}
		},
	};
}

/** Unit above, one square a kind below, in as many lines as they need. */
export function keyLegend(keys: readonly ColorKey[], { unit, width, pixelRatio }: LegendText): Legend {
	const px = (size: number): number => Math.round(size * pixelRatio);
	const size = px(textSize);
	const unitLines = wrapText(unit, width, size, "semibold");
	const square = px(11);
	const placed: (ColorKey & { readonly x: number; readonly row: number })[] = [];
	let x = 0;
	let row = 0;
	for (const key of keys) {
		const keyWidth = square + px(7) + measureText(key.label, size);
		if (x > 0 && x + keyWidth > width) {
			x = 0;
			row++;
		}
		placed.push({ ...key, x, row });
		x += keyWidth + px(20);
	}
	const keysTop = unitLines.length * px(17) + px(4);
	return {
		height: keys.length === 0 ? unitLines.length * px(17) : keysTop + (row + 1) * px(18),
		draw(page, left, top) {
			unitLines.forEach((text, index) => {
				drawText(page, text, left, top + px(11) + index * px(17), { size, color: ink, weight: "semibold" });
			});
			for (const key of placed) {
				const y = top + keysTop + key.row * px(18);
				fillRect(page, left + key.x, y, square, square, key.color);
				drawText(page, key.label, left + key.x + square + px(7), y + px(10), { size, color: muted });
			}
		},
	};
}
