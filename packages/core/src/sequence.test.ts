import { expect, it } from "vitest";
import { positionsOf, queryPosition, type Segment, type Sequence } from "./sequence.js";

const segments: Segment[] = ["template", "image", "image", "question", "template", "answer", "answer"];
const sequence: Sequence = {
	promptLength: 5,
	tokens: segments.map((segment, position) => ({ position, id: 100 + position, text: "", segment })),
};

it("finds the positions of a segment in order", () => {
	expect(positionsOf(sequence, "image")).toEqual([1, 2]);
	expect(positionsOf(sequence, "template")).toEqual([0, 4]);
	expect(positionsOf(sequence, "history")).toEqual([]);
});

it("reads an answer token in the row before it", () => {
	expect(queryPosition(sequence, 0)).toBe(4);
	expect(queryPosition(sequence, 1)).toBe(5);
});
