import { elementCount, type ModelFacts } from "@lvlm-interpret/core";
import type { ModelFamily } from "../families/family.js";
import { readCheckpoint } from "../families/open-checkpoint.js";
import type { ModelFiles } from "../files/model-files.js";

/** Prompt text and answer that memory is estimated for, in tokens, besides one image. */
export const estimatedTextTokens = 192;

/** Memory in bytes that one precision takes. */
export interface MemoryNeed {
	readonly dtype: "float32" | "float16";
	/** Graphs compute in float32; the other precision is named for comparison. */
	readonly isSupported: boolean;
	readonly weightBytes: number;
	/** Keys and values of all layers. */
	readonly kvCacheBytes: number;
	/** Values that live at once while an answer is computed. */
	readonly answerActivationBytes: number;
	/** The same for attention maps, which need one layer's probabilities at a time. */
	readonly attentionActivationBytes: number;
	/** The same for relevancy with gradients: the values of every layer are kept until the way back has used them. */
	readonly relevancyActivationBytes: number;
	/** Weights of a second graph, for explanations, where the runtime cannot share them. */
	readonly explanationWeightBytes: number;
}

/** What a model takes, from config.json and the headers of its weights alone. */
export interface ModelEstimate {
	readonly id: string;
	readonly facts: ModelFacts;
	/** All stored parameters. */
	readonly parameterCount: number;
	/** Files that opening it takes, weights and texts. */
	readonly downloadBytes: number;
	readonly weightFiles: readonly string[];
	/** Positions that memory is estimated for: one image and {@link estimatedTextTokens}. */
	readonly positions: number;
	/** The largest single weight, in the precision it runs in: a device binds it as one buffer. */
	readonly largestTensor: { readonly name: string; readonly byteLength: number };
	readonly memory: readonly MemoryNeed[];
}

/** What an estimate is made of; sizes as in ModelFacts, `S` positions, `I` inner size of the MLP. */
function needs(
	dtype: MemoryNeed["dtype"],
	{ text, vision }: ModelFacts,
	counts: { elements: number; decoderElements: number; positions: number },
): MemoryNeed {
	const width = dtype === "float32" ? 4 : 2;
	const { layers: L, heads: H, kvHeads, headSize, hiddenSize: D, vocabularySize: V } = text;
	const S = counts.positions;
	const imageTokens = (vision.imageSize / vision.patchSize) ** 2 + 1;
	// Inputs, outputs and the MLP's inner values of one layer (I is about 2.7 D in a Llama, 4 D in a CLIP), and one softmax.
	const layer = S * (8 * D + 3 * 2.7 * D);
	const visionLayer = imageTokens * (8 + 8) * vision.hiddenSize + 2 * vision.heads * imageTokens ** 2;
	const probabilities = H * S * S;
	const logits = S * V;
	return {
		dtype,
		isSupported: dtype === "float32",
		weightBytes: width * counts.elements,
		kvCacheBytes: width * 2 * L * kvHeads * headSize * S,
		answerActivationBytes: Math.round(width * Math.max(layer + probabilities + V, visionLayer)),
		attentionActivationBytes: Math.round(width * (layer + 2 * probabilities + logits)),
		relevancyActivationBytes: Math.round(width * (L * (layer + 2 * probabilities) + 2 * logits)),
		explanationWeightBytes: width * counts.decoderElements,
	};
}

/**
 * Reads what a model takes: size of the download, parameters, memory by precision. Of a model on a server
 * ({@link remoteFiles}) this fetches config.json, the index, and of each weight file 8 bytes and the header: a megabyte or two
 * at 7 billion parameters.
 *
 * Memory is an estimate for one image and {@link estimatedTextTokens} tokens of text. Weights and cache are exact; activations
 * follow from the shapes: a layer's values S·(8 D + 3 I) with I = 2.7 D, probabilities H·S², logits S·V; answering holds one layer,
 * relevancy all of them, with the gradients of the probabilities.
 *
 * @throws {LvlmError} as `openCheckpoint`; "download-failed" for files on a server. @throws {DOMException} AbortError
 */
export async function estimateModel(
	files: ModelFiles,
	options: { readonly families?: readonly ModelFamily[]; readonly signal?: AbortSignal } = {},
): Promise<ModelEstimate> {
	const { facts, model, weights } = await readCheckpoint(files, options);
	const entries = await files.list();
	const weightFiles = [...new Set([...weights.values()].map((one) => one.file))].sort();
	const isNeeded = (name: string): boolean => weightFiles.includes(name) || /^[^/]+\.(json|jinja)$/.test(name);
	const parameterCount = [...weights.values()].reduce((sum, one) => sum + elementCount(one.shape), 0);
	const elements = model.used.reduce((sum, one) => sum + elementCount(one.shape), 0);
	const decoderElements = [...model.parts.decoder_model_merged.graph.initializers.values()].reduce(
		(sum, one) => sum + elementCount(one.shape),
		0,
	);
	const largest = model.used.reduce((a, b) => (elementCount(b.shape) > elementCount(a.shape) ? b : a));
	const positions = Math.min(model.imageTokensPerImage + estimatedTextTokens, facts.text.maxPositions);
	const counts = { elements, decoderElements, positions };
	return {
		id: files.id,
		facts,
		parameterCount,
		downloadBytes: entries.reduce((sum, { name, byteLength }) => sum + (isNeeded(name) ? byteLength : 0), 0),
		weightFiles,
		positions,
		largestTensor: { name: largest.name, byteLength: 4 * elementCount(largest.shape) },
		memory: [needs("float32", facts, counts), needs("float16", facts, counts)],
	};
}
