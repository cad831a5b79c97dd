import { describe, expect, it } from "vitest";
import { attentionOf, heads, layers, promptLength, replay, runOnToy } from "../test-data/toy-attention.js";
import { type AttentionOptions, attention } from "./attention.js";

const defaults: AttentionOptions = {
	view: "answer-image",
	tokens: "all",
	layers: "all",
	heads: "all",
	headReduction: "mean",
	regions: "all",
	sumKeys: false,
	sinks: "keep",
	sinkThreshold: 20,
};

function shown(options: Partial<AttentionOptions>) {
	const body = runOnToy((handles) => attention().program(handles, { ...defaults, ...options }));
	const result = body.tensors.attention;
	if (!result) throw new Error("no tensor");
	return { ...result, signals: body.signals, values: Array.from(result.tensor.data) };
}

const at = (layer: number, head: number, query: number, key: number) =>
	attentionOf[layer]?.[head]?.[query]?.[key] as number;
const image = [2, 3, 4, 5];
// The row that predicts answer token t is promptLength - 1 + t.
const query = (token: number) => promptLength - 1 + token;

function expectClose(actual: readonly number[], expected: readonly number[]) {
	expect(actual).toHaveLength(expected.length);
	for (const [index, value] of expected.entries())
		expect(Math.abs((actual[index] as number) - value)).toBeLessThan(1e-6);
}

describe("attention", () => {
	it("reads the rows that predict the answer tokens, without the end token, for every layer and head", () => {
		const { values, axes } = shown({ headReduction: "none" });
		expect(axes.map((axis) => [axis.name, axis.index.length])).toEqual([
			["layer", layers],
			["head", heads],
			["token", 2],
			["region", 4],
		]);
		const expected: number[] = [];
		for (let layer = 0; layer < layers; layer++) {
			for (let head = 0; head < heads; head++) {
				for (const token of [0, 1]) for (const key of image) expected.push(at(layer, head, query(token), key));
			}
		}
		expectClose(values, expected);
	});

	it("takes the mean or the maximum over the chosen heads", () => {
		const mean = image.map((key) => (at(1, 0, query(0), key) + at(1, 1, query(0), key)) / 2);
		const max = image.map((key) => Math.max(at(1, 0, query(0), key), at(1, 1, query(0), key)));
		expectClose(shown({ layers: [1], tokens: [0] }).values, mean);
		expectClose(shown({ layers: [1], tokens: [0], headReduction: "max" }).values, max);
		expectClose(
			shown({ layers: [1], tokens: [0], heads: [1] }).values,
			image.map((key) => at(1, 1, query(0), key)),
		);
	});

	it("keeps layers, heads and tokens in the order given", () => {
		const { values, axes } = shown({
			layers: [2, 0],
			heads: [1, 0],
			tokens: [1, 0],
			headReduction: "none",
			regions: [3],
		});
		expect(axes.map((axis) => axis.index)).toEqual([[2, 0], [1, 0], [1, 0], [3]]);
		const expected = [2, 0].flatMap((layer) =>
			[1, 0].flatMap((head) => [1, 0].map((token) => at(layer, head, query(token), 5))),
		);
		expectClose(values, expected);
	});

	it("answers which tokens looked at chosen patches, as mass", () => {
		const { values, axes, unit } = shown({ regions: [0, 2], sumKeys: true, layers: [0] });
		expect(axes.map((axis) => axis.name)).toEqual(["layer", "token"]);
		expect(unit).toBe("attention mass");
		const mass = [0, 1].map((token) => {
			const sum = (head: number) => at(0, head, query(token), 2) + at(0, head, query(token), 4);
			return (sum(0) + sum(1)) / 2;
		});
		expectClose(values, mass);
	});

	it("answer-prompt covers the prompt's text and no image", () => {
		const { axes, values } = shown({ view: "answer-prompt", layers: [0], tokens: [1] });
		const keys = [0, 1, 6, 7, 8, 9];
		expect(axes.at(-1)).toMatchObject({ name: "key", index: keys, labels: keys.map((key) => `t${key}`) });
		expectClose(
			values,
			keys.map((key) => (at(0, 0, query(1), key) + at(0, 1, query(1), key)) / 2),
		);
	});

	it("reports how far whole rows are from 1", () => {
		expect(shown({}).signals.rowSumError).toBeLessThan(1e-6);
	});

	it.each([
		["a token", { tokens: [3] }, /answer token 3/],
		["a layer", { layers: [3] }, /layer 3/],
		["a head", { heads: [2] }, /head 2/],
		["a region", { regions: [4] }, /image region 4/],
	] as const)("refuses %s that does not exist, saying how many there are", (_, options, message) => {
		expect(() => shown(options)).toThrowError(message);
	});

	it("refuses regions in the text view, and an answer without visible tokens", () => {
		expect(() => shown({ view: "answer-prompt", regions: [0] })).toThrowError(/answer-image/);
		const empty = { ...replay, tokens: replay.tokens.slice(2) };
		expect(() => runOnToy((handles) => attention().program(handles, defaults), empty)).toThrowError(/empty/);
	});
});
