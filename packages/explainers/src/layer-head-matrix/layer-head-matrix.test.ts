import { type AggregationId, aggregationIds } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";
import { describe, expect, it } from "vitest";
import { attentionOf, heads, layers, replay, rows, runOnToy, segments } from "../test-data/toy-attention.js";
import { layerHeadMatrix } from "./layer-head-matrix.js";

const defaults = { aggregations: aggregationIds, value: "mass", tokens: "all" } as const;
const answerRows = [9, 10];

type Pair = (query: number, key: number) => boolean;

const isImage = (position: number) => segments[position] === "image";
const isQuestion = (position: number) => segments[position] === "question";

/** Which pairs count, said a second time and pair by pair: the first name is the query, the second the key. */
const pairs: Readonly<Record<Exclude<AggregationId, "entropy" | "peak">, Pair>> = {
	"answer-image": (query, key) => answerRows.includes(query) && isImage(key),
	"answer-question": (query, key) => answerRows.includes(query) && isQuestion(key),
	"answer-answer": (query, key) => answerRows.includes(query) && segments[key] === "answer",
	"image-image": (query, key) => isImage(query) && isImage(key),
	"question-image": (query, key) => isQuestion(query) && isImage(key),
	"image-text": (query, key) => isImage(query) && !isImage(key),
	cross: (query, key) => isImage(query) !== isImage(key),
	intra: (query, key) => isImage(query) === isImage(key),
};

function byHand(id: AggregationId, layer: number, head: number, value: "mass" | "pair-mean"): number {
	const attention = attentionOf[layer]?.[head] as readonly (readonly number[])[];
	if (id === "entropy" || id === "peak") {
		const each = answerRows.map((query) => {
			const row = (attention[query] as readonly number[]).slice(0, query + 1);
			return id === "peak" ? Math.max(...row) : -row.reduce((sum, one) => sum + one * Math.log(one), 0);
		});
		return each.reduce((sum, one) => sum + one, 0) / each.length;
	}
	let sum = 0;
	let count = 0;
	const queries = new Set<number>();
	for (let query = 0; query < rows; query++) {
		for (let key = 0; key <= query; key++) {
			if (!pairs[id](query, key)) continue;
			sum += attention[query]?.[key] as number;
			count++;
			queries.add(query);
		}
	}
	const isMass = value === "mass" && id !== "cross" && id !== "intra";
	return sum / (isMass ? queries.size : count);
}

describe("layerHeadMatrix", () => {
	describe.each(["mass", "pair-mean"] as const)("%s", (value) => {
		const body = runOnToy((handles) => layerHeadMatrix().program(handles, { ...defaults, value }));

		it.each(aggregationIds)("%s equals a sum over its pairs", (id) => {
			const matrix = body.tensors[id];
			expect(matrix?.tensor.shape).toEqual([layers, heads]);
			for (let layer = 0; layer < layers; layer++) {
				for (let head = 0; head < heads; head++) {
					const expected = byHand(id, layer, head, value);
					const actual = matrix?.tensor.data[layer * heads + head] as number;
					expect(Math.abs(actual - expected)).toBeLessThan(1e-6 * Math.max(1, expected));
				}
			}
		});
	});

	it("says TO and FROM the right way round: the transposed question is another number", () => {
		const { tensors } = runOnToy((handles) => layerHeadMatrix().program(handles, { ...defaults, value: "pair-mean" }));
		const swapped = (layer: number, head: number) => {
			let sum = 0;
			for (const query of answerRows)
				for (const key of [2, 3, 4, 5]) sum += attentionOf[layer]?.[head]?.[key]?.[query] as number;
			return sum;
		};
		// The causal mask makes every transposed entry 0.
		expect(swapped(0, 0)).toBe(0);
		expect(tensors["answer-image"]?.tensor.data[0]).toBeGreaterThan(0.01);
	});

	it("reads only the chosen tokens", () => {
		const options = { aggregations: ["answer-image"] as const, value: "mass" as const, tokens: [1] };
		const { tensors } = runOnToy((handles) => layerHeadMatrix().program(handles, options));
		const row = attentionOf[0]?.[0]?.[10] as readonly number[];
		const mass = row.slice(2, 6).reduce((sum, one) => sum + one, 0);
		expect(tensors["answer-image"]?.tensor.data[0]).toBeCloseTo(mass, 6);
	});

	it("calls masked what the mask rules out, instead of drawing zeros", () => {
		const options = { aggregations: ["answer-answer", "answer-image"] as const, value: "mass" as const, tokens: [0] };
		const body = runOnToy((handles) => layerHeadMatrix().program(handles, options));
		expect(Object.keys(body.tensors)).toEqual(["answer-image"]);
		expect(body.absent?.["answer-answer"]).toMatch(/^masked/);
	});

	it("image-text is masked where nothing stands before the image", () => {
		const imageFirst: Replay = {
			...replay,
			sequence: {
				...replay.sequence,
				tokens: replay.sequence.tokens.map((token) =>
					token.position < 2
						? { ...token, segment: "image" as const, image: { index: 1, region: token.position } }
						: token,
				),
			},
		};
		const options = { aggregations: ["image-text"] as const, value: "mass" as const, tokens: "all" as const };
		const body = runOnToy((handles) => layerHeadMatrix().program(handles, options), imageFirst);
		expect(body.tensors).toEqual({});
		expect(body.absent?.["image-text"]).toMatch(/^masked/);
	});
});
