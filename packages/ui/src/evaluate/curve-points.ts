import type { FaithfulnessCurve } from "@lvlm-interpret/core";

/** What random rankings do with so many places removed. */
export interface BandPoint {
	readonly removed: number;
	readonly low: number;
	readonly mean: number;
	readonly high: number;
}

/** The curve of the map under test, in one order. */
export function mapCurve(
	curves: readonly FaithfulnessCurve[],
	order: FaithfulnessCurve["order"],
): FaithfulnessCurve | undefined {
	return curves.find((one) => one.ranking === 0 && one.order === order);
}

/** Lowest, mean and highest over the curves of random rankings, both orders: the order of a random ranking says nothing. */
export function randomBand(curves: readonly FaithfulnessCurve[]): BandPoint[] {
	const byCount = new Map<number, number[]>();
	for (const { ranking, points } of curves) {
		if (ranking === 0) continue;
		for (const { removed, logProbability } of points) {
			byCount.set(removed, [...(byCount.get(removed) ?? []), logProbability]);
		}
	}
	return [...byCount]
		.sort(([a], [b]) => a - b)
		.map(([removed, values]) => ({
			removed,
			low: Math.min(...values),
			mean: values.reduce((sum, value) => sum + value, 0) / values.length,
			high: Math.max(...values),
		}));
}

/** Places in the order of a ranking: highest first; what has no value ranks last. */
export function rankedPlaces(values: ArrayLike<number>): number[] {
	const value = (at: number): number => (Number.isNaN(values[at]) ? Number.NEGATIVE_INFINITY : (values[at] as number));
	return Array.from(values, (_, at) => at).sort((a, b) => value(b) - value(a) || a - b);
}

/** Round numbers between two, for an axis: three to six. */
export function axisTicks(low: number, high: number): number[] {
	const extent = high - low || 1;
	const power = 10 ** Math.floor(Math.log10(extent / 4));
	const step = power * ([1, 2, 5, 10].find((one) => extent / (one * power) <= 5) ?? 10);
	const ticks: number[] = [];
	for (let n = Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * extent; n++) ticks.push(n * step);
	return ticks;
}
