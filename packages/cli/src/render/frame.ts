import type { Rgb, RgbaImage, ValueScale } from "@lvlm-interpret/core/paint";
import { createCanvas } from "./canvas.js";
import { type ColorKey, ink, keyLegend, muted, stripLegend } from "./legend.js";
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

const paper: Rgb = [255, 255, 255];

/** Sizes in pixels at `pixelRatio` 1. */
const margin = 24;
const sizes = { title: 19, subtitle: 13, caption: 13 };

export interface PageOptions extends FrameText {
	/** Pixels of text for each pixel of the sizes above. Default 1; 2 for print and dense screens. */
	readonly pixelRatio?: number;
}

/** A picture whose colours are values. */
export interface FrameOptions extends PageOptions {
	readonly scale: ValueScale;
	/** A sample and its name beside the legend, for cells without a value. */
	readonly noValue?: string;
}

/** A picture whose colours are kinds. */
export interface KeyedFrameOptions extends PageOptions {
	readonly keys: readonly ColorKey[];
}

/**
 * Puts title, legend and caption around a body, on a white page.
 *
 * @param body.width, body.height  Pixels of the body; the page is wider where the legend needs it.
 * @param body.draw  Draws the body with its upper left corner at (x, y).
 */
export function frame(
	body: { readonly width: number; readonly height: number; draw(page: RgbaImage, x: number, y: number): void },
	options: FrameOptions | KeyedFrameOptions,
): RgbaImage {
	const { title, subtitle = "", caption, unit, pixelRatio = 1 } = options;
	const px = (size: number): number => Math.round(size * pixelRatio);
	const width = Math.max(body.width, px(360));
	const titleLines = wrapText(title, width, px(sizes.title), "semibold");
	const subtitleLines = subtitle === "" ? [] : wrapText(subtitle, width, px(sizes.subtitle));
	const captionLines = wrapText(caption, width, px(sizes.caption));
	const bodyTop = px(margin) + titleLines.length * px(25) + subtitleLines.length * px(19) + px(12);
	const legendTop = bodyTop + body.height + px(18);
	const legend =
		"keys" in options
			? keyLegend(options.keys, { unit, width, pixelRatio })
			: stripLegend(options.scale, { unit, width, pixelRatio, noValue: options.noValue });
	const captionTop = legendTop + legend.height + px(18);
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
	legend.draw(page, left, legendTop);
	captionLines.forEach((text, index) => {
		drawText(page, text, left, captionTop + px(13) + index * px(19), { size: px(sizes.caption), color: ink });
	});
	return page;
}
