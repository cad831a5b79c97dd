import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { centreMap, randomMap } from "../../bench/localisation/baselines.mjs";
import { interval, resampledMeans } from "../../bench/localisation/bootstrap.mjs";
import { readIndexedPng } from "../../bench/localisation/indexed-png.mjs";
import { insideRegions, mass, pointing, rankAccuracy, scores } from "../../bench/localisation/metrics.mjs";
import { explainedWord, lastNamed, tokensOfWord } from "../../bench/localisation/questions.mjs";
import { regionShares } from "../../bench/localisation/region-shares.mjs";

describe("metrics", () => {
	it("count regions that are covered by half, or the most covered ones of a small object", () => {
		expect(insideRegions([0.5, 0.49, 1, 0])).toEqual([0, 2]);
		expect(insideRegions([0.1, 0.3, 0.3, 0])).toEqual([1, 2]);
		expect(insideRegions([0, 0])).toEqual([]);
	});

	it("point with the largest value; ties by the part of them inside", () => {
		expect(pointing([1, 3, 2], [1])).toBe(1);
		expect(pointing([1, 3, 2], [0, 2])).toBe(0);
		expect(pointing([3, 3, 3, 1], [0, 3])).toBeCloseTo(1 / 3, 12);
		expect(pointing([1, 1, 1, 1], [2])).toBe(0.25);
		expect(pointing([-5, -1, -2, -3], [1])).toBe(0.25);
	});

	it("weigh mass by covered area", () => {
		// (1·1 + 2·0.5 + 1·0) / 4
		expect(mass([1, 2, 1], [1, 0.5, 0])).toBe(0.5);
		// Negative values count as nothing.
		expect(mass([1, -8, 1], [1, 0.5, 0])).toBe(0.5);
		expect(mass([0, 0, 0], [1, 0.5, 0])).toBe(0.5);
		expect(mass([0.01, 0.02, 0.01], [1, 0.5, 0])).toBeCloseTo(0.5, 12);
	});

	it("rank as many values as the object has regions", () => {
		expect(rankAccuracy([9, 8, 7, 1], [0, 2])).toBe(0.5);
		expect(rankAccuracy([9, 8, 7, 1], [0, 1])).toBe(1);
		// One place left behind 9, for three equal values of which one is inside: (1 + 1/3) / 2.
		expect(rankAccuracy([9, 5, 5, 5], [0, 3])).toBeCloseTo(2 / 3, 12);
		expect(rankAccuracy([1, 1, 1, 1], [1])).toBe(0.25);
	});

	it("tell the strict pointing game from the lenient one", () => {
		expect(scores([1, 4, 2], [1, 0.2, 0])).toEqual({ pointing: 0, touching: 1, mass: 1.8 / 7, rank: 0 });
	});
});

describe("regionShares", () => {
	const mask = { width: 4, height: 2, data: Uint8Array.of(1, 1, 0, 2, 1, 0, 0, 2) };

	it("resamples by area, with fractional rectangles", () => {
		const regions = [
			{ x: 0, y: 0, width: 2, height: 2 },
			{ x: 0.5, y: 0, width: 1, height: 1.5 },
			{ x: 2, y: 0, width: 2, height: 2 },
		];
		// The second: half of pixel (0,0), half of (1,0) and a quarter of (0,1), of an area of 1.5.
		expect(regionShares(mask, [1], regions)).toEqual([0.75, 1.25 / 1.5, 0]);
		expect(regionShares(mask, [1, 2], regions)[2]).toBe(0.5);
	});

	it("counts nothing beyond the image", () => {
		expect(regionShares(mask, [2], [{ x: 3, y: -1, width: 2, height: 2 }])).toEqual([0.25]);
	});
});

describe("readIndexedPng", () => {
	/** A PNG of filtered lines; check sums are left 0, which the reader does not look at. */
	function png(width: number, height: number, depth: number, colourType: number, lines: number[][]): Uint8Array {
		const chunk = (name: string, data: Uint8Array) => {
			const size = Buffer.alloc(4);
			size.writeUInt32BE(data.length);
			return Buffer.concat([size, Buffer.from(name, "latin1"), data, Buffer.alloc(4)]);
		};
		const header = Buffer.alloc(13);
		header.writeUInt32BE(width, 0);
		header.writeUInt32BE(height, 4);
		header[8] = depth;
		header[9] = colourType;
		const packed = deflateSync(Buffer.from(lines.flat()));
		return Buffer.concat([
			Buffer.alloc(8),
			chunk("IHDR", header),
			chunk("IDAT", packed.subarray(0, 5)),
			chunk("IDAT", packed.subarray(5)),
			chunk("IEND", Buffer.alloc(0)),
		]);
	}

	it("unpacks four bits a pixel, over several data chunks", () => {
		const { width, height, data } = readIndexedPng(
			png(3, 2, 4, 3, [
				[0, 0x12, 0x30],
				[0, 0x40, 0x50],
			]),
		);
		expect([width, height, ...data]).toEqual([3, 2, 1, 2, 3, 4, 0, 5]);
	});

	it("undoes every filter", () => {
		const lines = [
			[1, 1, 1, 1], // left: 1 2 3
			[2, 1, 1, 1], // above: 2 3 4
			[3, 1, 1, 1], // mean of left and above, rounded down: 2 3 4
			[4, 1, 1, 1], // Paeth: 3 4 5
		];
		expect([...readIndexedPng(png(3, 4, 8, 3, lines)).data]).toEqual([1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5]);
	});

	it("refuses pictures in colours", () => {
		expect(() => readIndexedPng(png(1, 1, 8, 2, [[0, 1, 2, 3]]))).toThrow("palette");
	});
});

