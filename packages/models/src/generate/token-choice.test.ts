import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { RandomStream } from "./random.js";
import { chooseToken, RawLogits } from "./token-choice.js";

const greedy = { temperature: 0, topK: 0, topP: 1, seed: 0 };

describe("chooseToken", () => {
	it("takes the lowest id among the largest when greedy, and draws no number", () => {
		const random = new RandomStream(1);
		expect(chooseToken(Float32Array.of(0, 5, 5, 1), greedy, random)).toEqual({ id: 1, sampledProbability: 1 });
		expect(random.next()).toBe(new RandomStream(1).next());
	});

	it("reports the probability of the warped distribution", () => {
		const sampling = { temperature: 1, topK: 2, topP: 1, seed: 0 };
		const choice = chooseToken(Float32Array.of(Math.log(3), 0, -9), sampling, new RandomStream(1));
		expect(choice.sampledProbability).toBeCloseTo(choice.id === 0 ? 0.75 : 0.25, 6);
	});
});

describe("RawLogits", () => {
	it("is the log-softmax, whatever the scale", () => {
		const raw = new RawLogits(Float32Array.of(1000, 1000 + Math.log(3), 999));
		const sum = 1 + 3 + Math.exp(-1);
		expect(raw.logProbability(0)).toBeCloseTo(Math.log(1 / sum), 4);
		expect(raw.logProbability(1)).toBeCloseTo(Math.log(3 / sum), 4);
	});

	it("lists the best candidates, ids breaking ties", () => {
		const raw = new RawLogits(Float32Array.of(1, 4, 2, 4, 0, 2));
		expect(raw.best(4).map(({ id }) => id)).toEqual([1, 3, 2, 5]);
		expect(raw.best(0)).toEqual([]);
		expect(raw.best(99).map(({ id }) => id)).toEqual([1, 3, 2, 5, 0, 4]);
	});

	it("refuses logits that are not finite", () => {
		try {
			new RawLogits(Float32Array.of(0, Number.NaN, Number.POSITIVE_INFINITY));
			expect.unreachable();
		} catch (error) {
			expect(isLvlmError(error, "non-finite") && error.fields).toEqual({ name: "logits", firstIndex: 1, count: 2 });
		}
	});
});
