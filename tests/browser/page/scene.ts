import type { RgbImage } from "@lvlm-interpret/core";

/** A red disc on grey, the same bytes everywhere. */
export function scene(): RgbImage {
	const [width, height] = [120, 100];
	const data = new Uint8Array(width * height * 3).fill(200);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			if ((x - 60) ** 2 + (y - 50) ** 2 < 900) data.set([220, 30, 30], (y * width + x) * 3);
	return { width, height, data };
}

export const question = "What colour is the circle?";
