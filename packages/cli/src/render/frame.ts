import { legendTicks, paintLegend, type Rgb, type RgbaImage, type ValueScale } from "@lvlm-interpret/core/paint";
import { createCanvas, hatchRect, place, strokeRect } from "./canvas.js";
import { measureText } from "./font.js";
import { drawText, wrapText } from "./text.js";

/** What every picture says about itself. */
export interface FrameText {
	readonly title: string;
	/** Second line, smaller: the question, the model. */
	readonly subtitle?: string;
	/** What was computed, averaged and summed; one or two sentences. */
	readonly caption: string;
	/** Of the values, e.g. "attention mass". */
	readonly unit: string;
}

export const ink: Rgb = [28, 28, 30];
export const muted: Rgb = [92, 92, 98];
export const line: Rgb = [205, 205, 210];
const paper: Rgb = [255, 255, 255];

/** Sizes in pixels at `pixelRatio` 1. */
const margin = 24;
const sizes = { title: 19, subtitle: 13, caption: 13, legend: 12 };

export interface FrameOptions extends FrameText {
	readonly scale: ValueScale;
	/** Pixels of text for each pixel of the sizes above. Default 1; 2 for print and dense screens. */
	readonly pixelRatio?: number;
	/** A sample and its name beside the legend, for cells without a value. */
	readonly noValue?: string;
}

/**
 * Puts title, legend and caption around a body, on a white page.
 *
 * @param body.width, body.height  Pixels of the body; the page is wider where the legend needs it.
 * @param body.draw  Draws the body with its upper left corner at (x, y).
 */
export function frame(
	body: { readonly width: number; readonly height: number; draw(page: RgbaImage, x: number, y: number): void },
	options: FrameOptions,
): RgbaImage {
	const { title, subtitle = "", caption, unit, scale, pixelRatio = 1, noValue } = options;
	const px = (size: number): number => Math.round(size * pixelRatio);
	const width = Math.max(body.width, px(360));
	const titleLines = wrapText(title, width, px(sizes.title), "semibold");
	const subtitleLines = subtitle === "" ? [] : wrapText(subtitle, width, px(sizes.subtitle));
	const captionLines = wrapText(caption, width, px(sizes.caption));
	const bodyTop = px(margin) + titleLines.length * px(25) + subtitleLines.length * px(19) + px(12);
	const legendTop = bodyTop + body.height + px(18);
	const legendSize = px(sizes.legend);
	const unitLines = wrapText(unit, width, legendSize, "semibold");
	// The sample for cells without a value stands beside the unit, or below it where that is too narrow.
	const sampleWidth = noValue === undefined ? 0 : measureText(noValue, legendSize) + px(36);
	const isBeside = unitLines.length === 1 && measureText(unit, legendSize, "semibold") + sampleWidth <= width;
	const sampleTop = legendTop + (isBeside ? 0 : unitLines.length * px(17));
	const stripTop = legendTop + px(18) + (unitLines.length - 1 + (noValue !== undefined && !isBeside ? 1 : 0)) * px(17);
	const captionTop = stripTop + px(14 + 18 + 18);
	const page = createCanvas(width + 2 * px(margin), captionTop + captionLines.length * px(19) + px(margin - 6), paper);
	const left = px(margin);
	titleLines.forEach((text, index) => {
		drawText(page, text, left, px(margin) + px(17) + index * px(25), {
			size: px(sizes.title),
			color: ink,
			weight: "semibold",
		});
	});
	subtitleLines.forEach((text, index) => {
		const y = px(margin) + titleLines.length * px(25) + px(13) + index * px(19);
		drawText(page, text, left, y, { size: px(sizes.subtitle), color: muted });
	});
	body.draw(page, left + Math.floor((width - body.width) / 2), bodyTop);

	// Legend: unit above, strip with numbers below, and what a hatched cell means.
	unitLines.forEach((text, index) => {
		const y = legendTop + px(11) + index * px(17);
		drawText(page, text, left, y, { size: legendSize, color: ink, weight: "semibold" });
	});
	if (noValue !== undefined) {
		const textLeft = isBeside ? left + width - measureText(noValue, legendSize) : left + px(24);
		hatchRect(page, textLeft - px(24), sampleTop + px(1), px(18), px(12));
		strokeRect(page, textLeft - px(24), sampleTop + px(1), px(18), px(12), line);
		drawText(page, noValue, textLeft, sampleTop + px(11), { size: legendSize, color: muted });
	}
	place(page, paintLegend(scale, width, px(14)), left, stripTop);
	strokeRect(page, left, stripTop, width, px(14), line);
	const ticks = legendTicks(scale, Math.max(2, Math.min(6, Math.floor(width / px(90)))));
	for (const tick of ticks) {
		const x = left + tick.position * (width - 1);
		const align = tick.position === 0 ? "left" : tick.position === 1 ? "right" : "center";
		drawText(page, tick.text, x, stripTop + px(14 + 15), { size: legendSize, color: muted, align });
	}
	captionLines.forEach((text, index) => {
		drawText(page, text, left, captionTop + px(13) + index * px(19), { size: px(sizes.caption), color: ink });
	});
	return page;
}