describe("the explained word", () => {
	const vocabulary = { colour: ["red", "green"], shape: ["triangle", "star"] };
	const question = {
		type: "colour",
		answer: "The triangle is green.",
		objects: [
			{ number: 1, shape: "star", colour: "red" },
			{ number: 2, shape: "triangle", colour: "green" },
		],
		words: [
			{ text: "triangle", start: 4, end: 12, objects: [2] },
			{ text: "green", start: 16, end: 21, objects: [2] },
		],
	};

	it("is the last colour or shape of the model's own answer, and about the object of the expected one", () => {
		const word = { text: "red", start: 17, end: 20 };
		expect(explainedWord(question, " The triangle is red.", vocabulary)).toEqual({
			word,
			objects: [2],
			elsewhere: [1],
		});
		expect(explainedWord(question, "It is green.", vocabulary).elsewhere).toEqual([]);
		expect(lastNamed("Red or green? A star.", vocabulary.colour)?.text).toBe("green");
		expect(lastNamed("hundred evergreens", vocabulary.colour)).toBeUndefined();
	});

	it("is missing where nothing is named, or nothing is there", () => {
		const none = explainedWord(question, "There is no triangle.", vocabulary);
		expect(none.skipped).toBe("the model's answer names no colour");
		const absent = { type: "presence", answer: "No, there is no star.", words: [{ start: 16, objects: [] }] };
		expect(explainedWord(absent, "Yes, a star.", vocabulary).skipped).toBe("the expected answer is about no object");
	});

	it("has the tokens that hold its letters", () => {
		const texts = [" is", " ", "y", "el", "low", "."];
		expect(tokensOfWord(texts, { start: 4, end: 10 })).toEqual([2, 3, 4]);
		expect(tokensOfWord([" is", " red."], { start: 4, end: 7 })).toEqual([1]);
	});
});

describe("baselines", () => {
	const regions = [0, 1, 2, 3].map((x) => ({ x: x * 10 + 5, y: 7, width: 10, height: 10 }));

	it("lay a Gaussian of a quarter of the side in the middle", () => {
		const map = centreMap(regions, { x: 5, y: 7, width: 40, height: 10 });
		expect(map[1]).toBe(map[2]);
		expect(map[0]).toBe(map[3]);
		// Centres at 1/8 and 3/8 of the side from the middle: exp(-(3/8)² / 2σ²) / exp(-(1/8)² / 2σ²), σ = 1/4.
		expect(map[0] / map[1]).toBeCloseTo(Math.exp(-1), 12);
	});

	it("draw the same random map for the same seed, question and number", () => {
		expect(randomMap(regions, "0", "q1", 0)).toEqual(randomMap(regions, "0", "q1", 0));
		expect(randomMap(regions, "0", "q1", 0)).not.toEqual(randomMap(regions, "0", "q1", 1));
		expect(randomMap(regions, "0", "q1", 0).every((value: number) => value >= 0 && value < 1)).toBe(true);
	});
});

describe("bootstrap", () => {
	it("takes percentiles by nearest rank", () => {
		expect(interval(Array.from({ length: 200 }, (_, index) => index + 1))).toEqual({ low: 5, high: 195 });
	});

	it("resamples whole images", () => {
		// Two images of very different size: a resample is all of one, all of the other, or both.
		const rows = [1, 1, 1].map((value) => ({ image: "a", values: [value, 10 * value] }));
		rows.push({ image: "b", values: [0, 0] });
		const { means, resampled } = resampledMeans(rows, "0", 400);
		expect([...means]).toEqual([0.75, 7.5]);
		const seen = new Set(resampled[0]);
		expect(seen).toEqual(new Set([0, 0.75, 1]));
		expect(resampled[1].every((value: number, draw: number) => value === 10 * (resampled[0] as number[])[draw])).toBe(
			true,
		);
	});
});
