// How well a map finds an object: the metrics are the explainers'.
import { insideRegions, mass, pointing, rankAccuracy } from "@lvlm-interpret/explainers";

export { insideRegions, mass, pointing, rankAccuracy };

/** The four figures that the tables show. */
export const metricNames = ["pointing", "touching", "mass", "rank"];

/** All figures of one map. `touching` is the lenient pointing game: any part of the object in the region is enough. */
export function scores(map, shares) {
	const inside = insideRegions(shares);
	const touched = shares.flatMap((share, index) => (share > 0 ? [index] : []));
	return {
		pointing: pointing(map, inside),
		touching: pointing(map, touched),
		mass: mass(map, shares),
		rank: rankAccuracy(map, inside),
	};
}
