import {
	type Backend,
	isDeviceTensor,
	type Session,
	type SessionValue,
	type Tensor,
	tensor,
} from "@lvlm-interpret/core";
import type { Rows } from "@lvlm-interpret/graph";
import { hostTensor } from "../tolerances.js";
import { tinyFacts } from "./facts.js";
import type { TinyModel } from "./tiny-model.js";

export interface TinyAnswer {
	/** Greedy tokens. */
	readonly ids: readonly number[];
	/** Of each step, [V]. */
	readonly logits: readonly Float32Array[];
	/** Embeddings of prompt and answer with the picture in place, as explanations replay them: inputs_embeds, pixel_values, image_positions. */
	replayFeeds(count: number): Rows;
}

const int64 = (shape: readonly number[], values: readonly number[]): Tensor<"int64"> =>
	tensor("int64", shape, BigInt64Array.from(values, BigInt));

/** Answers greedily on a backend, through the cache, which stays on the device where the backend can keep values. */
export async function answerTiny(backend: Backend, model: TinyModel, steps: number): Promise<TinyAnswer> {
	const { kvHeads, headSize, hiddenSize, vocabularySize, layers } = tinyFacts.text;
	const names = Array.from({ length: layers }, (_, layer) => [`present.${layer}.key`, `present.${layer}.value`]).flat();
	const opened: Session[] = [];
	const open = async (part: keyof TinyModel["sources"], keepOnDevice: readonly string[] = []): Promise<Session> => {
		const session = await backend.createSession(model.sources[part], { keepOnDevice });
		opened.push(session);
		return session;
	};
	try {
		const vision = await open("vision_encoder");
		const embed = await open("embed_tokens");
		const decoder = await open("decoder_model_merged", backend.capabilities.has("device-outputs") ? names : []);
		const features = hostTensor(
			(await vision.run({ pixel_values: model.pixelValues })).image_features,
			"image_features",
		);
		const embedded = async (ids: readonly number[]): Promise<Float32Array> => {
			const { inputs_embeds } = await embed.run({ input_ids: int64([1, ids.length], ids) });
			return (hostTensor(inputs_embeds, "inputs_embeds").data as Float32Array).slice();
		};
		const all = [...(await embedded(model.promptIds))];
		model.imagePositions.forEach((position, index) => {
			const row = (features.data as Float32Array).subarray(index * hiddenSize, (index + 1) * hiddenSize);
			row.forEach((value, i) => {
				all[position * hiddenSize + i] = value;
			});
		});
		const empty = tensor("float32", [1, kvHeads, 0, headSize], new Float32Array());
		let cache: Record<string, SessionValue> = Object.fromEntries(
			names.map((name) => [name.replace("present", "past_key_values"), empty]),
		);
		const ids: number[] = [];
		const logits: Float32Array[] = [];
		let fresh = all.length / hiddenSize;
		for (let step = 0; step < steps; step++) {
			const inputs = Float32Array.from(all.slice(all.length - fresh * hiddenSize));
			const outputs = await decoder.run({
				inputs_embeds: tensor("float32", [1, fresh, hiddenSize], inputs),
				attention_mask: int64(
					[1, all.length / hiddenSize],
					Array.from({ length: all.length / hiddenSize }, () => 1),
				),
				num_logits_to_keep: int64([], [1]),
				...cache,
			});
			const row = (hostTensor(outputs.logits, "logits").data as Float32Array).slice(-vocabularySize);
			logits.push(row);
			ids.push(row.indexOf(Math.max(...row)));
			for (const value of Object.values(cache)) if (isDeviceTensor(value)) value.dispose();
			cache = Object.fromEntries(
				names.map((name) => [name.replace("present", "past_key_values"), outputs[name] as SessionValue]),
			);
			all.push(...(await embedded(ids.slice(-1))));
			fresh = 1;
		}
		for (const value of Object.values(cache)) if (isDeviceTensor(value)) value.dispose();
		return {
			ids,
			logits,
			replayFeeds: (count) => ({
				inputs_embeds: tensor("float32", [1, count, hiddenSize], Float32Array.from(all.slice(0, count * hiddenSize))),
				pixel_values: model.pixelValues,
				image_positions: int64([model.imagePositions.length], model.imagePositions),
			}),
		};
	} finally {
		for (const session of opened) await session.dispose();
	}
}
