import type { ModelFacts, Segment, SequenceToken } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

const prompt: readonly (readonly [string, Segment])[] = [
	["<s>", "template"],
	["USER:", "template"],
	...(["image", "image", "image", "image"] as const).map((segment): [string, Segment] => ["<image>", segment]),
	[" What", "question"],
	[" col", "question"],
	["our", "question"],
	["?", "question"],
	["ASSISTANT:", "template"],
];
const answer = [" It", " is", " re", "d", ".", "</s>"] as const;

/**
 * “What colour?”, four image tokens at positions 2 to 5, and the answer “It is red.” of five tokens and the end token: words of
 * one and of two tokens, in the prompt and in the answer. Log-probability of answer token t: -0.1 (t + 1).
 */
export const conversation: Replay = (() => {
	const tokens: SequenceToken[] = [...prompt, ...answer.map((text): [string, Segment] => [text, "answer"])].map(
		([text, segment], position) => ({
			position,
			id: 100 + position,
			text,
			segment,
			...(segment === "image" ? { image: { index: 0, region: position - 2 } } : {}),
		}),
	);
	const cell = { x: 0, y: 0, width: 1, height: 1 };
	return {
		facts: { text: { layers: 1, heads: 1 } } as unknown as ModelFacts,
		sequence: { tokens, promptLength: prompt.length },
		tokens: answer.map((text, index) => ({
			index,
			id: 100 + prompt.length + index,
			text,
			logProbability: -0.1 * (index + 1),
			sampledProbability: 1,
			alternatives: [],
			isEnd: text === "</s>",
		})),
		layouts: [
			{ imageWidth: 2, imageHeight: 2, visible: { ...cell, width: 2, height: 2 }, regions: [cell, cell, cell, cell] },
		],
		rows: tokens.length - 1,
	};
})();

/** Made-up relevance of answer token t over all joint positions, float32 [5, 16]: nothing behind the row that predicts it. */
export const made: readonly Float32Array[] = Array.from({ length: 5 }, (_, token) =>
	Float32Array.from({ length: conversation.rows }, (_, position) =>
		position < conversation.sequence.promptLength - 1 + token ? 1 + ((7 * position + 3 * token) % 5) : 0,
	),
);
