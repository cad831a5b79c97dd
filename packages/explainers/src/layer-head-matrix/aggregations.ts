import { type AggregationId, aggregations, positionsOf, type Segment } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

/** Aggregations that sum attention over pairs; the other two read whole rows. */
export type PairAggregationId = Exclude<AggregationId, "entropy" | "peak">;

export function isPair(id: AggregationId): id is PairAggregationId {
	return aggregations[id].over !== "rows";
}

/** A block of pairs: every query with every key that the causal mask lets it see. */
export interface PairBlock {
	readonly queries: readonly number[];
	readonly keys: readonly number[];
}

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
