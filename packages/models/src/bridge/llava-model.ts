import { LlavaForConditionalGeneration, PretrainedConfig, type Tensor } from "@huggingface/transformers";
import type { ModelFacts, Session } from "@lvlm-interpret/core";
import { type BridgeScope, bridgeSession } from "./session-bridge.js";

/** Sessions by part. */
export type PartSessions = Readonly<Record<"vision_encoder" | "embed_tokens" | "decoder_model_merged", Session>>;

/** The part of the library's model that we call. */
export interface LibraryModel {
	generate(options: Record<string, unknown>): Promise<unknown>;
	forward(inputs: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

/**
 * The library's model over our sessions, made for one generation (it is a few small objects).
 *
 * @param config  config.json with the library's needs written out; `model_type`, `architectures` and `text_config` decide.
 * @param generationConfig  generation_config.json as plain JSON: an instance of the library's class would overwrite the
 *   config with its null fields.
 */
export function llavaModel(
	config: object,
	generationConfig: object,
	facts: ModelFacts,
	sessions: PartSessions,
	scope: BridgeScope,
): LibraryModel {
	const bridged = Object.fromEntries(
		Object.entries(sessions).map(([part, session]) => [part, bridgeSession(part, session, facts, scope)]),
	);
	const model = new LlavaForConditionalGeneration(new PretrainedConfig(structuredClone(config)), bridged, {
		generation_config: generationConfig,
	});
	return model as unknown as LibraryModel;
}
