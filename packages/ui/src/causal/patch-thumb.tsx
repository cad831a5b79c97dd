import type { Rect, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { cropOf } from "../image/picture-tiles.js";

/** How much of its light the surroundings keep. */
const dim = 0.55;

export interface PatchThumbProps {
	readonly image: RgbImage;
	/** Of the patch, in pixels of the picture. */
	readonly rect: Rect;
	/** How many times the patch's side is shown. Default 5. */
	readonly times?: number;
}

/** A patch in a white line and, dimmed, what is around it: a patch alone is often a plain colour. */
export function PatchThumb({ image, rect, times = 5 }: PatchThumbProps): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (!canvas.current) return;
		const [width, height] = [rect.width * times, rect.height * times];
		const outer = { x: rect.x - (width - rect.width) / 2, y: rect.y - (height - rect.height) / 2, width, height };
		const crop = cropOf(image, outer);
		const picture = rgbaOf(crop);
		const [left, top] = [Math.round(rect.x) - Math.round(outer.x), Math.round(rect.y) - Math.round(outer.y)];
		const [right, bottom] = [left + Math.round(rect.width), top + Math.round(rect.height)];
		for (let y = 0; y < crop.height; y++) {
			for (let x = 0; x < crop.width; x++) {
				if (x >= left && x < right && y >= top && y < bottom) continue;
				const isEdge = x >= left - 1 && x <= right && y >= top - 1 && y <= bottom;
				const at = 4 * (y * crop.width + x);
				for (let channel = 0; channel < 3; channel++) {
					picture.data[at + channel] = isEdge ? 255 : dim * (picture.data[at + channel] as number);
				}
			}
		}
		drawPicture(canvas.current, picture);
	}, [image, rect, times]);
	return <canvas ref={canvas} className="lvlm-cause-thumb" />;
}
