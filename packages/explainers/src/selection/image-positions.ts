import { LvlmError } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";
import { chosen, type Indices } from "./tokens.js";

/** Image tokens of the first picture: where they sit in the joint sequence, and which region each one is. */
export interface ImagePositions {
	readonly positions: readonly number[];
	/** Index into `ImageLayout.regions`, one a position. */
	readonly regions: readonly number[];
}

/**
 * The image tokens of the answer's picture, all or those of `regions`.
 *
 * @throws {LvlmError} "invalid-argument" for a region that has no image token.
 */
export function imagePositions(replay: Replay, regions: Indices = "all"): ImagePositions {
	const all = replay.sequence.tokens.filter((token) => token.image?.index === 0);
	if (regions === "all") {
		return { positions: all.map((token) => token.position), regions: all.map((token) => token.image?.region ?? 0) };
	}
	const wanted = chosen("regions", regions, replay.layouts[0]?.regions.length ?? 0, "image region");
	const positions = wanted.map((region) => {
		const token = all.find((one) => one.image?.region === region);
		if (token) return token.position;
		throw new LvlmError("invalid-argument", `Image region ${region} has no token in the sequence.`, {
			name: "regions",
			expected: `regions in [0, ${all.length})`,
			actual: String(region),
		});
	});
	return { positions, regions: wanted };
}
