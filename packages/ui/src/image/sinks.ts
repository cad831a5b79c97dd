import { formatValue } from "@lvlm-interpret/core/paint";
import { topCells } from "./patch-caption.js";

/** A patch that draws mass whatever is said. */
export interface SinkCandidate {
	readonly cell: number;
	/** "among the 7 highest patches of 14 of 16 words" */
	readonly reason: string;
}

/**
 * Patches that are among the highest `share` of nearly every map: what all words look at tells of none of them. Needs several maps,
 * since one alone cannot tell a sink from a finding.
 *
 * @param maps  Of one shape, [cells] each.
 * @param options.share  Of a map's cells that count as its highest. Default 0.05.
 * @param options.least  In how many of the maps, as a share. Default 0.8.
 * @returns By how many maps have it, then by its mean; none for fewer than three maps.
 */
export function suspectedSinks(
	maps: readonly ArrayLike<number>[],
	options: { readonly share?: number; readonly least?: number; readonly noun?: string } = {},
): SinkCandidate[] {
	const { share = 0.05, least = 0.8, noun = "words" } = options;
	const cells = maps[0]?.length ?? 0;
	if (maps.length < 3 || cells === 0) return [];
	const top = Math.max(1, Math.round(share * cells));
	const counts = new Map<number, number>();
	for (const map of maps) {
		// In a map of equal values none is high.
		const lowest = topCells(map, cells).at(-1);
		for (const cell of topCells(map, top)) {
			if (lowest !== undefined && (map[cell] as number) > (map[lowest] as number)) {
				counts.set(cell, (counts.get(cell) ?? 0) + 1);
			}
		}
	}
	const meanOf = (cell: number): number => maps.reduce((sum, map) => sum + (map[cell] as number), 0) / maps.length;
	return [...counts]
		.filter(([, count]) => count >= least * maps.length)
		.sort(([a, x], [b, y]) => y - x || meanOf(b) - meanOf(a))
		.map(([cell, count]) => ({
			cell,
			reason: `among the ${top} highest patches of ${count} of ${maps.length} ${noun}, mean ${formatValue(meanOf(cell))}`,
		}));
}
