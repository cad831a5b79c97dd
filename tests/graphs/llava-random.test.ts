import { fileURLToPath } from "node:url";
import { type Tensor, tensor } from "@lvlm-interpret/core";
import { folder, openCheckpoint } from "@lvlm-interpret/models";
import { describe, expect, it } from "vitest";
import { int64, largest, largestDifference, openSession } from "./onnx-runtime.js";
import { readReference } from "./reference.js";

const fixtures = fileURLToPath(new URL("../../fixtures/llava-random", import.meta.url));
const steps = 8;

/** Puts image features into the rows of the image token, as transformers.js does. */
function merge(embeds: Tensor<"float32">, ids: Tensor, imageTokenId: number, features: Tensor<"float32">): Tensor {
	const size = embeds.shape[2] as number;
	const data = embeds.data.slice();
	let next = 0;
	(ids.data as BigInt64Array).forEach((id, row) => {
		if (Number(id) !== imageTokenId) return;
		data.set(features.data.subarray(next * size, (next + 1) * size), row * size);
		next++;
	});
	expect(next).toBe(features.shape[0]);
	return tensor("float32", embeds.shape, data);
}

describe.each(["a-float32", "b-bfloat16", "c-float16"])("graphs of the random LLaVA %s", (name) => {
	it("give PyTorch's image features, and its logits in prefill and every decode step", async () => {
		const reference = await readReference(`${fixtures}/${name}`);
		const checkpoint = await openCheckpoint(folder(`${fixtures}/${name}`));
		const { text } = checkpoint.facts;
		const vision = await openSession(checkpoint.sources.vision_encoder);
		const embed = await openSession(checkpoint.sources.embed_tokens);
		const decoder = await openSession(checkpoint.sources.decoder_model_merged);

		const features = (await vision.run({ pixel_values: reference("pixel_values") }))
			.image_features as Tensor<"float32">;
		expect(features.shape).toEqual([checkpoint.imageTokensPerImage, text.hiddenSize]);
		const expected = reference("image_features").data as Float32Array;
		expect(largestDifference(features.data, expected) / largest(expected)).toBeLessThan(1e-5);

		const ids = reference("input_ids");
		const embeds = (await embed.run({ input_ids: ids })).inputs_embeds as Tensor<"float32">;
		const joint = merge(embeds, ids, checkpoint.imageTokenId, features);
		const length = ids.shape[1] as number;
		const empty = tensor("float32", [1, text.kvHeads, 0, text.headSize], new Float32Array(0));
		let cache: Record<string, Tensor> = {};
		for (let layer = 0; layer < text.layers; layer++) {
			cache[`past_key_values.${layer}.key`] = empty;
			cache[`past_key_values.${layer}.value`] = empty;
		}
		const keepCache = (outputs: Record<string, Tensor>): void => {
			const present = Object.entries(outputs).filter(([one]) => one.startsWith("present."));
			expect(present).toHaveLength(2 * text.layers);
			cache = Object.fromEntries(present.map(([one, value]) => [one.replace("present", "past_key_values"), value]));
		};
		const prefill = { inputs_embeds: joint, attention_mask: int64([1, length], 1), ...cache };
		const all = await decoder.run({ ...prefill, num_logits_to_keep: int64([], 0) });
		const last = await decoder.run({ ...prefill, num_logits_to_keep: int64([], 1) });
		const logits = all.logits as Tensor<"float32">;
		expect(logits.shape).toEqual([1, length, text.vocabularySize]);
		const kept = last.logits as Tensor<"float32">;
		expect(kept.shape).toEqual([1, 1, text.vocabularySize]);
		const top = largest(reference("logits").data as Float32Array);
		expect(largestDifference(kept.data, logits.data.subarray(-text.vocabularySize)) / top).toBeLessThan(1e-6);

		const errors: number[] = [];
		const check = (actual: Float32Array, prefix: string): void => {
			const float32 = reference(`${prefix}logits`).data as Float32Array;
			const float64 = reference(`${prefix}logits64`).data as Float64Array;
			errors.push(largestDifference(actual, float32) / top);
			ours = Math.max(ours, largestDifference(actual, float64));
			theirs = Math.max(theirs, largestDifference(float32, float64));
		};
		let ours = 0;
		let theirs = 0;
		check(logits.data, "");

		const greedy = [...(reference("greedy").data as BigInt64Array)].map(Number);
		const argmax = (row: Float32Array): number => row.indexOf(Math.max(...row));
		const answer = [argmax(kept.data)];
		keepCache(last);
		for (let t = 0; t < steps; t++) {
			const id = int64([1, 1], answer[t] as number);
			const outputs = await decoder.run({
				inputs_embeds: (await embed.run({ input_ids: id })).inputs_embeds as Tensor,
				attention_mask: int64([1, length + t + 1], 1),
				num_logits_to_keep: int64([], 1),
				...cache,
			});
			const row = (outputs.logits as Tensor<"float32">).data;
			check(row, `step.${t}.`);
			answer.push(argmax(row));
			keepCache(outputs);
		}
		console.log(
			`${name}: logits differ by ${Math.max(...errors).toExponential(1)} of the largest; error against float64 ${ours.toExponential(1)}, PyTorch float32 ${theirs.toExponential(1)}`,
		);
		expect(answer).toEqual(greedy);
		expect(Math.max(...errors)).toBeLessThan(1e-5);
		expect(ours).toBeLessThanOrEqual(3 * theirs);
	});
});
