import { type Activation, activationNames, activations } from "./activation.js";
import { invalidConfig, type JsonFields } from "./json-fields.js";

/** A CLIP vision tower. */
export interface ClipVisionConfig {
	readonly hiddenSize: number;
	readonly intermediateSize: number;
	readonly layers: number;
	readonly heads: number;
	readonly channels: number;
	/** Side of the square input in pixels. */
	readonly imageSize: number;
	readonly patchSize: number;
	readonly activation: Activation;
	readonly normEpsilon: number;
}

/**
 * Reads a vision configuration; what is left out takes the defaults of transformers 5.18, `CLIPVisionConfig`.
 *
 * @throws {LvlmError} "invalid-model"
 */
export function readClipVisionConfig(vision: JsonFields): ClipVisionConfig {
	const hiddenSize = vision.count("hidden_size", 768);
	const heads = vision.count("num_attention_heads", 12);
	if (hiddenSize % heads !== 0) {
		throw invalidConfig(vision.pathOf("hidden_size"), `a multiple of ${heads} heads`, hiddenSize);
	}
	const imageSize = vision.count("image_size", 224);
	const patchSize = vision.count("patch_size", 32);
	if (patchSize > imageSize) throw invalidConfig(vision.pathOf("patch_size"), `at most ${imageSize}`, patchSize);
	return {
		hiddenSize,
		intermediateSize: vision.count("intermediate_size", 3072),
		layers: vision.count("num_hidden_layers", 12),
		heads,
		channels: vision.count("num_channels", 3),
		imageSize,
		patchSize,
		activation: activations[vision.choice("hidden_act", activationNames, "quick_gelu")],
		normEpsilon: vision.positive("layer_norm_eps", 1e-5),
	};
}
