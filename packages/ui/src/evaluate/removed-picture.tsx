import type { ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";

export interface RemovedPictureProps {
	readonly image: RgbImage;
	readonly layout: ImageLayout;
	/** Regions that are taken away. */
	readonly removed: readonly number[];
	readonly alt: string;
}

/** The picture with regions taken away: in their place the picture's mean colour, hatched, so that no grey passes for a grey object. */
export function RemovedPicture({ image, layout, removed, alt }: RemovedPictureProps): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (!canvas.current) return;
		const picture = rgbaOf(image);
		const mean = [0, 0, 0];
		for (let at = 0; at < image.data.length; at++) mean[at % 3] = (mean[at % 3] as number) + (image.data[at] as number);
		const count = image.width * image.height;
		for (const region of removed) {
			const rect = layout.regions[region];
			if (!rect) continue;
			const right = Math.min(image.width, Math.round(rect.x + rect.width));
			for (let y = Math.max(0, Math.round(rect.y)); y < Math.min(image.height, Math.round(rect.y + rect.height)); y++) {
				for (let x = Math.max(0, Math.round(rect.x)); x < right; x++) {
					const isLine = (x + y) % 8 === 0;
					for (let channel = 0; channel < 3; channel++) {
						picture.data[4 * (y * image.width + x) + channel] = isLine ? 0 : (mean[channel] as number) / count;
					}
				}
			}
		}
		drawPicture(canvas.current, picture);
	}, [image, layout, removed]);
	return (
		<div
			role="img"
			aria-label={alt}
			className="lvlm-removed"
			style={{ aspectRatio: `${image.width} / ${image.height}` }}
		>
			<canvas ref={canvas} />
		</div>
	);
}
