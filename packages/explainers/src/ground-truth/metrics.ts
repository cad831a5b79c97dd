// How well a map finds an object. A map is one number a region; `shares` says how much of each region the object's visible mask
// covers, in [0, 1]. All figures are higher for better maps, in [0, 1], and do not depend on the map's scale. Negative values count as 0.

/**
 * The regions that count as the object's: at least half covered. An object too thin or small for that has those that it covers most.
 *
 * @returns Indices of regions, ascending; none only where the mask lies on no region.
 */
export function insideRegions(shares: readonly number[]): number[] {
	const half = shares.flatMap((share, index) => (share >= 0.5 ? [index] : []));
	const most = Math.max(...shares);
	if (half.length > 0 || most === 0) return half;
	return shares.flatMap((share, index) => (share === most ? [index] : []));
}

function positive(map: readonly number[]): number[] {
	return map.map((value) => Math.max(value, 0));
}

/**
 * Pointing game: 1 where the largest value lies in one of `regions`. Several equally large ones: the share of them that does, which
 * is what picking one of them at random would score, so that a map without an opinion gains nothing.
 */
export function pointing(map: readonly number[], regions: readonly number[]): number {
	const values = positive(map);
	const most = Math.max(...values);
	const tops = values.flatMap((value, index) => (value === most ? [index] : []));
	const inside = new Set(regions);
	return tops.filter((index) => inside.has(index)).length / tops.length;
}

/** Relevance mass: Σ a·share / Σ a. A map of zeros scores as an even one: the mean share. */
export function mass(map: readonly number[], shares: readonly number[]): number {
	const values = positive(map);
	const total = values.reduce((sum, value) => sum + value, 0);
	if (total === 0) return shares.reduce((sum, share) => sum + share, 0) / shares.length;
	return values.reduce((sum, value, index) => sum + value * (shares[index] as number), 0) / total;
}

/**
 * Rank accuracy: the share of the k largest values that lie in `regions`, k = regions.length. Values that tie at the k-th place share
 * what places are left, as a random order would on average.
 */
export function rankAccuracy(map: readonly number[], regions: readonly number[]): number {
	const values = positive(map);
	const k = regions.length;
	const last = [...values].sort((a, b) => b - a)[k - 1] as number;
	const inside = new Set(regions);
	const count = (test: (value: number, index: number) => boolean) => values.filter(test).length;
	const above = count((value) => value > last);
	const tied = count((value) => value === last);
	const hitsAbove = count((value, index) => value > last && inside.has(index));
	const hitsTied = count((value, index) => value === last && inside.has(index));
	return (hitsAbove + (hitsTied * (k - above)) / tied) / k;
}

/**
 * Intersection over union with the object at the threshold that suits the map best: Σ share / (n + Σ all shares - Σ share) over the n regions
 * at or above it. An upper bound of what a fixed threshold would give.
 */
export function bestIou(map: readonly number[], shares: readonly number[]): number {
	const values = positive(map);
	const order = values.map((_, index) => index).sort((a, b) => (values[b] as number) - (values[a] as number));
	const object = shares.reduce((sum, share) => sum + share, 0);
	let [covered, best] = [0, 0];
	order.forEach((index, place) => {
		covered += shares[index] as number;
		const next = order[place + 1];
		// A threshold takes all regions of a value.
		if (next !== undefined && values[next] === values[index]) return;
		best = Math.max(best, covered / (place + 1 + object - covered));
	});
	return best;
}

/** All figures of one map. */
export interface LocalisationScores {
	readonly pointing: number;
	/** The lenient pointing game: any part of the object in the region is enough. */
	readonly touching: number;
	readonly mass: number;
	readonly rank: number;
	readonly iou: number;
}

/** {@link pointing}, {@link mass}, {@link rankAccuracy} and {@link bestIou} of a map for one object. */
export function localisationScores(map: readonly number[], shares: readonly number[]): LocalisationScores {
	const inside = insideRegions(shares);
	const touched = shares.flatMap((share, index) => (share > 0 ? [index] : []));
	return {
		pointing: pointing(map, inside),
		touching: pointing(map, touched),
		mass: mass(map, shares),
		rank: rankAccuracy(map, inside),
		iou: bestIou(map, shares),
	};
}
