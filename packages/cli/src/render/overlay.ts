import type { ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type OverlayOptions, paintOverlay, type RgbaImage, resizeForDisplay } from "@lvlm-interpret/core/paint";
import { place, strokeRect } from "./canvas.js";
import { type FrameOptions, frame } from "./frame.js";
import { line } from "./legend.js";

export interface OverlayPicture extends Omit<FrameOptions, "noValue"> {
	/** The picture as the model's user gave it. */
	readonly image: RgbImage;
	readonly layout: ImageLayout;
	/** One a region of `layout.regions`; NaN where there is none. */
	readonly values: ArrayLike<number>;
	/** Longest side of the image in the picture, in pixels at `pixelRatio` 1. Default 480. */
	readonly imageSize?: number;
	/** The image as it is on the left of the coloured one. Default true. */
	readonly original?: boolean;
	readonly overlay?: Omit<OverlayOptions, "width" | "height">;
}

/** Width and height with the longest side `size`, in whole pixels. */
export function fitted(layout: ImageLayout, size: number): { width: number; height: number } {
	const ratio = size / Math.max(layout.imageWidth, layout.imageHeight);
	return {
		width: Math.max(1, Math.round(layout.imageWidth * ratio)),
		height: Math.max(1, Math.round(layout.imageHeight * ratio)),
	};
}

/**
 * An image with its regions coloured, beside the image as it is, with title, legend and caption.
 *
 * @returns Opaque RGBA; `encodePng` makes a file of it.
 * @throws {LvlmError} "shape-mismatch" when image, values and layout do not fit each other.
 */
export function renderOverlay(options: OverlayPicture): RgbaImage {
	const { image, layout, values, scale, imageSize = 480, original = true, overlay = {}, pixelRatio = 1 } = options;
	const { width, height } = fitted(layout, Math.round(imageSize * pixelRatio));
	const gap = Math.round(12 * pixelRatio);
	const painted = paintOverlay(image, layout, values, scale, { ...overlayOptions(original, overlay), width, height });
	const plain = original ? resizeForDisplay(image, width, height) : undefined;
	return frame(
		{
			width: plain ? 2 * width + gap : width,
			height,
			draw(page, x, y) {
				let left = x;
				for (const part of plain ? [plain, painted] : [painted]) {
					place(page, part, left, y);
					strokeRect(page, left, y, width, height, line);
					left += width + gap;
				}
			},
		},
		overlayFrame(options),
	);
}

/** Beside the original, the picture under the colours may turn grey: colours then read as in the legend. */
export function overlayOptions(
	original: boolean,
	overlay: OverlayOptions,
): OverlayOptions & { readonly opacity: number } {
	return { ...overlay, opacity: overlay.opacity ?? 0.6, desaturate: overlay.desaturate ?? (original ? 0.8 : 0) };
}

/** The frame of pictures whose colours lie over an image; the legend says how densely. */
export function overlayFrame(options: FrameOptions & Pick<OverlayPicture, "layout" | "overlay">): FrameOptions {
	const { opacity = 0.6, opacityBy } = options.overlay ?? {};
	const density = `${opacityBy === "value" ? "up to " : ""}${Math.round(100 * opacity)} %`;
	return {
		...options,
		unit: `${options.unit} (colours at ${density} opacity)`,
		...(isWhollyVisible(options.layout) ? {} : { noValue: "not seen by the model" }),
	};
}

/** Whether the model sees the whole image. */
function isWhollyVisible(layout: ImageLayout): boolean {
	const { x, y, width, height } = layout.visible;
	return x <= 0 && y <= 0 && x + width >= layout.imageWidth && y + height >= layout.imageHeight;
}
