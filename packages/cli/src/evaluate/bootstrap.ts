import { seededRandom } from "@lvlm-interpret/explainers";

/** A mean with its 95 % interval. */
export interface Estimate {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

export const resamples = 2000;

/** The 2.5th and 97.5th percentiles, by nearest rank. */
export function interval(values: Iterable<number>): { readonly low: number; readonly high: number } {
	const sorted = Float64Array.from(values).sort();
	const at = (share: number) =>
		sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number;
	return { low: at(0.025), high: at(0.975) };
}

/** One question's numbers, one a column. */
export interface BootstrapRow {
	/** What is drawn together: questions on one picture are not independent of each other. */
	readonly image: string;
	readonly values: readonly number[];
}

/** Means of many columns, and the same over resampled pictures: [column][resample], the same pictures for every column. */
export function resampledMeans(
	rows: readonly BootstrapRow[],
	seed: string,
	count: number = resamples,
): { readonly means: readonly number[]; readonly resampled: readonly Float64Array[] } {
	const width = rows[0]?.values.length ?? 0;
	const images = [...new Set(rows.map((row) => row.image))];
	const place = new Map(images.map((image, index) => [image, index]));
	const sizes = new Float64Array(images.length);
	const sums = images.map(() => new Float64Array(width));
	for (const { image, values } of rows) {
		const index = place.get(image) as number;
		sizes[index] = (sizes[index] as number) + 1;
		const sum = sums[index] as Float64Array;
		values.forEach((value, column) => {
			sum[column] = (sum[column] as number) + value;
		});
	}
	const next = seededRandom(seed);
	const mean = (drawn: Iterable<number>): Float64Array => {
		const total = new Float64Array(width);
		let size = 0;
		for (const index of drawn) {
			size += sizes[index] as number;
			const sum = sums[index] as Float64Array;
			for (let column = 0; column < width; column++)
				total[column] = (total[column] as number) + (sum[column] as number);
		}
		return total.map((sum) => sum / size);
	};
	const resampled = Array.from({ length: width }, () => new Float64Array(count));
	for (let draw = 0; draw < count; draw++) {
		const means = mean(images.map(() => Math.floor(next() * images.length)));
		for (let column = 0; column < width; column++) (resampled[column] as Float64Array)[draw] = means[column] as number;
	}
	return { means: Array.from(mean(images.keys())), resampled };
}

/** Means with intervals, one a column. */
export function estimates(rows: readonly BootstrapRow[], seed: string): Estimate[] {
	const { means, resampled } = resampledMeans(rows, seed);
	return means.map((mean, column) => ({ mean, ...interval(resampled[column] as Float64Array) }));
}
