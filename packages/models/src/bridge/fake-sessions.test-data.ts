import {
	type DType,
	type ModelFacts,
	type Session,
	type SessionValue,
	type Tensor,
	tensor,
} from "@lvlm-interpret/core";
import type { PartSessions } from "./llava-model.js";

/** A vocabulary of 8, hidden size 2, one layer with 1 key/value head of size 4; two image tokens (id 7). */
export const facts: ModelFacts = {
	id: "fake",
	modelType: "llava",
	fingerprint: "00",
	weightBytes: 0,
	weightDtypes: ["float32"],
	text: { layers: 1, heads: 1, kvHeads: 1, headSize: 4, hiddenSize: 2, vocabularySize: 8, maxPositions: 64 },
	vision: { layers: 1, heads: 1, hiddenSize: 2, imageSize: 2, patchSize: 1 },
};

export const config: object = {
	model_type: "llava",
	architectures: ["LlavaForConditionalGeneration"],
	image_token_index: 7,
	text_config: {
		model_type: "llama",
		num_attention_heads: 1,
		num_key_value_heads: 1,
		hidden_size: 4,
		num_hidden_layers: 1,
	},
};

type Run = (
	feeds: Readonly<Record<string, SessionValue>>,
	signal?: AbortSignal,
) => Promise<Record<string, SessionValue>>;

/** A session over a function, with symbolic cache dimensions as exporters name them. */
export function fakeSession(
	name: string,
	inputs: Readonly<Record<string, DType>>,
	outputs: string[],
	run: Run,
): Session {
	return {
		name,
		inputs: Object.entries(inputs).map(([input, dtype]) => ({
			name: input,
			dtype,
			shape: input.startsWith("past") ? ["s10", 1, "past", "kv_cache_dim"] : ["s10", "s11"],
		})),
		outputs: outputs.map((output) => ({ name: output, dtype: "float32", shape: ["s10", "s11"] })),
		run: (feeds, options) => run(feeds, options?.signal),
		async dispose() {},
	};
}

/** What the decoder does at each step; and what was seen of it. */
export interface FakeModel {
	readonly sessions: PartSessions;
	/** Feeds of each decoder run. */
	readonly decoderFeeds: Readonly<Record<string, SessionValue>>[];
	/** Values on the device that were made and not disposed. */
	readonly live: Set<SessionValue>;
}

/** @param logitsAt  Logits of step t; a thrown error fails the run. */
export function fakeModel(
	logitsAt: (step: number, signal?: AbortSignal) => number[] | Promise<number[]>,
	embedDType: "float32" | "float16" = "float32",
): FakeModel {
	const decoderFeeds: Record<string, SessionValue>[] = [];
	const live = new Set<SessionValue>();
	const onDevice = (length: number): SessionValue => {
		const value: SessionValue = {
			location: "device",
			dtype: "float32",
			shape: [1, 1, length, 4],
			read: () => Promise.reject(new Error("the cache is never read")),
			dispose: () => void live.delete(value),
		};
		live.add(value);
		return value;
	};
	const sessions: PartSessions = {
		vision_encoder: fakeSession("vision_encoder", { pixel_values: "float32" }, ["image_features"], async () => ({
			image_features: tensor("float32", [1, 2, 2], Float32Array.of(0.5, 1.5, 2.5, 3.5)),
		})),
		embed_tokens: fakeSession("embed_tokens", { input_ids: "int64" }, ["inputs_embeds"], async (feeds) => {
			const ids = feeds.input_ids as Tensor<"int64">;
			const values = [...ids.data].flatMap((id) => [Number(id) * 10, -Number(id)]);
			const shape = [1, ids.data.length, 2];
			return {
				inputs_embeds:
					embedDType === "float32"
						? tensor("float32", shape, Float32Array.from(values))
						: tensor("float16", shape, new Uint16Array(values.length)),
			};
		}),
		decoder_model_merged: fakeSession(
			"decoder_model_merged",
			{
				inputs_embeds: "float32",
				attention_mask: "int64",
				num_logits_to_keep: "int64",
				"past_key_values.0.key": "float32",
				"past_key_values.0.value": "float32",
			},
			["logits", "present.0.key", "present.0.value"],
			async (feeds, signal) => {
				const logits = await logitsAt(decoderFeeds.length, signal);
				decoderFeeds.push({ ...feeds });
				const total = (feeds.attention_mask as Tensor).shape[1] as number;
				return {
					logits: tensor("float32", [1, 1, logits.length], Float32Array.from(logits)),
					"present.0.key": onDevice(total),
					"present.0.value": onDevice(total),
				};
			},
		),
	};
	return { sessions, decoderFeeds, live };
}
