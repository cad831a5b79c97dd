import { type ImageLayout, type Result, sinkReason } from "@lvlm-interpret/core";
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

/** Rows over regions, one a word where the result has words, placed on the layout's grid. */
function mapsOf({ tensors }: Pick<Result, "tensors">, cellOf: ReadonlyMap<number, number>): Float32Array[] {
	const all = [tensors.wordImage, ...Object.values(tensors)];
	const of = all.find((one) => one?.axes.at(-1)?.name === "region");
	const regions = of?.axes.at(-1)?.index ?? [];
	const rows = of && regions.length > 0 ? of.tensor.data.length / regions.length : 0;
	return Array.from({ length: rows }, (_, row) => {
		const map = new Float32Array(cellOf.size);
		regions.forEach((region, at) => {
			const cell = cellOf.get(region);
			if (cell !== undefined) map[cell] = of?.tensor.data[row * regions.length + at] as number;
		});
		return map;
	});
}

/**
 * The patches of a result that are suspected of being sinks: those that it names itself (`Result.sinks`, by their hidden states), and only
 * where it says nothing of sinks those that {@link suspectedSinks} finds in its maps.
 *
 * @returns `cell` counts the layout's regions that have a place.
 */
export function sinksOf(result: Pick<Result, "sinks" | "tensors">, layout: ImageLayout): SinkCandidate[] {
	const placed = layout.regions.flatMap((region, index) => (region ? [index] : []));
	const cellOf = new Map(placed.map((region, cell) => [region, cell]));
	const { sinks } = result;
	if (!sinks) return suspectedSinks(mapsOf(result, cellOf));
	return sinks.candidates.flatMap((candidate) => {
		const cell = candidate.region === undefined ? undefined : cellOf.get(candidate.region);
		return cell === undefined ? [] : [{ cell, reason: sinkReason(candidate, sinks) }];
	});
}
