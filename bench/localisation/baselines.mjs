// Maps that know nothing of the answer.
import { generator } from "./random.mjs";

/** How many random maps each question gets. */
export const randomMaps = 10;

export function uniformMap(regions) {
	return regions.map(() => 1);
}

/** A Gaussian around the middle of what the model sees, a quarter of its width and height wide (standard deviation). */
export function centreMap(regions, visible) {
	return regions.map(({ x, y, width, height }) => {
		const across = (x + width / 2 - visible.x) / visible.width - 0.5;
		const down = (y + height / 2 - visible.y) / visible.height - 0.5;
		// Equal distances must tie, whatever the rounding of pixels: distances in 1/1000 of the side.
		const squared = Math.round(1000 * across) ** 2 + Math.round(1000 * down) ** 2;
		return Math.exp(-squared / (2 * 250 ** 2));
	});
}

/** The k-th random map of a question: independent numbers, even in [0, 1). */
export function randomMap(regions, seed, id, k) {
	const next = generator(`${seed} ${id} ${k}`);
	return regions.map(() => next());
}
