import { type Activation, activationNames, activations } from "./activation.js";
import { invalidConfig, type JsonFields } from "./json-fields.js";
import { type RopeConfig, readRope } from "./rope-config.js";

/** A Llama decoder. */
export interface LlamaConfig {
	readonly vocabularySize: number;
	readonly hiddenSize: number;
	readonly intermediateSize: number;
	readonly layers: number;
	readonly heads: number;
	readonly kvHeads: number;
	readonly headSize: number;
	readonly maxPositions: number;
	readonly activation: Activation;
	readonly normEpsilon: number;
	readonly attentionBias: boolean;
	readonly mlpBias: boolean;
	readonly tieWordEmbeddings: boolean;
	readonly rope: RopeConfig;
}

/** Largest head size that is read; the largest in use is 256. */
const largestHeadSize = 1024;

/**
 * Reads a text configuration; what is left out takes the defaults of transformers 5.18, `LlamaConfig`.
 *
 * @throws {LvlmError} "invalid-model"
 */
export function readLlamaConfig(text: JsonFields): LlamaConfig {
	const hiddenSize = text.count("hidden_size", 4096);
	const heads = text.count("num_attention_heads", 32);
	const kvHeads = text.count("num_key_value_heads", heads);
	if (hiddenSize % heads !== 0)
		throw invalidConfig(text.pathOf("hidden_size"), `a multiple of ${heads} heads`, hiddenSize);
	if (heads % kvHeads !== 0) {
		throw invalidConfig(text.pathOf("num_key_value_heads"), `a divisor of ${heads} attention heads`, kvHeads);
	}
	const headSize = text.count("head_dim", hiddenSize / heads);
	// GroupQueryAttention of ONNX Runtime rotates heads whose size is a multiple of 16.
	if (headSize % 16 !== 0 || headSize > largestHeadSize) {
		throw invalidConfig(text.pathOf("head_dim"), `a multiple of 16 up to ${largestHeadSize}`, headSize);
	}
	const maxPositions = text.count("max_position_embeddings", 2048);
	return {
		vocabularySize: text.count("vocab_size", 32_000),
		hiddenSize,
		intermediateSize: text.count("intermediate_size", 11_008),
		layers: text.count("num_hidden_layers", 32),
		heads,
		kvHeads,
		headSize,
		maxPositions,
		activation: activations[text.choice("hidden_act", activationNames, "silu")],
		normEpsilon: text.positive("rms_norm_eps", 1e-6),
		attentionBias: text.flag("attention_bias", false),
		mlpBias: text.flag("mlp_bias", false),
		tieWordEmbeddings: text.flag("tie_word_embeddings", false),
		rope: readRope(text, maxPositions),
	};
}
