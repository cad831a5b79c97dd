import { describe, expect, it } from "vitest";
import { conversation, made } from "../test-data/toy-conversation.js";
import { shareDescriptions, shareNames, sharesOf } from "./shares.js";

/** A row with these values at these positions, 0 elsewhere. */
function row(values: Readonly<Record<number, number>>): Float64Array {
	const all = new Float64Array(conversation.rows);
	for (const [position, value] of Object.entries(values)) all[Number(position)] = value;
	return all;
}

describe("shares of a row", () => {
	it("are of the image in image, question and answer; sinks and template stand apart", () => {
		// Image 2 to 5, question 6 to 9, answer 11 to 15 (9 text tokens), template 0, 1 and 10.
		const [imageShare, density, maxImage, sinkShare] = sharesOf(
			row({ 0: 4, 10: 2, 3: 3, 4: 1, 6: 1, 13: 3 }),
			conversation,
		);
		expect(imageShare).toBe(4 / 8);
		expect(density).toBe(1 / (4 / 9));
		expect(maxImage).toBe(3);
		expect(sinkShare).toBe(6 / 14);
	});

	it("are 0 where nothing is, and finite where only one side has something", () => {
		expect(sharesOf(row({}), conversation)).toEqual([0, 0, 0, 0]);
		expect(sharesOf(row({ 2: 1 }), conversation)).toEqual([1, 0, 1, 0]);
		expect(sharesOf(row({ 9: 1 }), conversation)).toEqual([0, 0, 0, 0]);
		expect(sharesOf(row({ 1: 1 }), conversation)).toEqual([0, 0, 0, 1]);
	});

	it("do not depend on the row's scale, but for the largest value", () => {
		for (const one of made) {
			const [share, density, most, sink] = sharesOf(one, conversation) as [number, number, number, number];
			const twice = sharesOf(
				one.map((value) => 2 * value),
				conversation,
			);
			expect(twice).toEqual([share, density, 2 * most, sink]);
		}
	});

	it("are all described", () => {
		expect(Object.keys(shareDescriptions)).toEqual([...shareNames]);
	});
});
