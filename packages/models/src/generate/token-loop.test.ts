import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { config, type FakeModel, facts, fakeModel } from "../bridge/fake-sessions.test-data.js";
import { RunQueue } from "../bridge/run-queue.js";
import { TextTokenizer } from "../text/tokenizer.js";
import { resolveLimits } from "./sampling-options.js";
import { type GeneratingModel, runTokenLoop } from "./token-loop.js";

const vocab = Object.fromEntries(["a", "b", "c", "d", "e", "f", "g", "h"].map((text, id) => [text, id]));
const tokenizer = new TextTokenizer(
	{
		model: { type: "BPE", vocab, merges: [] },
		normalizer: null,
		pre_tokenizer: null,
		post_processor: null,
		decoder: { type: "Fuse" },
	},
	{},
);

function modelOf(fake: FakeModel, generationConfig: object = {}): GeneratingModel {
	return {
		facts,
		sessions: fake.sessions,
		queue: new RunQueue(),
		tokenizer,
		config,
		generationConfig,
		endTokenIds: [1],
	};
}

const pixels = tensor("float32", [1, 3, 2, 2], new Float32Array(12));
const request = (given: object = {}) => ({ image: new Uint8Array(), prompt: "?", ...given });
const run = (fake: FakeModel, given: Parameters<typeof resolveLimits>[0], generationConfig?: object) =>
	runTokenLoop(modelOf(fake, generationConfig), [0, 7, 7, 2], pixels, resolveLimits(given), given);

const flat = [0.5, -9, 0.4, 0.3, 0.2, 0.1, 0, -9];

