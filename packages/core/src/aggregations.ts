/** What a layer x head matrix can show, FROM-TO: FROM = the query that looks, TO = the key looked at. */
export const aggregationIds = [
	"answer-image",
	"answer-question",
	"answer-answer",
	"image-image",
	"question-image",
	"image-text",
	"cross",
	"intra",
	"entropy",
	"peak",
] as const;

export type AggregationId = (typeof aggregationIds)[number];

/** How an aggregation reads in menus and sentences. */
export interface Aggregation {
	/** "Answer → image": FROM before the arrow, TO behind it. */
	readonly label: string;
	/** FROM: the rows. */
	readonly from: string;
	/** TO: the columns. */
	readonly to: string;
	/** "the rows that predict the answer look at the image", without capital and full stop. */
	readonly sentence: string;
	/**
	 * `pairs`: attention over chosen (FROM, TO) pairs, per query or per pair as the method's option says. `pair-mean`: always the mean
	 * over its pairs. `rows`: read off whole rows, over all keys that the causal mask leaves.
	 */
	readonly over: "pairs" | "pair-mean" | "rows";
}

const answer = "the rows that predict the answer";

/** The words of each aggregation: command line, results and views say the same. */
export const aggregations: Readonly<Record<AggregationId, Aggregation>> = {
	"answer-image": {
		label: "Answer → image",
		from: answer,
		to: "the image",
		sentence: `${answer} look at the image`,
		over: "pairs",
	},
	"answer-question": {
		label: "Answer → question",
		from: answer,
		to: "the question",
		sentence: `${answer} look at the question`,
		over: "pairs",
	},
	"answer-answer": {
		label: "Answer → answer",
		from: answer,
		to: "the answer so far",
		sentence: `${answer} look at the answer so far`,
		over: "pairs",
	},
	"image-image": {
		label: "Image → image",
		from: "image tokens",
		to: "image tokens before them and themselves",
		sentence: "image tokens look at image tokens before them and at themselves",
		over: "pairs",
	},
	"question-image": {
		label: "Question → image",
		from: "question tokens",
		to: "the image",
		sentence: "question tokens look at the image",
		over: "pairs",
	},
	"image-text": {
		label: "Image → text before it",
		from: "image tokens",
		to: "the text before them",
		sentence: "image tokens look at the text before them",
		over: "pairs",
	},
	cross: {
		label: "Across modalities",
		from: "every position",
		to: "positions of the other modality",
		sentence: "every position looks at positions of the other modality (text at image, image at text)",
		over: "pair-mean",
	},
	intra: {
		label: "Within a modality",
		from: "every position",
		to: "positions of its own modality",
		sentence: "every position looks at positions of its own modality",
		over: "pair-mean",
	},
	entropy: {
		label: "Entropy",
		from: answer,
		to: "all positions they may see",
		sentence: `entropy of ${answer}, over all positions they may see`,
		over: "rows",
	},
	peak: {
		label: "Peak",
		from: answer,
		to: "all positions they may see",
		sentence: `largest attention in ${answer}, over all positions they may see`,
		over: "rows",
	},
};
