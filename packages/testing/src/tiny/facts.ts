import type { ModelFacts } from "@lvlm-interpret/core";

/** Sizes of the tiny model: two decoder layers whose four heads share two key and value heads; a picture of 4 x 4 pixels in four patches. */
export const tinyFacts: ModelFacts = {
	id: "tiny-llava",
	modelType: "llava",
	fingerprint: "tiny-llava",
	weightBytes: 0,
	weightDtypes: ["float32"],
	text: { layers: 2, heads: 4, kvHeads: 2, headSize: 16, hiddenSize: 16, vocabularySize: 24, maxPositions: 32 },
	vision: { layers: 1, heads: 2, hiddenSize: 8, imageSize: 4, patchSize: 2 },
};

/** The token that stands for a patch in the prompt. */
export const tinyImageToken = 3;
