import { describe, expect, it } from "vitest";
import { RandomStream } from "./random.js";

describe("RandomStream", () => {
	it("gives the published first outputs of xoshiro128**", () => {
		// Reference vector of the algorithm for the state (1, 2, 3, 4), computed with the authors' C code.
		const stream = RandomStream.fromState([1, 2, 3, 4]);
		const outputs = Array.from({ length: 10 }, () => stream.nextUint32());
		expect(outputs).toEqual([
			11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
		]);
	});

	it("repeats for a seed and differs between seeds, also beyond 32 bits and below zero", () => {
		const first = (seed: number): number[] => {
			const stream = new RandomStream(seed);
			return Array.from({ length: 4 }, () => stream.next());
		};
		const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, -1, Number.MAX_SAFE_INTEGER];
		const streams = seeds.map(first);
		for (const [index, seed] of seeds.entries()) expect(first(seed)).toEqual(streams[index]);
		expect(new Set(streams.map((numbers) => numbers.join())).size).toBe(seeds.length);
	});

	it("fills [0, 1) evenly", () => {
		const stream = new RandomStream(7);
		const counts = new Array(10).fill(0);
		for (let draw = 0; draw < 100_000; draw++) {
			const value = stream.next();
			expect(value >= 0 && value < 1).toBe(true);
			counts[Math.floor(value * 10)]++;
		}
		// Standard deviation of a bin is 95; 5 of them.
		for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
	});
});
