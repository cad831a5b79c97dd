import { formatValue } from "@lvlm-interpret/core/paint";

/** Where an object really is, to be laid over a map. */
export interface TruthMask {
	/** "the circle" */
	readonly label: string;
	/** How much of each patch is the object, by area, in [0, 1]: one a value of the map, in its order. */
	readonly shares: ArrayLike<number>;
}

/** Patches that are the object by at least half of their area. */
export function truthCells({ shares }: TruthMask): number[] {
	return Array.from(shares, (share, cell) => (share >= 0.5 ? cell : -1)).filter((cell) => cell >= 0);
}

/**
 * The share of a map's mass inside a mask: Σ share · value⁺ / Σ value⁺ over the patches that have a value; NaN where there is no mass.
 *
 * Source: relevance mass accuracy, Arras, Osman & Samek 2022, arXiv:2003.07258. Differs from the source: values below 0 count as 0.
 */
export function massInside(values: ArrayLike<number>, { shares }: TruthMask): number {
	let [inside, all] = [0, 0];
	for (let cell = 0; cell < values.length; cell++) {
		const value = values[cell] as number;
		if (!(value > 0)) continue;
		inside += value * (shares[cell] as number);
		all += value;
	}
	return all > 0 ? inside / all : Number.NaN;
}

/** "no mass", "63 %" */
export function massText(values: ArrayLike<number>, mask: TruthMask): string {
	const share = massInside(values, mask);
	return Number.isNaN(share) ? "no mass" : `${formatValue(100 * share, 100)} % of the mass`;
}

/** The mass inside the mask, as a sentence for a caption; empty without a mask. */
export function truthWords(values: ArrayLike<number>, mask: TruthMask | undefined): string {
	if (!mask) return "";
	const { label, shares } = mask;
	return shares.length === values.length
		? ` Inside the mask of ${label}: ${massText(values, mask)}.`
		: ` The mask of ${label} has ${shares.length} shares for ${values.length} patches: it is not shown.`;
}
