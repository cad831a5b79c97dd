// Confidence intervals by resampling images: questions on the same image are not independent of each other.
import { generator } from "./random.mjs";

export const resamples = 2000;

/** The 2.5th and 97.5th percentiles, by nearest rank. */
export function interval(values) {
	const sorted = Float64Array.from(values).sort();
	const at = (share) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
	return { low: at(0.025), high: at(0.975) };
}

/**
 * Means of many columns over resampled images; the same images for every column, so that differences of columns are paired.
 *
 * @param rows  `{ image, values }`, one a question; `values` is one number a column.
 * @returns `{ means, resampled }`: one number a column, and [column][resample].
 */
export function resampledMeans(rows, seed, count = resamples) {
	const width = rows[0].values.length;
	const images = [...new Set(rows.map((row) => row.image))];
	const place = new Map(images.map((image, index) => [image, index]));
	const sizes = new Float64Array(images.length);
	const sums = images.map(() => new Float64Array(width));
	for (const { image, values } of rows) {
		const index = place.get(image);
		sizes[index]++;
		for (let column = 0; column < width; column++) sums[index][column] += values[column];
	}
	const next = generator(seed);
	const mean = (drawn) => {
		const total = new Float64Array(width);
		let size = 0;
		for (const index of drawn) {
			size += sizes[index];
			for (let column = 0; column < width; column++) total[column] += sums[index][column];
		}
		return total.map((sum) => sum / size);
	};
	const resampled = Array.from({ length: width }, () => new Float64Array(count));
	for (let draw = 0; draw < count; draw++) {
		const means = mean(images.map(() => Math.floor(next() * images.length)));
		for (let column = 0; column < width; column++) resampled[column][draw] = means[column];
	}
	return { means: mean(images.keys()), resampled };
}
