/**
 * Places on a line as near as possible to where each would like to be (least squares), in the given order and at least so far apart.
 * With the gaps taken away the order alone is left to keep: isotonic regression, by pooling neighbours that are in each other's way.
 *
 * @param wanted  Where each would like to be.
 * @param sizes  How much room each takes, its middle at its place.
 * @param gap  Between two, at least.
 * @param weights  How much each insists.
 * Source: Barlow et al. 1972, Statistical Inference under Order Restrictions (pool adjacent violators).
 */
export function spread(
	wanted: readonly number[],
	sizes: readonly number[],
	gap: number,
	weights: readonly number[],
): number[] {
	const offsets: number[] = [];
	let offset = 0;
	sizes.forEach((size, at) => {
		if (at > 0) offset += (size + (sizes[at - 1] as number)) / 2 + gap;
		offsets.push(offset);
	});
	const pools: { sum: number; weight: number; count: number }[] = [];
	wanted.forEach((want, at) => {
		const weight = weights[at] ?? 1;
		let pool = { sum: weight * (want - (offsets[at] as number)), weight, count: 1 };
		for (let last = pools.at(-1); last && last.sum / last.weight > pool.sum / pool.weight; last = pools.at(-1)) {
			pool = { sum: pool.sum + last.sum, weight: pool.weight + last.weight, count: pool.count + last.count };
			pools.pop();
		}
		pools.push(pool);
	});
	const places = pools.flatMap(({ sum, weight, count }) => Array<number>(count).fill(sum / weight));
	return places.map((place, at) => place + (offsets[at] as number));
}
