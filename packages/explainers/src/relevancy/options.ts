import { LvlmError, type OptionSchema } from "@lvlm-interpret/core";
import { type Indices, tokensOption } from "../selection/tokens.js";
import { type SinkOptions, sinkOptions } from "../sinks/options.js";

/** Which way relevance is led: see {@link relevancy}. */
export type RelevancyMap = "llama" | "vit" | "all" | "all_v2" | "composed";
/** Whose gradient each row of a layer's matrix uses: see {@link relevancy}. */
export type RelevancyMode = "hybrid" | "exact" | "lastRowOnly";
/** The scalar that is explained. */
export type RelevancySeed = "logit" | "log-probability" | "contrast";

export interface RelevancyOptions extends SinkOptions {
	readonly tokens: Indices;
	/** Default `composed`: by docs/faithfulness.md the answer depends most on what it shows. */
	readonly map: RelevancyMap;
	/** Default `exact`, for the same reason; `hybrid` is the quick one. */
	readonly mode: RelevancyMode;
	readonly seed: RelevancySeed;
	/** With the seed `contrast`: id of the token to compare with; -1 takes the most likely other one at each place. */
	readonly contrastWith: number;
	/** Factor on the explained scalar. The original's is 1/temperature where it samples. */
	readonly seedScale: number;
	/** Rows divided by their sum, the position's own identity left out. */
	readonly normalize: boolean;
	/** How the rows of a word's tokens become the word's. */
	readonly wordReduction: "mean" | "max" | "sum";
	/** Vision gradients summed over the tokens so far, as in the original program (a defect; for comparison with it). */
	readonly referenceQuirks: boolean;
}

export const relevancyOptions: OptionSchema<RelevancyOptions> = {
	tokens: tokensOption,
	map: {
		label: "Map",
		description:
			"composed: through the language model onto words and image tokens, from these on through the vision encoder; of all maps the answer depends most on what it shows (embedded model: area between deletion and insertion 3.07 nats, docs/faithfulness.md). llama: without the vision encoder (1.45). vit, all, all_v2: the original program's other maps (−0.23, −0.25, 1.19).",
		type: "choice",
		choices: ["composed", "llama", "vit", "all", "all_v2"],
		default: "composed",
	},
	mode: {
		label: "Mode",
		description:
			"exact: all rows from the token itself, one backward pass a token. hybrid: the token's own row, and the prompt's rows as for the first token (the original's): a fast preview with the map llama (1.22 nats), 0.13 nats less than exact with composed. lastRowOnly: the token's own row alone (3.06 nats with composed).",
		type: "choice",
		choices: ["exact", "hybrid", "lastRowOnly"],
		default: "exact",
	},
	seed: {
		label: "Explained number",
		description: "The token's logit, its log-probability, or its logit less that of another token.",
		type: "choice",
		choices: ["logit", "log-probability", "contrast"],
		default: "logit",
	},
	contrastWith: {
		label: "Contrast with",
		description: "Id of the token to compare with in a contrast; -1: the most likely other token.",
		type: "integer",
		min: -1,
		default: -1,
	},
	seedScale: {
		label: "Seed scale",
		description: "Factor on the explained number: larger values weigh indirect paths more.",
		type: "number",
		min: 1e-6,
		max: 1e6,
		default: 1,
	},
	normalize: {
		label: "Normalise rows",
		description: "Divide each map by its sum.",
		type: "boolean",
		default: true,
	},
	wordReduction: {
		label: "Words",
		description: "How the maps of a word's tokens are put together.",
		type: "choice",
		choices: ["mean", "max", "sum"],
		default: "mean",
	},
	referenceQuirks: {
		label: "As the original computes it",
		description: "Keep the original program's accumulating vision gradients (maps vit, all, all_v2).",
		type: "boolean",
		default: false,
	},
	...sinkOptions,
};

const modesOf: Readonly<Record<RelevancyMap, readonly RelevancyMode[]>> = {
	llama: ["hybrid", "exact", "lastRowOnly"],
	all: ["hybrid", "exact"],
	all_v2: ["hybrid", "exact", "lastRowOnly"],
	composed: ["hybrid", "exact", "lastRowOnly"],
	// Vision gradients are those of the token itself in any case; the default stands for "none".
	vit: ["exact"],
};

/** @throws {LvlmError} "invalid-argument" for options that do not go together. */
export function checkCombination(options: RelevancyOptions): void {
	const { map, mode, seed, contrastWith, referenceQuirks } = options;
	const modes = modesOf[map];
	if (!modes.includes(mode)) {
		throw new LvlmError(
			"invalid-argument",
			map === "vit" ? 'The map "vit" has no mode.' : `The map "${map}" cannot be made in the mode "${mode}".`,
			{ name: "mode", expected: map === "vit" ? "no mode" : `one of ${modes.join(", ")}`, actual: mode },
		);
	}
	if (seed !== "contrast" && contrastWith !== -1) {
		throw new LvlmError("invalid-argument", `A token to contrast with makes no sense for the seed "${seed}".`, {
			name: "contrastWith",
			expected: '-1, or the seed "contrast"',
			actual: String(contrastWith),
		});
	}
	if (referenceQuirks && ((mode !== "hybrid" && map !== "vit") || map === "composed")) {
		throw new LvlmError("invalid-argument", "The original program has neither this map nor this mode.", {
			name: "referenceQuirks",
			expected: "map llama, all or all_v2 in the mode hybrid, or map vit",
			actual: `map ${map}, mode ${mode}`,
		});
	}
}
