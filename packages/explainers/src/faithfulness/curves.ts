import type {
	FaithfulnessAreas,
	FaithfulnessCurve,
	FaithfulnessPoint,
	FaithfulnessSpread,
	FaithfulnessTop,
} from "@lvlm-interpret/core";

/** The share of places that counts as the top of a map. */
export const topShare = 0.1;

/** How many places the top is; at least one. */
export function topCount(places: number): number {
	return Math.max(1, Math.round(topShare * places));
}

/**
 * How many places are removed at each point of a curve: both ends, `steps` even steps, and the top and all but the top; symmetric, so
 * that deletion and insertion have points at the same shares.
 */
export function removedCounts(places: number, steps: number): number[] {
	const counts = new Set([0, places]);
	const add = (count: number) => counts.add(count).add(places - count);
	for (let step = 1; step <= steps / 2; step++) add(Math.round((step * places) / steps));
	add(topCount(places));
	return [...counts].sort((a, b) => a - b);
}

/** A replay of a curve: which places are removed. */
export interface CurveReplay {
	readonly ranking: number;
	readonly order: FaithfulnessCurve["order"];
	readonly removed: number;
	/** Indices of places. */
	readonly set: readonly number[];
}

/**
 * The replays of a ranking that its ends do not give, those of the top first.
 *
 * @param order  Places from the highest to the lowest.
 */
export function curveReplays(ranking: number, order: readonly number[], counts: readonly number[]): CurveReplay[] {
	const places = order.length;
	const top = topCount(places);
	const inner = counts.filter((count) => count > 0 && count < places);
	const all = inner.flatMap((removed): CurveReplay[] => [
		{ ranking, order: "deletion", removed, set: order.slice(0, removed) },
		{ ranking, order: "insertion", removed, set: order.slice(places - removed) },
	]);
	const isTop = (one: CurveReplay) => one.removed === (one.order === "deletion" ? top : places - top);
	return [...all.filter(isTop), ...all.filter((one) => !isTop(one))];
}

/** Area under a curve over the removed share of places, by trapezoids, in nats. */
export function areaUnder(points: readonly FaithfulnessPoint[]): number {
	const places = points.at(-1)?.removed ?? 0;
	let area = 0;
	for (let at = 1; at < points.length; at++) {
		const [left, right] = [points[at - 1] as FaithfulnessPoint, points[at] as FaithfulnessPoint];
		area += (((right.removed - left.removed) / places) * (left.logProbability + right.logProbability)) / 2;
	}
	return area;
}

export function areasOf(deletion: FaithfulnessCurve, insertion: FaithfulnessCurve): FaithfulnessAreas {
	const [down, up] = [areaUnder(deletion.points), areaUnder(insertion.points)];
	return { deletion: down, insertion: up, between: up - down };
}

/** What the top of a ranking carries; undefined while its replays are missing. */
export function topOf(
	deletion: FaithfulnessCurve,
	insertion: FaithfulnessCurve,
	places: number,
): FaithfulnessTop | undefined {
	const top = topCount(places);
	const at = ({ points }: FaithfulnessCurve, removed: number) => points.find((one) => one.removed === removed);
	const [full, none] = [at(deletion, 0), at(deletion, places)];
	const [without, alone] = [at(deletion, top), at(insertion, places - top)];
	if (!full || !none || !without || !alone) return undefined;
	return {
		places: top,
		dropNats: full.logProbability - without.logProbability,
		gainNats: alone.logProbability - none.logProbability,
	};
}

/** Mean and standard deviation (n - 1); undefined for fewer than two. */
export function spreadOf(values: readonly number[]): FaithfulnessSpread | undefined {
	if (values.length < 2) return undefined;
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
