import { positionsOf, queryPosition } from "@lvlm-interpret/core";
import { expect, it } from "vitest";
import { colour, description, planted } from "../fixtures/index.js";

it.each([colour, planted, description])(
	"$name: the matrix of answer-image is that of the stored attention",
	async ({ attention, sequence, tokens, results }) => {
		const queries = tokens.filter((one) => !one.isEnd).map(({ index }) => queryPosition(sequence, index));
		const keys = positionsOf(sequence, "image");
		const { layers, heads } = attention.shape;
		const { tensor, isComplete } = await attention.rows({ queries, keys });
		expect(isComplete).toBe(true);
		const matrix = results.matrices.tensors["answer-image"]!;
		expect(matrix.tensor.shape).toEqual([layers, heads]);
		for (let cell = 0; cell < layers * heads; cell++) {
			let sum = 0;
			for (let at = 0; at < queries.length * keys.length; at++)
				sum += tensor.data[cell * queries.length * keys.length + at]!;
			// 144 keys, each off by at most 1/510 of its row's largest.
			expect(Math.abs(sum / queries.length - matrix.tensor.data[cell]!)).toBeLessThan(0.03);
		}
	},
);

it("holds what the stories need", () => {
	expect(colour.text).toContain("orange");
	expect(planted.text).toContain("red");
	expect(planted.expected).toContain("blue");
	expect(colour.vision?.shape).toEqual({ layers: 4, heads: 4, queries: 145, keys: 145 });
	expect(colour.layouts[0]?.grid).toEqual({ rows: 12, columns: 12 });
	expect(description.image.data.length).toBe(description.image.width * description.image.height * 3);
});
