// How well a map finds an object: the metrics are the explainers'.
import { insideRegions, localisationScores, mass, pointing, rankAccuracy } from "@lvlm-interpret/explainers";

export { insideRegions, mass, pointing, rankAccuracy };

/** The four figures that the tables show. */
export const metricNames = ["pointing", "touching", "mass", "rank"];

/** All figures of one map. `touching` is the lenient pointing game: any part of the object in the region is enough. */
export function scores(map, shares) {
	const { iou: _, ...figures } = localisationScores(map, shares);
	return figures;
}
