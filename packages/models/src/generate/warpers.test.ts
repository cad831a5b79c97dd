import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exponential } from "./exponential.js";
import { RandomStream } from "./random.js";
import { draw, warpedProbabilities } from "./warpers.js";

interface Case {
	name: string;
	logits: (number | "-Infinity")[];
	temperature: number;
	topK: number;
	topP: number;
	kept: (0 | 1)[];
	probabilities: number[];
}

const cases: Case[] = JSON.parse(
	readFileSync(new URL("../../../../fixtures/sampling/cases.json", import.meta.url), "utf8"),
);

describe("warpedProbabilities against PyTorch's warpers", () => {
	it.each(cases)("$name, temperature $temperature, top-k $topK, top-p $topP", (one) => {
		const ours = warpedProbabilities(Float32Array.from(one.logits, Number), one);
		for (const [id, expected] of one.probabilities.entries()) {
			const probability = ours[id] as number;
			expect(Math.abs(probability - expected)).toBeLessThanOrEqual(1e-11);
			// A kept token may have a probability too small for a float64.
			expect(probability > 0).toBe(one.kept[id] === 1 && expected > 1e-305);
		}
	});
});

describe("exponential", () => {
	it("equals Math.exp to 1e-15 relative", () => {
		for (let x = 0; x > -700; x -= 0.37) {
			const expected = Math.exp(x);
			expect(Math.abs(exponential(x) - expected)).toBeLessThanOrEqual(2e-15 * expected);
		}
		expect(exponential(0)).toBe(1);
		expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0);
	});
});

describe("draw", () => {
	it("walks the cumulative sum in order of id, and never takes what was cut", () => {
		const probabilities = Float64Array.of(0, 0.25, 0, 0.5, 0.25, 0);
		expect([0, 0.2499, 0.25, 0.7499, 0.75, 0.999999].map((u) => draw(probabilities, u))).toEqual([1, 1, 3, 3, 4, 4]);
		expect(draw(Float64Array.of(0.3, 0.3, 0.3, 0), 0.95)).toBe(2);
	});

	it("samples with the frequencies of the distribution", () => {
		const probabilities = warpedProbabilities(Float32Array.of(1, 0, 2, -1), { temperature: 0.8, topK: 3, topP: 1 });
		const stream = new RandomStream(3);
		const counts = new Float64Array(4);
		const draws = 50_000;
		for (let index = 0; index < draws; index++) {
			const id = draw(probabilities, stream.next());
			counts[id] = (counts[id] as number) + 1;
		}
		for (const [id, probability] of probabilities.entries()) {
			expect(Math.abs((counts[id] as number) / draws - probability)).toBeLessThan(0.01);
		}
		expect(counts[3]).toBe(0);
	});
});
