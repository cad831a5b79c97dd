import { Tensor as LibraryTensor } from "@huggingface/transformers";
import {
	type GeneratedToken,
	type GenerateRequest,
	invariant,
	isDeviceTensor,
	type ModelFacts,
	type SessionValue,
	type StopReason,
	type Tensor,
} from "@lvlm-interpret/core";
import { llavaModel, type PartSessions } from "../bridge/llava-model.js";
import type { RunQueue } from "../bridge/run-queue.js";
import { BridgeScope } from "../bridge/session-bridge.js";
import type { TextTokenizer } from "../text/tokenizer.js";
import { RandomStream } from "./random.js";
import type { GenerationLimits } from "./sampling-options.js";
import { chooseToken, RawLogits } from "./token-choice.js";

/** What a model brings to every generation. */
export interface GeneratingModel {
	readonly facts: ModelFacts;
	readonly sessions: PartSessions;
	readonly queue: RunQueue;
	readonly tokenizer: TextTokenizer;
	/** config.json and generation_config.json. */
	readonly config: object;
	readonly generationConfig: object;
	readonly endTokenIds: readonly number[];
}

/** What came out, and what a replay needs. */
export interface TokenRun {
	readonly tokens: readonly GeneratedToken[];
	readonly stopReason: StopReason;
	/** Shape [1, image tokens, D] or [image tokens, D], float32, as the vision encoder gave it. */
	readonly imageFeatures: Tensor<"float32">;
	readonly timings: { readonly encodeMs: number; readonly prefillMs: number; readonly decodeMs: number };
}

/** The last row of `logits`, shape [1, S, V], copied: the library's processors write into theirs. */
function lastRow(value: SessionValue | undefined): Float32Array {
	invariant(value && !isDeviceTensor(value) && value.dtype === "float32", "logits are not float32 in host memory");
	const size = value.shape.at(-1) as number;
	return (value as Tensor<"float32">).data.slice(-size);
}

/**
 * A token's text in an answer. Sentencepiece writes the space before a word into the word, and a text does not begin with that
 * space: joined, the texts are the answer.
 */
function answerText(tokenizer: TextTokenizer, id: number, index: number): string {
	const text = tokenizer.textOf(id);
	const stripped = index === 0 && text.startsWith(" ") && !tokenizer.decode([id]).startsWith(" ");
	return stripped ? text.slice(1) : text;
}

/**
 * Runs the library's generation loop over our sessions and records every token.
 *
 * Raw logits are taken where they leave the decoder, before the model's own processors (repetition penalty and the like). The
 * last processor is ours: it samples, and leaves one candidate for the library's arg-max.
 *
 * @param ids  Prompt after image expansion, length P.
 * @param pixelValues  Shape [1, 3, H, W], float32.
 * @throws {DOMException} AbortError when aborted before the first token; later, what came is returned.
 * @throws {LvlmError} what the backend throws; "non-finite" for logits that are none; "shape-mismatch" for half-precision parts.
 */
export async function runTokenLoop(
	model: GeneratingModel,
	ids: readonly number[],
	pixelValues: Tensor<"float32">,
	limits: GenerationLimits,
	request: Pick<GenerateRequest, "onToken" | "onProgress" | "signal">,
): Promise<TokenRun> {
	const { tokenizer, endTokenIds } = model;
	const { onToken, onProgress, signal } = request;
	const { sampling, maxTokens } = limits;
	const random = new RandomStream(sampling.seed);
	const tokens: GeneratedToken[] = [];
	const started = performance.now();
	let firstTokenAt = started;
	let encodeMs = 0;
	let imageFeatures: Tensor<"float32"> | undefined;
	let raw: RawLogits | undefined;

	const scope = new BridgeScope(
		model.queue,
		{
			onRun(part, outputs, elapsedMs) {
				if (part === "vision_encoder") {
					imageFeatures = outputs.image_features as Tensor<"float32">;
					encodeMs = elapsedMs;
					onProgress?.({ phase: "encode", done: 1, total: 1, unit: "steps" });
					onProgress?.({ phase: "prefill", done: 0, total: ids.length, unit: "tokens" });
				} else if (part === "decoder_model_merged") raw = new RawLogits(lastRow(outputs.logits));
			},
		},
		signal,
	);

	const sample = (_ids: unknown, logits: LibraryTensor): LibraryTensor => {
		invariant(raw, "logits are processed before the decoder ran");
		const data = logits.data as Float32Array;
		const choice = chooseToken(data, sampling, random);
		const token: GeneratedToken = {
			index: tokens.length,
			...choice,
			text: answerText(tokenizer, choice.id, tokens.length),
			logProbability: raw.logProbability(choice.id),
			alternatives: raw.best(limits.alternatives).map((one) => ({ ...one, text: tokenizer.textOf(one.id) })),
			isEnd: endTokenIds.includes(choice.id),
		};
		if (tokens.length === 0) {
			firstTokenAt = performance.now();
			onProgress?.({ phase: "prefill", done: ids.length, total: ids.length, unit: "tokens" });
		}
		tokens.push(token);
		onToken?.(token);
		onProgress?.({ phase: "decode", done: tokens.length, total: maxTokens, unit: "tokens" });
		data.fill(Number.NEGATIVE_INFINITY);
		data[choice.id] = 0;
		return logits;
	};
	const stopOnAbort = (rows: readonly unknown[]): boolean[] => rows.map(() => signal?.aborted ?? false);

	signal?.throwIfAborted();
	onProgress?.({ phase: "encode", done: 0, total: 1, unit: "steps" });
	try {
		await llavaModel(model.config, model.generationConfig, model.facts, model.sessions, scope).generate({
			input_ids: new LibraryTensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]),
			attention_mask: new LibraryTensor("int64", new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
			pixel_values: new LibraryTensor("float32", pixelValues.data, [...pixelValues.shape]),
			max_new_tokens: maxTokens,
			eos_token_id: endTokenIds.length > 0 ? [...endTokenIds] : null,
			// Whatever generation_config.json says of these, the choice of tokens is ours.
			do_sample: false,
			num_beams: 1,
			num_return_sequences: 1,
			return_dict_in_generate: false,
			output_attentions: false,
			logits_processor: [sample],
			stopping_criteria: [stopOnAbort],
		});
	} catch (error) {
		if (!signal?.aborted || !scope.wasAborted || tokens.length === 0) scope.rethrow(error);
	} finally {
		scope.release();
	}
	invariant(imageFeatures && tokens.length > 0, "the generation loop ended without a token");
	const last = tokens.at(-1) as GeneratedToken;
	return {
		tokens,
		stopReason: last.isEnd ? "end-token" : tokens.length === maxTokens ? "max-tokens" : "aborted",
		imageFeatures,
		timings: { encodeMs, prefillMs: firstTokenAt - started - encodeMs, decodeMs: performance.now() - firstTokenAt },
	};
}
