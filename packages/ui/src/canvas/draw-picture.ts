import type { RgbaImage } from "@lvlm-interpret/core/paint";

/** Puts a painted picture on a canvas of its size. */
export function drawPicture(canvas: HTMLCanvasElement, picture: RgbaImage): void {
	if (canvas.width !== picture.width) canvas.width = picture.width;
	if (canvas.height !== picture.height) canvas.height = picture.height;
	// `paint` allocates its bytes itself, never on shared memory.
	const bytes = picture.data as Uint8ClampedArray<ArrayBuffer>;
	canvas.getContext("2d")?.putImageData(new ImageData(bytes, picture.width, picture.height), 0, 0);
}
