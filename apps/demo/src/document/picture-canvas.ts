import type { RgbImage } from "@lvlm-interpret/core";

/** @throws {Error} where the browser gives none. */
export function contextOf(
	canvas: OffscreenCanvas,
	options?: CanvasRenderingContext2DSettings,
): OffscreenCanvasRenderingContext2D {
	const context = canvas.getContext("2d", options);
	if (!context) throw new Error("this browser gives no 2D canvas");
	return context;
}

/** A picture on a canvas of its size. */
export function canvasOf({ width, height, data }: RgbImage): OffscreenCanvas {
	const canvas = new OffscreenCanvas(width, height);
	const context = contextOf(canvas);
	const pixels = context.createImageData(width, height);
	for (let pixel = 0; pixel < width * height; pixel++) {
		pixels.data.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
		pixels.data[4 * pixel + 3] = 255;
	}
	context.putImageData(pixels, 0, 0);
	return canvas;
}

/** A picture as PNG bytes. */
export async function encodePng(picture: RgbImage): Promise<Uint8Array> {
	return new Uint8Array(await (await canvasOf(picture).convertToBlob({ type: "image/png" })).arrayBuffer());
}
