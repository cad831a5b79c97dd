import type { GenerateRequest, Generation } from "./generation.js";

/** The numbers of a model that explainers and views need. */
export interface ModelFacts {
	/** What it was opened as: folder name or Hub id. */
	readonly id: string;
	/** `model_type` of config.json, e.g. "llava". */
	readonly modelType: string;
	/** SHA-256 of config.json and of the names, shapes and byte ranges of all weights, hex; names the model in sessions. */
	readonly fingerprint: string;
	/** Bytes of the weights as stored. */
	readonly weightBytes: number;
	readonly weightDtypes: readonly string[];
	readonly text: {
		readonly layers: number;
		readonly heads: number;
		readonly kvHeads: number;
		readonly headSize: number;
		readonly hiddenSize: number;
		readonly vocabularySize: number;
		readonly maxPositions: number;
		/** The token that fills up batches, where the model has one: it stands for nothing. */
		readonly padTokenId?: number;
	};
	readonly vision: {
		readonly layers: number;
		readonly heads: number;
		readonly hiddenSize: number;
		readonly imageSize: number;
		readonly patchSize: number;
	};
}

/** An opened vision-language model. Whoever opens it disposes it. */
export interface Model {
	readonly facts: ModelFacts;
	readonly backend: { readonly id: string; readonly device: string };
	/**
	 * Answers a question about an image.
	 *
	 * @throws {LvlmError} "invalid-argument" (empty question, no image, question too long), "invalid-image".
	 */
	generate(request: GenerateRequest): Promise<Generation>;
	dispose(): Promise<void>;
}
