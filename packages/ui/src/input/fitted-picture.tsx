import type { ImageLayout, Rect, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { fitShares } from "./fit-caption.js";

/** Longest edge of the drawing; the preview is small. */
const mostPx = 800;

function draw(canvas: HTMLCanvasElement, image: RgbImage, layout: ImageLayout, tiles: readonly Rect[]): void {
	// Bars of padding lie beside the picture: they are drawn as part of what is shown.
	const places = layout.regions.filter((rect): rect is Rect => rect !== null);
	const left = Math.min(0, ...places.map(({ x }) => x));
	const top = Math.min(0, ...places.map(({ y }) => y));
	const right = Math.max(image.width, ...places.map(({ x, width }) => x + width));
	const bottom = Math.max(image.height, ...places.map(({ y, height }) => y + height));
	const scale =
		Math.min(1, mostPx / Math.max(right - left, bottom - top)) *
		Math.max(1, Math.min(4, 400 / Math.max(right - left, bottom - top)));
	canvas.width = Math.max(1, Math.round((right - left) * scale));
	canvas.height = Math.max(1, Math.round((bottom - top) * scale));
	const context = canvas.getContext("2d");
	if (!context) return;
	const source = document.createElement("canvas");
	drawPicture(source, rgbaOf(image));
	context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
	context.fillStyle = "#8a8a8a";
	context.fillRect(left, top, right - left, bottom - top);
	context.drawImage(source, 0, 0);
	const { visible } = layout;
	const shade = new Path2D();
	shade.rect(0, 0, image.width, image.height);
	shade.rect(visible.x, visible.y, visible.width, visible.height);
	context.fillStyle = "rgb(0 0 0 / 0.62)";
	context.fill(shade, "evenodd");
	const lines = (rects: readonly Rect[], dark: string, light: string, width: number): void => {
		const path = new Path2D();
		for (const { x, y, width, height } of rects) path.rect(x, y, width, height);
		context.lineWidth = (2 * width) / scale;
		context.strokeStyle = dark;
		context.stroke(path);
		context.lineWidth = width / scale;
		context.strokeStyle = light;
		context.stroke(path);
	};
	lines(places, "rgb(0 0 0 / 0.22)", "rgb(255 255 255 / 0.5)", 0.6);
	lines(tiles, "#000", "#ffd54a", 2);
	lines([visible], "#000", "#fff", 1.6);
}

/** The original with the model's patches on it, what it leaves out darkened, and bars of padding beside it. */
export function FittedPicture(props: {
	readonly image: RgbImage;
	readonly layout: ImageLayout;
	readonly tiles?: readonly Rect[];
}): JSX.Element {
	const { image, layout, tiles } = props;
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (canvas.current) draw(canvas.current, image, layout, tiles ?? []);
	}, [image, layout, tiles]);
	const { seen } = fitShares(layout);
	return (
		<canvas
			ref={canvas}
			className="lvlm-fit-picture"
			role="img"
			aria-label={`The picture with the model's patches; ${Math.round(100 * seen)} % of it is seen`}
		/>
	);
}
