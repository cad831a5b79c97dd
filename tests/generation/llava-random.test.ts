import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import type { Tensor } from "@lvlm-interpret/core";
import { folder, openCheckpoint } from "@lvlm-interpret/models";
import { afterAll, describe, expect, it } from "vitest";
import type { PartSessions } from "../../packages/models/src/bridge/llava-model.js";
import { RunQueue } from "../../packages/models/src/bridge/run-queue.js";
import { runTokenLoop } from "../../packages/models/src/generate/token-loop.js";
import { TextTokenizer } from "../../packages/models/src/text/tokenizer.js";
import { readReference } from "../graphs/reference.js";

const root = fileURLToPath(new URL("../../fixtures/llava-random", import.meta.url));
const backend = onnxBackend({ device: "cpu" });
// These models have no tokenizer: a word a number.
const tokenizer = new TextTokenizer(
	{
		model: {
			type: "BPE",
			vocab: Object.fromEntries(Array.from({ length: 320 }, (_, id) => [`w${id}`, id])),
			merges: [],
		},
		normalizer: null,
		pre_tokenizer: null,
		post_processor: null,
		decoder: { type: "Fuse" },
	},
	{},
);

afterAll(() => backend.dispose());

/** Log-softmax of a row, in float64. */
function logSoftmax(row: Float32Array): Float64Array {
	const top = row.reduce((a, b) => Math.max(a, b));
	const sum = row.reduce((total, logit) => total + Math.exp(logit - top), 0);
	return Float64Array.from(row, (logit) => logit - top - Math.log(sum));
}

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0);

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
	largest(Array.from(a, (value, index) => value - (b[index] as number)));

describe.each(["a-float32", "b-bfloat16", "c-float16"])("%s", (name) => {
	it("generates PyTorch's greedy tokens with its log-probabilities", async () => {
		const reference = await readReference(`${root}/${name}`);
		const checkpoint = await openCheckpoint(folder(`${root}/${name}`));
		const { facts, config, sources, parts } = checkpoint;
		const cache = parts.decoder_model_merged.graph.outputs
			.map((one) => one.name)
			.filter((one) => one.startsWith("present"));
		const sessions: PartSessions = {
			vision_encoder: await backend.createSession(sources.vision_encoder),
			embed_tokens: await backend.createSession(sources.embed_tokens),
			decoder_model_merged: await backend.createSession(sources.decoder_model_merged, { keepOnDevice: cache }),
		};
		const ids = Array.from(reference("input_ids").data as BigInt64Array, Number);
		const expected = Array.from(reference("greedy").data as BigInt64Array, Number);
		const { tokens, imageFeatures } = await runTokenLoop(
			{ facts, sessions, queue: new RunQueue(), tokenizer, config, generationConfig: {}, endTokenIds: [] },
			ids,
			reference("pixel_values") as Tensor<"float32">,
			{ sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 }, maxTokens: expected.length, alternatives: 320 },
			{},
		);
		expect(tokens.map(({ id }) => id)).toEqual(expected);
		const features = reference("image_features") as Tensor<"float32">;
		expect(largestDifference(imageFeatures.data, features.data)).toBeLessThan(1e-5 * largest(features.data));
		for (const token of tokens) {
			const logits = reference(token.index === 0 ? "logits" : `step.${token.index - 1}.logits`) as Tensor<"float32">;
			const row = logits.data.slice(-320);
			const exact = logSoftmax(row);
			// All 320 candidates, so every logit is compared; 1e-5 of the largest in the logit, and as much in the normaliser.
			const ours = new Float64Array(320);
			for (const { id, logProbability } of token.alternatives) ours[id] = logProbability;
			expect(largestDifference(ours, exact)).toBeLessThan(2e-5 * largest(row));
			expect(token.logProbability).toBe(ours[token.id]);
		}
		expect((await backend.memory?.())?.deviceTensors).toBe(0);
		for (const session of Object.values(sessions)) await session.dispose();
	});
});
