import { createPicture, isHatched, type Rgb, type RgbaImage } from "@lvlm-interpret/core/paint";

/** A picture filled with one opaque colour. */
export function createCanvas(width: number, height: number, color: Rgb): RgbaImage {
	const picture = createPicture(width, height);
	fillRect(picture, 0, 0, width, height, color);
	return picture;
}

/** Mixes a colour into one pixel of an opaque picture. */
export function blend(picture: RgbaImage, x: number, y: number, color: Rgb, share: number): void {
	const at = (y * picture.width + x) * 4;
	for (let c = 0; c < 3; c++) picture.data[at + c] += share * (color[c] - picture.data[at + c]);
}

/** Fills whole pixels; coordinates are rounded, and cut at the picture's borders. */
export function fillRect(picture: RgbaImage, x: number, y: number, width: number, height: number, color: Rgb): void {
	const right = Math.min(picture.width, Math.round(x + width));
	const bottom = Math.min(picture.height, Math.round(y + height));
	for (let py = Math.max(0, Math.round(y)); py < bottom; py++) {
		for (let px = Math.max(0, Math.round(x)); px < right; px++) {
			const at = (py * picture.width + px) * 4;
			picture.data[at] = color[0];
			picture.data[at + 1] = color[1];
			picture.data[at + 2] = color[2];
			picture.data[at + 3] = 255;
		}
	}
}

/** The outline of a rectangle, drawn inside it. */
export function strokeRect(
	picture: RgbaImage,
	x: number,
	y: number,
	width: number,
	height: number,
	color: Rgb,
	stroke = 1,
): void {
	fillRect(picture, x, y, width, stroke, color);
	fillRect(picture, x, y + height - stroke, width, stroke, color);
	fillRect(picture, x, y, stroke, height, color);
	fillRect(picture, x + width - stroke, y, stroke, height, color);
}

/** Diagonal lines over a background: "there is no value here". */
export function hatchRect(picture: RgbaImage, x: number, y: number, width: number, height: number): void {
	fillRect(picture, x, y, width, height, [245, 245, 245]);
	for (let py = Math.round(y); py < Math.min(picture.height, Math.round(y + height)); py++) {
		for (let px = Math.round(x); px < Math.min(picture.width, Math.round(x + width)); px++) {
			if (isHatched(px, py)) blend(picture, px, py, [170, 170, 170], 1);
		}
	}
}

/** Copies an opaque picture into another. */
export function place(picture: RgbaImage, part: RgbaImage, x: number, y: number): void {
	const width = Math.min(part.width, picture.width - x);
	for (let row = 0; row < Math.min(part.height, picture.height - y); row++) {
		const from = row * part.width * 4;
		picture.data.set(part.data.subarray(from, from + width * 4), ((y + row) * picture.width + x) * 4);
	}
}
