import type { RgbImage } from "@lvlm-interpret/core";
import { RandomStream } from "../generate/random.js";
import { shuffle } from "../generate/shuffle.js";

/**
 * A picture whose square patches have changed places, by a seed: the same pixels, nothing where it was.
 *
 * @param patch  Side of a patch in pixels; what is left at the right and the bottom stays.
 */
export function shuffledPicture({ width, height, data }: RgbImage, patch: number, seed: number): RgbImage {
	const [columns, rows] = [Math.floor(width / patch), Math.floor(height / patch)];
	const order = Array.from({ length: rows * columns }, (_, at) => at);
	shuffle(order, new RandomStream(seed));
	const start = (cell: number, line: number): number =>
		3 * ((Math.floor(cell / columns) * patch + line) * width + (cell % columns) * patch);
	const copy = data.slice();
	order.forEach((from, to) => {
		for (let line = 0; line < patch; line++) {
			const source = start(from, line);
			copy.set(data.subarray(source, source + 3 * patch), start(to, line));
		}
	});
	return { width, height, data: copy };
}
