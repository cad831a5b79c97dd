import type { OptionSchema } from "@lvlm-interpret/core";
import type { Removal } from "../removal/removal-graphs.js";
import { type Indices, tokensOption } from "../selection/tokens.js";
import type { PixelRemoval } from "./pixel-removal.js";

export interface FaithfulnessOptions {
	/** The token or span whose log-probability is watched. "all": the tokens that the map is about. */
	readonly tokens: Indices;
	/** What is ranked and taken away: image tokens, or the user's words and earlier answer tokens. */
	readonly places: "image" | "text";
	readonly removal: Removal | PixelRemoval;
	/** Even steps from nothing removed to everything. */
	readonly steps: number;
	/** Random rankings beside the map: five or more say how far chance goes; 0 where that is measured once for many maps. */
	readonly rankings: number;
	/** Of the random rankings, and of the order of places with equal values. */
	readonly seed: number;
	/** Replays in one run. */
	readonly batchSize: number;
}

export const faithfulnessOptions: OptionSchema<FaithfulnessOptions> = {
	tokens: {
		...tokensOption,
		description: 'The answer tokens whose log-probability is watched. "all": those that the map is about.',
	},
	places: {
		label: "Places",
		description: "What is ranked and taken away: image tokens, or the user's words and earlier answer tokens.",
		type: "choice",
		choices: ["image", "text"],
		default: "image",
	},
	removal: {
		label: "Removal",
		description:
			"mean: embeddings replaced by neutral ones; block: hidden from all later positions in every layer; blur, grey: pixels changed before the vision encoder sees them.",
		type: "choice",
		choices: ["mean", "block", "blur", "grey"],
		default: "mean",
	},
	steps: {
		label: "Steps",
		description: "Even steps from nothing removed to everything.",
		type: "integer",
		default: 10,
		min: 2,
		max: 1000,
	},
	rankings: {
		label: "Random rankings",
		description: "Rankings drawn by the seed, beside which the map is shown; 0 leaves them out.",
		type: "integer",
		default: 5,
		min: 0,
		max: 1000,
	},
	seed: {
		label: "Seed",
		description: "Of the random rankings, and of the order of places with equal values.",
		type: "integer",
		default: 0,
		min: 0,
	},
	batchSize: {
		label: "Batch",
		description: "Replays in one run; more need more memory.",
		type: "integer",
		default: 8,
		min: 1,
		max: 256,
	},
};
