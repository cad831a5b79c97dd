import { type ImageLayout, LvlmError, type RgbImage } from "@lvlm-interpret/core";
import { type OverlayOptions, paintOverlay, type RgbaImage, resizeForDisplay } from "@lvlm-interpret/core/paint";
import { place, strokeRect } from "./canvas.js";
import { type FrameOptions, frame } from "./frame.js";
import { ink, line, muted } from "./legend.js";
import { fitted, overlayFrame, overlayOptions } from "./overlay.js";
import { drawText, fitText } from "./text.js";

/** One small picture. */
export interface GalleryItem {
	/** The word. */
	readonly label: string;
	/** A second line, e.g. its share of attention on the image. */
	readonly note?: string;
	/** One a region of the layout; NaN where there is none. */
	readonly values: ArrayLike<number>;
}

export interface GalleryPicture extends Omit<FrameOptions, "noValue"> {
	readonly image: RgbImage;
	readonly layout: ImageLayout;
	/** All are drawn on the one scale. */
	readonly items: readonly GalleryItem[];
	/** Small pictures a row. Default as many as fit 900 pixels, at most 5. */
	readonly columns?: number;
	/** Longest side of a small picture, in pixels at `pixelRatio` 1. Default 168. */
	readonly imageSize?: number;
	/** The image as it is as the first small picture. Default true. */
	readonly original?: boolean;
	readonly overlay?: Omit<OverlayOptions, "width" | "height">;
}

/**
 * Small multiples: the image once for each word, all on one scale.
 *
 * @throws {LvlmError} "invalid-argument" without items; "shape-mismatch" as `renderOverlay`.
 */
export function renderGallery(options: GalleryPicture): RgbaImage {
	const { image, layout, items, scale, imageSize = 168, original = true, overlay = {}, pixelRatio = 1 } = options;
	if (items.length === 0) {
		const expected = "at least one item";
		throw new LvlmError("invalid-argument", "A gallery needs at least one item.", {
			name: "items",
			expected,
			actual: "none",
		});
	}
	const px = (size: number): number => Math.round(size * pixelRatio);
	const { width, height } = fitted(layout, px(imageSize));
	const cells: { label: string; note: string; picture: RgbaImage }[] = items.map(({ label, note = "", values }) => {
		return {
			label,
			note,
			picture: paintOverlay(image, layout, values, scale, { ...overlayOptions(original, overlay), width, height }),
		};
	});
	if (original) cells.unshift({ label: "image", note: "as given", picture: resizeForDisplay(image, width, height) });
	const gap = px(14);
	const most = options.columns ?? Math.max(1, Math.min(5, Math.floor((px(900) + gap) / (width + gap))));
	const columns = Math.min(most, cells.length);
	const hasNotes = items.some((item) => item.note !== undefined);
	const textHeight = px(hasNotes ? 40 : 24);
	const rows = Math.ceil(cells.length / columns);
	const draw = (page: RgbaImage, x: number, y: number): void => {
		cells.forEach(({ label, note, picture }, index) => {
			const left = x + (index % columns) * (width + gap);
			const top = y + Math.floor(index / columns) * (height + textHeight + gap);
			const isGiven = original && index === 0;
			const shown = fitText(label, width, px(14), isGiven ? "regular" : "semibold");
			drawText(page, shown, left, top + px(14), {
				size: px(14),
				color: isGiven ? muted : ink,
				weight: isGiven ? "regular" : "semibold",
			});
			if (hasNotes) drawText(page, fitText(note, width, px(11)), left, top + px(31), { size: px(11), color: muted });
			place(page, picture, left, top + textHeight);
			strokeRect(page, left, top + textHeight, width, height, line);
		});
	};
	return frame(
		{ width: columns * (width + gap) - gap, height: rows * (height + textHeight + gap) - gap, draw },
		overlayFrame(options),
	);
}
