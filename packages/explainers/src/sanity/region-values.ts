import { type Generation, LvlmError } from "@lvlm-interpret/core";
import type { RankedMap } from "../faithfulness/ranked-map.js";

/**
 * A map over the regions of the picture that have a place, one number each, in the layout's order: what maps of one picture are compared by. A region
 * that the map says nothing of is below all others, as in a faithfulness ranking.
 *
 * @param answer  That the map is of: joint positions are looked up in its sequence.
 * @throws {LvlmError} "invalid-argument" for a map that says nothing of any region.
 */
export function regionValues(
	map: RankedMap,
	{ sequence, layouts }: Pick<Generation, "sequence" | "layouts">,
): number[] {
	const regionOf = new Map(
		sequence.tokens.flatMap(({ image, position }) => (image?.index === 0 ? [[position, image.region] as const] : [])),
	);
	const known = new Map(
		map.index.flatMap((place, at) => {
			const region = map.what === "region" ? place : regionOf.get(place);
			return region === undefined ? [] : [[region, map.values[at] as number] as const];
		}),
	);
	if (known.size === 0) {
		throw new LvlmError("invalid-argument", `The map "${map.tensor}" of "${map.method}" says nothing of the picture.`, {
			name: "map",
			expected: "a map over image regions",
			actual: `${map.index.length} places without one`,
		});
	}
	const below = Math.min(...known.values()) - 1;
	return (layouts[0]?.regions ?? []).flatMap((region, index) => (region ? [known.get(index) ?? below] : []));
}
