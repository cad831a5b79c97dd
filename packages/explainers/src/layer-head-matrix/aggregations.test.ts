import type { Segment, SequenceToken } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";
import { describe, expect, it } from "vitest";
import { countPairs, pairBlocks } from "./aggregations.js";

/** A replay of the given segments, the last answer token's own row left out. */
function replayOf(segments: readonly Segment[]): Replay {
	let region = 0;
	const tokens: SequenceToken[] = segments.map((segment, position) => ({
		position,
		id: position,
		text: `${position}`,
		segment,
		...(segment === "image" ? { image: { index: 0, region: region++ } } : {}),
	}));
	const promptLength = segments.filter((segment) => segment !== "answer").length;
	return { sequence: { tokens, promptLength }, rows: segments.length - 1 } as unknown as Replay;
}

//                        0           1        2        3           4           5           6         7
const replay = replayOf(["template", "image", "image", "question", "question", "template", "answer", "answer"]);
const queries = [5, 6];

describe("pairBlocks", () => {
	it("reads FROM-TO: the first name is the query, the second the key", () => {
		expect(pairBlocks("answer-image", replay, queries)).toEqual([{ queries: [5, 6], keys: [1, 2] }]);
		expect(pairBlocks("question-image", replay, queries)).toEqual([{ queries: [3, 4], keys: [1, 2] }]);
		expect(pairBlocks("image-text", replay, queries)).toEqual([{ queries: [1, 2], keys: [0, 3, 4, 5, 6] }]);
	});

	it("leaves out the last answer token, whose row is not replayed", () => {
		expect(pairBlocks("answer-answer", replay, queries)).toEqual([{ queries: [5, 6], keys: [6] }]);
	});
});

describe("countPairs", () => {
	it("counts what the causal mask leaves", () => {
		// Image rows 1 and 2 see text position 0 only.
		expect(countPairs(pairBlocks("image-text", replay, queries))).toEqual({ queries: 2, pairs: 2 });
		// Row 5 sees no answer token; row 6 sees position 6.
		expect(countPairs(pairBlocks("answer-answer", replay, queries))).toEqual({ queries: 1, pairs: 1 });
		// Image to image: 1 sees itself, 2 sees both.
		expect(countPairs(pairBlocks("image-image", replay, queries))).toEqual({ queries: 2, pairs: 3 });
	});

	it("splits all unmasked pairs between cross and intra", () => {
		const rows = replay.rows;
		const cross = countPairs(pairBlocks("cross", replay, queries));
		const intra = countPairs(pairBlocks("intra", replay, queries));
		expect(cross.pairs + intra.pairs).toBe((rows * (rows + 1)) / 2);
		// Position 0 sees only itself, so it takes no part in cross.
		expect(cross.queries).toBe(rows - 1);
		expect(intra.queries).toBe(rows);
	});

	it("is zero where the mask leaves nothing", () => {
		const imageFirst = replayOf(["image", "image", "question", "answer"]);
		expect(countPairs(pairBlocks("image-text", imageFirst, [2]))).toEqual({ queries: 0, pairs: 0 });
	});
});
