import type { OptionSchema } from "@lvlm-interpret/core";

export interface SanityOptions {
	/** Of random weights and of shuffled pictures, counted from `seed` on. */
	readonly seeds: number;
	/** Steps of the cascade between no random block and all; 0 leaves it out. */
	readonly levels: number;
	/** Rank correlation that a map which depends on what was changed stays below. */
	readonly limit: number;
	readonly seed: number;
}

export const sanityOptions: OptionSchema<SanityOptions> = {
	seeds: {
		label: "Seeds",
		description: "How often weights are drawn and the picture is shuffled.",
		type: "integer",
		default: 3,
		min: 1,
		max: 100,
	},
	levels: {
		label: "Levels",
		description: "Steps of the cascade from the top down, between no random block and all of them; 0 leaves it out.",
		type: "integer",
		default: 6,
		min: 0,
		max: 1000,
	},
	limit: {
		label: "Limit",
		description: "Rank correlation below which a map counts as another one.",
		type: "number",
		default: 0.5,
		min: 0,
		max: 1,
	},
	seed: { label: "Seed", description: "The first of the seeds.", type: "integer", default: 0, min: 0, max: 2 ** 31 },
};
