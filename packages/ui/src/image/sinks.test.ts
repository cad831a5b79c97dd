import { describe, expect, it } from "vitest";
import { sinksOf, suspectedSinks } from "./sinks.js";

/** 20 cells; `sink` is high in all, each map has a peak of its own. */
const map = (peak: number, sink = 3): number[] =>
	Array.from({ length: 20 }, (_, cell) => (cell === sink ? 0.5 : cell === peak ? 0.4 : 0.01));

describe("suspectedSinks", () => {
	it("finds the patch that every map has high, and says why", () => {
		const found = suspectedSinks([map(7), map(9), map(12), map(15)], { share: 0.1 });
		expect(found).toEqual([{ cell: 3, reason: "among the 2 highest patches of 4 of 4 words, mean 0.5" }]);
	});

	it("leaves a patch that only some maps have high", () => {
		expect(suspectedSinks([map(7), map(7), map(12, 5), map(15, 6)], { share: 0.1 })).toEqual([]);
	});

	it("finds none in one map, in none, or in maps of equal values", () => {
		expect(suspectedSinks([map(7), map(9)])).toEqual([]);
		expect(suspectedSinks([])).toEqual([]);
		expect(suspectedSinks([0, 1, 2].map(() => new Float32Array(20).fill(0.25)))).toEqual([]);
	});
});

describe("sinksOf", () => {
	const cell = { x: 0, y: 0, width: 1, height: 1 };
	// A first token without a place, as where a class token is kept: cells count those behind it.
	const layout = { imageWidth: 20, imageHeight: 1, visible: cell, regions: [null, ...new Array(20).fill(cell)] };
	const tensor = (maps: readonly (readonly number[])[]) => ({
		tensors: {
			wordImage: {
				tensor: { dtype: "float32", shape: [maps.length, 20], data: Float32Array.from(maps.flat()) },
				axes: [
					{ name: "word", index: maps.map((_, at) => at) },
					{ name: "region", index: Array.from({ length: 20 }, (_, at) => at + 1) },
				],
			},
		},
	});
	const maps = tensor([map(7), map(9), map(12), map(15)]) as unknown as Parameters<typeof sinksOf>[0];

	it("are those that the result names, by its own reasons, though its maps would make one suspect others", () => {
		const sinks = {
			mode: "keep",
			threshold: 20,
			channels: [5, 9],
			layers: [2],
			candidates: [
				{ position: 0, text: "<s>", strength: 90, layer: 2 },
				{ position: 8, text: "<image>", region: 8, strength: 31.25, layer: 2 },
			],
		} as const;
		expect(sinksOf({ ...maps, sinks }, layout)).toEqual([
			{
				cell: 7,
				reason: "hidden state 31.3 times its root mean square in channel 5 or 9 at layer 2 (a sink above 20)",
			},
		]);
		expect(sinksOf({ ...maps, sinks: { ...sinks, candidates: [] } }, layout)).toEqual([]);
	});

	it("are looked for in the maps of a result that says nothing of sinks", () => {
		expect(sinksOf(maps, layout).map(({ cell: found }) => found)).toEqual([3]);
		expect(sinksOf({ tensors: {} }, layout)).toEqual([]);
	});
});
