import { positionsOf, type Segment } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

/** The ten aggregations of a layer x head matrix, FROM-TO: FROM = the query that looks, TO = the key looked at. */
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

/** Aggregations that sum attention over pairs; the other two read whole rows. */
export type PairAggregationId = Exclude<AggregationId, "entropy" | "peak">;

/** A block of pairs: every query with every key that the causal mask lets it see. */
export interface PairBlock {
	readonly queries: readonly number[];
	readonly keys: readonly number[];
}

/** What each pair aggregation covers, in words. */
export const aggregationDescriptions: Readonly<Record<AggregationId, string>> = {
	"answer-image": "the rows that predict the answer tokens look at the image",
	"answer-question": "the rows that predict the answer tokens look at the question",
	"answer-answer": "the rows that predict the answer tokens look at the answer so far",
	"image-image": "image tokens look at image tokens before them and at themselves",
	"question-image": "question tokens look at the image",
	"image-text": "image tokens look at the text before them",
	cross: "every position looks at positions of the other modality (text at image, image at text)",
	intra: "every position looks at positions of its own modality",
	entropy: "entropy of the rows that predict the answer tokens, over all positions they may see",
	peak: "largest attention in the rows that predict the answer tokens, over all positions they may see",
};

/** Positions that are no image tokens, among the replayed rows. */
function textPositions(replay: Replay): number[] {
	return replay.sequence.tokens
		.filter((token) => token.position < replay.rows && token.segment !== "image")
		.map((token) => token.position);
}

/** The blocks of pairs that an aggregation covers. `queries` are the rows that predict the chosen answer tokens. */
export function pairBlocks(id: PairAggregationId, replay: Replay, queries: readonly number[]): PairBlock[] {
	const of = (segment: Segment) => positionsOf(replay.sequence, segment).filter((position) => position < replay.rows);
	const image = of("image");
	switch (id) {
		case "answer-image":
			return [{ queries, keys: image }];
		case "answer-question":
			return [{ queries, keys: of("question") }];
		case "answer-answer":
			return [{ queries, keys: of("answer") }];
		case "image-image":
			return [{ queries: image, keys: image }];
		case "question-image":
			return [{ queries: of("question"), keys: image }];
		case "image-text":
			return [{ queries: image, keys: textPositions(replay) }];
		case "cross": {
			const text = textPositions(replay);
			return [
				{ queries: text, keys: image },
				{ queries: image, keys: text },
			];
		}
		case "intra": {
			const text = textPositions(replay);
			return [
				{ queries: text, keys: text },
				{ queries: image, keys: image },
			];
		}
	}
}

/** Counts of an aggregation under the causal mask (a query sees keys up to its own position). */
export interface PairCounts {
	/** Queries that see at least one key of their block; a query in several blocks counts once. */
	readonly queries: number;
	/** Unmasked pairs. */
	readonly pairs: number;
}

/** How many queries and pairs the causal mask leaves. */
export function countPairs(blocks: readonly PairBlock[]): PairCounts {
	const seeing = new Set<number>();
	let pairs = 0;
	for (const block of blocks) {
		const keys = [...block.keys].sort((a, b) => a - b);
		for (const query of block.queries) {
			let visible = keys.length;
			while (visible > 0 && (keys[visible - 1] as number) > query) visible--;
			if (visible > 0) seeing.add(query);
			pairs += visible;
		}
	}
	return { queries: seeing.size, pairs };
}
