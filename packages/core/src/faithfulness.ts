import type { Result } from "./result.js";

/** One replay of a curve. */
export interface FaithfulnessPoint {
	/** Places that were taken away. */
	readonly removed: number;
	/** Of the explained tokens, summed, in nats. */
	readonly logProbability: number;
}

/**
 * Log-probability while places are taken away in an order. `deletion`: those that rank highest first; `insertion`: those that rank lowest
 * first, which read backwards is putting the highest in first.
 */
export interface FaithfulnessCurve {
	/** 0: the map under test; from 1 on: random rankings. */
	readonly ranking: number;
	readonly order: "deletion" | "insertion";
	/** Ascending by `removed`; both ends are there. Of an aborted run those that came. */
	readonly points: readonly FaithfulnessPoint[];
}

/** Areas under curves over the removed share, in nats. */
export interface FaithfulnessAreas {
	/** Lower is better. */
	readonly deletion: number;
	/** Higher is better. */
	readonly insertion: number;
	/** Area between the curves, insertion less deletion: 0 for a ranking that knows nothing. */
	readonly between: number;
}

/** The ten per cent that rank highest. */
export interface FaithfulnessTop {
	/** How many places that is. */
	readonly places: number;
	/** How much the log-probability falls without them, in nats. */
	readonly dropNats: number;
	/** How much it rises from nothing when they alone are there, in nats. */
	readonly gainNats: number;
}

/** Mean and standard deviation over the random rankings. */
export interface FaithfulnessSpread {
	readonly mean: number;
	readonly deviation: number;
}

/** How much an answer depends on what a map points at: `data` of a result of kind "faithfulness". */
export interface Faithfulness {
	/** The map under test: its method with the options that it was made with, its tensor and how it was reduced. */
	readonly map: {
		readonly method: string;
		/** Left out of maps that no explanation gave. */
		readonly options?: Result["options"];
		readonly tensor: string;
		readonly reduction: string;
	};
	readonly tokens: readonly { readonly index: number; readonly text: string }[];
	/** "mean", "block", "blur" or "grey", and what that is, as a sentence. */
	readonly removal: string;
	readonly removalDescription: string;
	/** What is ranked, and how many places there are. */
	readonly places: { readonly what: "image" | "text"; readonly count: number };
	/** Places whose value another place has too; their order is drawn by the seed. */
	readonly tied: number;
	/** With nothing and with everything removed, in nats. */
	readonly full: number;
	readonly none: number;
	/** full - none. */
	readonly dropNats: number;
	/** Whether that is at least 0.5 nat: otherwise no ranking of the places means anything. */
	readonly isDependent: boolean;
	readonly top?: FaithfulnessTop;
	readonly areas?: FaithfulnessAreas;
	/** Of the random rankings that came to their end. */
	readonly random: {
		readonly areas: readonly FaithfulnessAreas[];
		readonly tops: readonly FaithfulnessTop[];
		readonly between?: FaithfulnessSpread;
		readonly dropNats?: FaithfulnessSpread;
	};
	readonly curves: readonly FaithfulnessCurve[];
	/** Replays that were run. */
	readonly replays: number;
	/** What it comes to, as sentences. */
	readonly verdict: string;
}
