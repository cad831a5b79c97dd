import type { RgbImage } from "@lvlm-interpret/core";
import { type JSX, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";

export interface PictureCanvasProps {
	readonly picture: RgbImage;
	/** The picture in words; without it the canvas is decoration beside a name. */
	readonly label?: string;
	readonly className?: string;
}

/** A picture at its own size, to be scaled by style. On canvas: no address that a page's content policy could refuse. */
export function PictureCanvas({ picture, label, className }: PictureCanvasProps): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (canvas.current) drawPicture(canvas.current, rgbaOf(picture));
	}, [picture]);
	return label ? (
		<canvas ref={canvas} className={className} role="img" aria-label={label} />
	) : (
		<canvas ref={canvas} className={className} />
	);
}
