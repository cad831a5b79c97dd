/**
 * What is changed before a map is made again.
 *
 * - `weights`: the first `blocks` blocks of the model, counted from the top down, with weights drawn anew by the seed; 0 changes nothing
 * - `image`: the patches of the picture in an order drawn by the seed
 * - `prompt`: another question, which asks nothing in particular; the answer's tokens stay
 */
export type SanityChange =
	| { readonly kind: "weights"; readonly blocks: number; readonly seed: number }
	| { readonly kind: "image"; readonly seed: number }
	| { readonly kind: "prompt"; readonly prompt: string };

/** One check: something is taken from the model or its input, and the map is made again. */
export interface SanityCheck {
	readonly id?: SanityChange["kind"];
	/** "Random weights", "Shuffled image", "Neutral prompt" */
	readonly label: string;
	/** What was changed, as a sentence. */
	readonly change: string;
	/** Rank correlation of the new map with the original, in [-1, 1], the mean over the seeds; left out while not measured. */
	readonly similarity?: number;
	/** Of each seed. */
	readonly similarities?: readonly number[];
	/** A map that explains the model is below it; default 0.5. */
	readonly limit?: number;
	/** Whether the check is passed, where the measurement says so; default: similarity below the limit. */
	readonly isPassed?: boolean;
	/** What it comes to, where the result has a sentence. */
	readonly verdict?: string;
	/** The map made again with the first seed, one a region with a place. */
	readonly values?: readonly number[];
}

/** A step of the cascade: the map with so many blocks of weights drawn anew, from the top down. */
export interface SanityLevel {
	readonly blocks: number;
	/** The lowest block that is random: "decoder layer 2". */
	readonly name: string;
	/** Rank correlation with the map under test. */
	readonly similarity: number;
}

/** Whether a map depends on what it should: `data` of a result of kind "sanity". */
export interface Sanity {
	readonly map: { readonly method: string; readonly tensor: string; readonly reduction: string };
	readonly tokens: readonly { readonly index: number; readonly text: string }[];
	/** The map under test, one a region with a place. */
	readonly values: readonly number[];
	readonly grid?: { readonly rows: number; readonly columns: number };
	/** Rank correlation of the map with itself made again, with nothing changed: 1, or the checks say nothing. */
	readonly identity: number;
	/** Those that were asked for; without a similarity where an abort came first. */
	readonly checks: readonly SanityCheck[];
	/** Weights drawn anew block by block, those of the first seed, from no block on; ascending. */
	readonly cascade: readonly SanityLevel[];
	/** What it comes to, as sentences. */
	readonly verdict: string;
}