describe("runTokenLoop", () => {
	it("streams tokens in order until the end token, with log-probabilities of the raw logits", async () => {
		const seen: number[] = [];
		const fake = fakeModel((step) => (step < 3 ? [0, 0, 0, step, 3, 0, 0, 0] : [0, 9, 0, 0, 0, 0, 0, 0]));
		const { tokens, stopReason, imageFeatures } = await run(
			fake,
			request({ onToken: (token: { id: number }) => seen.push(token.id) }),
		);
		expect(seen).toEqual([4, 4, 4, 1]);
		expect(tokens.map(({ index, isEnd, text }) => `${index}${text}${isEnd}`)).toEqual([
			"0efalse",
			"1efalse",
			"2efalse",
			"3btrue",
		]);
		expect(stopReason).toBe("end-token");
		expect(tokens[0]?.logProbability).toBeCloseTo(3 - Math.log(Math.exp(3) + 7), 6);
		expect(tokens[0]?.sampledProbability).toBe(1);
		expect(tokens[2]?.alternatives.map(({ id }) => id)).toEqual([4, 3, 0, 1, 2]);
		expect((imageFeatures as Tensor).shape).toEqual([1, 2, 2]);
	});

	it("gives raw log-probabilities also where the model's own processors change the choice", async () => {
		const fake = fakeModel(() => [0, 0, 2, 3, 0, 0, 0, 0]);
		const { tokens } = await run(fake, request({ maxTokens: 2 }), { repetition_penalty: 2 });
		expect(tokens.map(({ id }) => id)).toEqual([3, 3]);
		const penalised = await run(
			fakeModel(() => [0, 0, 1, 1.5, 1.4, 0, 0, 0]),
			request({ maxTokens: 2 }),
			{ repetition_penalty: 2 },
		);
		expect(penalised.tokens.map(({ id }) => id)).toEqual([3, 4]);
		const sum = 5 + Math.exp(1) + Math.exp(1.5) + Math.exp(1.4);
		expect(penalised.tokens[1]?.logProbability).toBeCloseTo(1.4 - Math.log(sum), 6);
		expect(penalised.tokens[1]?.alternatives[0]?.id).toBe(3);
	});

	it("repeats for a seed, differs between seeds, and stays within top-k", async () => {
		const sample = async (seed: number) => {
			const given = request({ temperature: 1.5, topK: 4, seed, maxTokens: 24 });
			return (
				await run(
					fakeModel(() => flat),
					given,
				)
			).tokens;
		};
		const [first, again, other] = [await sample(5), await sample(5), await sample(6)];
		expect(first.map(({ id }) => id)).toEqual(again.map(({ id }) => id));
		// These very tokens, on every machine.
		expect(first.map(({ id }) => id).join()).toBe("0,2,2,2,2,3,0,2,4,0,3,4,2,2,4,3,0,4,3,2,3,3,3,4");
		expect(first.map(({ id }) => id)).not.toEqual(other.map(({ id }) => id));
		expect(new Set(first.map(({ id }) => id))).toEqual(new Set([0, 2, 3, 4]));
		for (const { id, sampledProbability } of first) {
			const weight = (one: number) => Math.exp((flat[one] as number) / 1.5);
			const total = [0, 2, 3, 4].reduce((sum, one) => sum + weight(one), 0);
			expect(sampledProbability).toBeCloseTo(weight(id) / total, 6);
		}
	});

	it("stops at maxTokens", async () => {
		const { tokens, stopReason } = await run(
			fakeModel(() => flat),
			request({ maxTokens: 3 }),
		);
		expect([tokens.length, stopReason]).toEqual([3, "max-tokens"]);
	});

	it("returns what came when aborted between tokens or during a run, and frees the device", async () => {
		const between = new AbortController();
		const onToken = ({ index }: { index: number }) => index === 1 && between.abort();
		const fake = fakeModel(() => flat);
		const cut = await run(fake, request({ signal: between.signal, onToken }));
		expect([cut.tokens.length, cut.stopReason, fake.live.size]).toEqual([2, "aborted", 0]);

		const during = new AbortController();
		const killed = fakeModel((step, signal) => {
			if (step === 2) during.abort();
			signal?.throwIfAborted();
			return flat;
		});
		const kept = await run(killed, request({ signal: during.signal }));
		expect([kept.tokens.length, kept.stopReason, killed.live.size]).toEqual([2, "aborted", 0]);
	});

	it("rejects with AbortError when aborted before the first token", async () => {
		await expect(
			run(
				fakeModel(() => flat),
				request({ signal: AbortSignal.abort() }),
			),
		).rejects.toMatchObject({ name: "AbortError" });
		const during = new AbortController();
		const fake = fakeModel((_, signal) => {
			during.abort();
			signal?.throwIfAborted();
			return flat;
		});
		await expect(run(fake, request({ signal: during.signal }))).rejects.toMatchObject({ name: "AbortError" });
		expect(fake.live.size).toBe(0);
	});

	it("passes on failures of the backend and of the caller, and refuses logits that are none", async () => {
		const broken = fakeModel((step) => {
			if (step > 0) throw new Error("device lost");
			return flat;
		});
		await expect(run(broken, request())).rejects.toThrow("device lost");
		expect(broken.live.size).toBe(0);
		const onToken = () => {
			throw new Error("of the caller");
		};
		await expect(
			run(
				fakeModel(() => flat),
				request({ onToken }),
			),
		).rejects.toThrow("of the caller");
		const error = await run(
			fakeModel(() => [0, Number.NaN]),
			request(),
		).catch((one: unknown) => one);
		expect(isLvlmError(error, "non-finite")).toBe(true);
	});
});

describe("resolveLimits", () => {
	it.each([
		["temperature", -1],
		["temperature", 11],
		["temperature", Number.NaN],
		["topK", -1],
		["topK", 1.5],
		["topP", 0],
		["topP", 1.1],
		["seed", 0.5],
		["maxTokens", 0],
		["alternatives", -1],
	])("refuses %s = %s", (name, value) => {
		expect(() => resolveLimits(request({ [name]: value }))).toThrow(`"${name}" should be`);
	});

	it("is greedy, with 64 tokens and 5 alternatives, by default", () => {
		expect(resolveLimits(request())).toEqual({
			sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
			maxTokens: 64,
			alternatives: 5,
		});
	});
});
