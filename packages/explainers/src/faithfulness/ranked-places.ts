import { LvlmError } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";
import { removablePositions } from "../removal/removable.js";
import { imagePositions } from "../selection/image-positions.js";
import type { RankedMap } from "./ranked-map.js";

/** Places that are ranked and can be removed: joint positions with their values. */
export interface RankedPlaces {
	readonly positions: readonly number[];
	readonly values: readonly number[];
	/** Removable places of that kind that the map does not have: they rank last. */
	readonly missing: number;
}

/**
 * The places that a map ranks, as joint positions. Every removable place of the kind is there: one without a value ranks below all others,
 * as a causal graph's sets leave most places out.
 *
 * @throws {LvlmError} "invalid-argument" when the map says nothing of any of them.
 */
export function rankedPlaces(
	map: RankedMap,
	replay: Replay,
	tokens: readonly number[],
	what: "image" | "text",
): RankedPlaces {
	const removable = removablePositions(replay, tokens);
	const wanted = what === "image" ? removable.image : [...removable.prompt, ...removable.answer];
	const keys = map.what === "key" ? map.index : imagePositions(replay, map.index).positions;
	const known = new Map(keys.map((position, place) => [position, map.values[place] as number]));
	const found = wanted.flatMap((position) => known.get(position) ?? []);
	if (found.length === 0) {
		throw new LvlmError(
			"invalid-argument",
			`The map "${map.tensor}" of "${map.method}" ranks no ${what === "image" ? "image region" : "word"} that could be removed.`,
			{ name: "places", expected: "places that the map has", actual: what },
		);
	}
	const below = Math.min(...found) - 1;
	return {
		positions: wanted,
		values: wanted.map((position) => known.get(position) ?? below),
		missing: wanted.length - found.length,
	};
}
