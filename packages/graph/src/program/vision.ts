import { LvlmError } from "@lvlm-interpret/core";
import { inferShapes } from "../infer/infer-shapes.js";
import type { Value } from "../ir/value.js";
import { cloneModel, copyInto } from "../passes/clone.js";
import { applyRules, inGraphOrder } from "../rewrite/driver.js";
import { findAttention } from "../rewrite/find-attention.js";
import { attentionRules } from "../rewrite/rules/attention-rules.js";
import type { DecoderLayerHandles, ModelHandles } from "./program.js";

/** The vision encoder and projector, joined to the decoder. Letters: N vision positions, M image tokens, D the decoder's size. */
export interface VisionHandles {
	/** Input `pixel_values`, [1, C, H, W], float32. */
	readonly pixelValues: Value;
	/** Attention probabilities of each layer on the path to the features: [1, Hv, N, N]; rows sum to 1. */
	readonly layers: readonly DecoderLayerHandles[];
	/** Projected features, one row an image token. [M, D]. */
	readonly imageFeatures: Value;
	/** Input `image_positions`, int64 [M]: joint positions of the image tokens. */
	readonly imagePositions: Value;
	/** Text embeddings with the image features in place, which the decoder now reads. [1, S, D]. */
	readonly inputsEmbeds: Value;
	/** N and M. */
	readonly positions: number;
	readonly imageTokens: number;
	/** Vision positions before the first patch that have no image token: 1 where the class token is dropped, else 0. */
	readonly dropped: number;
}

function missing(what: string, reasons: readonly string[]): LvlmError<"pattern-not-found"> {
	return new LvlmError("pattern-not-found", what, { pattern: "vision encoder", reasons });
}

/**
 * Joins the vision encoder to the decoder, so that gradients reach vision attention, features and pixels. The decoder then reads
 * `inputs_embeds` (rows of text; image rows are not looked at), `pixel_values` and `image_positions`.
 *
 * Call it before anything else is written on these handles; use `handles.reopen()` where both forms are needed.
 *
 * @throws {LvlmError} "invalid-argument" for batched handles; "capability-missing" where they were opened without a vision encoder; "pattern-not-found" when its
 *   attention or its values cannot be found.
 */
export function openVision(handles: ModelHandles): VisionHandles {
	const { decoder, facts, visionEncoder } = handles;
	if (!visionEncoder) {
		throw new LvlmError("capability-missing", `${facts.id} was opened for explanation without its vision encoder.`, {
			owner: facts.id,
			capability: "vision encoder",
			neededBy: "gradients into the image",
		});
	}
	if (handles.isBatched) {
		throw new LvlmError("invalid-argument", "The vision encoder is joined to graphs of batch 1 only.", {
			name: "isBatched",
			expected: "false",
			actual: "true",
		});
	}
	const plain = cloneModel(visionEncoder);
	const pixels = plain.graph.inputs.find((input) => input.name === "pixel_values");
	const features = plain.graph.outputs.find((output) => output.name === "image_features");
	if (!pixels?.type?.shape || !features) {
		throw missing(`The vision encoder of ${facts.id} has no pixel_values or no image_features.`, [
			`inputs: ${plain.graph.inputs.map(({ name }) => name).join(", ")}`,
			`outputs: ${plain.graph.outputs.map(({ name }) => name).join(", ")}`,
		]);
	}
	pixels.type = { dtype: pixels.type.dtype, shape: [1, ...pixels.type.shape.slice(1)] };
	const report = applyRules(plain.graph, attentionRules);
	const known = new Set(report.sites.map((site) => site.probabilities));
	const found = findAttention(plain.graph).filter((site) => !known.has(site.probabilities));
	const sites = inGraphOrder(plain.graph, [...report.sites, ...found]);
	if (sites.length === 0) throw missing(`The vision encoder of ${facts.id} has no attention.`, ["none was found"]);

	inferShapes(plain.graph, { opsets: plain.opsets, mode: "partial" });
	const positions = sites[0]?.probabilities.type?.shape?.[3];
	const imageTokens = features.type?.shape?.[0];
	if (typeof positions !== "number" || typeof imageTokens !== "number" || imageTokens > positions) {
		throw missing(`The image tokens of ${facts.id} do not stand for one vision position each.`, [
			`${positions ?? "an unknown number of"} vision positions, ${imageTokens ?? "an unknown number of"} image tokens`,
		]);
	}

	const { graph } = decoder.model;
	const copies = new Map<Value, Value>();
	copyInto(graph, plain.graph, copies);
	const imageFeatures = copies.get(features) as Value;
	const builder = decoder.builder.scope("join");
	const readers = [...decoder.inputsEmbeds.uses];
	const imagePositions = builder.input("image_positions", "int64", ["image_tokens"]);
	const first = builder.constant("int64", [0], undefined, "batch");
	const last = builder.constant("int64", [1], undefined, "column");
	const text = builder.op("Squeeze", [decoder.inputsEmbeds, first]);
	const places = builder.op("Unsqueeze", [imagePositions, last]);
	const rows = builder.op("ScatterND", [text, places, imageFeatures]);
	const inputsEmbeds = builder.op("Unsqueeze", [rows, first]);
	inputsEmbeds.type = decoder.inputsEmbeds.type;
	for (const { node, index } of readers) graph.replaceInput(node, index, inputsEmbeds);

	return {
		pixelValues: copies.get(pixels) as Value,
		layers: sites.map((site) => ({ attention: copies.get(site.probabilities) as Value })),
		imageFeatures,
		imagePositions,
		inputsEmbeds,
		positions,
		imageTokens,
		dropped: positions - imageTokens,
	};
}
