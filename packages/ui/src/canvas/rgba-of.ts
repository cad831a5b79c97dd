import type { RgbImage } from "@lvlm-interpret/core";
import { createPicture, type RgbaImage } from "@lvlm-interpret/core/paint";

/** An opaque picture of an image. */
export function rgbaOf({ width, height, data }: RgbImage): RgbaImage {
	const out = createPicture(width, height);
	for (let i = 0; i < width * height; i++) {
		out.data[4 * i] = data[3 * i] as number;
		out.data[4 * i + 1] = data[3 * i + 1] as number;
		out.data[4 * i + 2] = data[3 * i + 2] as number;
		out.data[4 * i + 3] = 255;
	}
	return out;
}
