import { describe, expect, it } from "vitest";
import { batchCaption } from "./batch-caption.js";
import { filterRows, sortRows, tagsOf } from "./batch-order.js";
import { answersMatch, type BatchRow, batchColumns, cellOf, columnsWith, matchOf } from "./batch-row.js";

const row = (id: string, rest: Partial<BatchRow> = {}): BatchRow => ({
	id,
	status: "done",
	image: `${id}.png`,
	question: "What colour is it?",
	...rest,
});
const rows = [
	row("10", { answer: "Red.", expected: "red", imageShare: 0.2, tags: ["odd", "blue"] }),
	row("9", { answer: "Red.", expected: "blue", imageShare: 0.9, note: "planted" }),
	row("2", { status: "queued", expected: "blue" }),
	row("1", { status: "failed", message: "no memory" }),
	row("7", { answer: "", imageShare: 0.2 }),
];

describe("a batch's rows", () => {
	it("match but for case, space and a full stop; only where both are there and the run is done", () => {
		expect(answersMatch(" The  circle is RED. ", "the circle is red")).toBe(true);
		expect(answersMatch("red, blue", "red blue")).toBe(false);
		expect(rows.map(matchOf)).toEqual([true, false, undefined, undefined, undefined]);
		expect(matchOf(row("a", { answer: "red", expected: "red", status: "running" }))).toBeUndefined();
		expect(matchOf(row("a", { answer: "red", expected: "red", isMatch: false }))).toBe(false);
	});

	it("pass a filter by every word in any column, by status, match and tag", () => {
		expect(filterRows(rows, { text: "RED planted" })).toEqual([1]);
		expect(filterRows(rows, { text: "memory" })).toEqual([3]);
		expect(filterRows(rows, { status: "queued" })).toEqual([2]);
		expect(filterRows(rows, { match: "no" })).toEqual([1]);
		expect(filterRows(rows, { tag: "odd" })).toEqual([0]);
		expect(filterRows(rows, {})).toHaveLength(5);
		expect(tagsOf(rows)).toEqual(["blue", "odd"]);
	});

	it("are sorted by numbers and natural texts, without values last either way, equals as they were", () => {
		const all = rows.map((_, index) => index);
		expect(sortRows(rows, all, undefined)).toEqual(all);
		expect(sortRows(rows, all, { column: "image", isDescending: false })).toEqual([3, 2, 4, 1, 0]);
		expect(sortRows(rows, all, { column: "imageShare", isDescending: false })).toEqual([0, 4, 1, 2, 3]);
		expect(sortRows(rows, all, { column: "imageShare", isDescending: true })).toEqual([1, 0, 4, 2, 3]);
		expect(sortRows(rows, all, { column: "match", isDescending: false })).toEqual([1, 0, 2, 3, 4]);
	});

	it("show the columns that say something, and those that can be written", () => {
		const ids = (canEdit: boolean, list = rows): string[] => columnsWith(list, canEdit).map(({ id }) => id);
		expect(ids(true)).toEqual(
			batchColumns.map(({ id }) => id).filter((id) => !["logProbability", "maskMass"].includes(id)),
		);
		expect(ids(false, [row("a")])).toEqual(["image", "question", "answer", "status"]);
		expect(cellOf(rows[3]!, "status")).toBe("failed: no memory");
	});

	it("are summed up in a caption", () => {
		expect(batchCaption(rows, 5, undefined, batchColumns)).toBe(
			"5 runs: 3 done, 1 queued, 1 failed. 1 of 2 answers match what was expected (50 %).",
		);
		expect(batchCaption(rows, 1, { column: "imageShare", isDescending: false }, batchColumns)).toMatch(
			/Shown: 1, sorted by image share, lowest first\.$/,
		);
	});
});
