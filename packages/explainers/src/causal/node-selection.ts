import { queryPosition } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";
import { imagePositions } from "../selection/image-positions.js";
import type { CausalOptions } from "./options.js";

/** The positions that one head's graph is about. */
export interface SelectedNodes {
	/** Joint positions, ascending; the explained row is the last. */
	readonly positions: readonly number[];
	/** Those of them that are image tokens. */
	readonly image: readonly number[];
}

/** What all heads' selections share. */
export interface SelectionPlaces {
	/** v*: the row that predicts the explained token. */
	readonly target: number;
	/** Image tokens before it. */
	readonly image: readonly number[];
	/** Positions between the image and v*, template and earlier answer tokens among them. The system prompt is never a node. */
	readonly text: readonly number[];
}

export function selectionPlaces(replay: Replay, token: number): SelectionPlaces {
	const target = queryPosition(replay.sequence, token);
	const image = imagePositions(replay).positions.filter((position) => position < target);
	const end = Math.max(-1, ...image);
	return {
		target,
		image,
		text: replay.sequence.tokens.flatMap(({ position }) => (position > end && position < target ? [position] : [])),
	};
}

/**
 * The nodes of one head: of the image tokens the k that v* looks at most, k = the number of positions of any kind above the threshold, at
 * least 2 and at most `maxImageNodes`; text positions behind the image above the threshold; and v*. Equal values: the later position first.
 *
 * @param row  Attention of v*, [S].
 * Source: LVLM-Interpret, `utils_causal_discovery.py`, restated.
 */
export function selectNodes(
	row: ArrayLike<number>,
	{ target, image, text }: SelectionPlaces,
	{ threshold, maxImageNodes }: Pick<CausalOptions, "threshold" | "maxImageNodes">,
): SelectedNodes {
	const above = (position: number): boolean => (row[position] as number) > threshold;
	const k = Math.min(
		Math.max(2, Array.from({ length: target + 1 }, (_, at) => at).filter(above).length),
		maxImageNodes,
	);
	const ranked = [...image].sort((a, b) => (row[b] as number) - (row[a] as number) || b - a);
	const chosen = ranked.slice(0, k).sort((a, b) => a - b);
	return { positions: [...chosen, ...text.filter(above), target], image: chosen };
}
