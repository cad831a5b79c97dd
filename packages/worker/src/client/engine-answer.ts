import type { GeneratedToken, GenerationData, SequenceToken } from "@lvlm-interpret/core";
import type { AnswerPrompt } from "@lvlm-interpret/models";
import type { AnswerModel } from "../protocol/calls.js";

/** An answer as plain data, with the model that gave it. It can be explained whenever that model is open again. */
export interface EngineAnswer extends GenerationData {
	readonly model: AnswerModel;
}

/** What is known before the first token: where the image's regions lie, and the prompt's tokens. */
export interface EnginePrompt extends AnswerPrompt {
	readonly model: AnswerModel;
}

/** The fields that a replay needs; whatever else a caller's object has is not sent. */
export function dataOf(answer: EngineAnswer): GenerationData {
	const { text, tokens, stopReason, sequence, layouts, image, messages, sampling, preprocess, timings } = answer;
	const chosen = preprocess === undefined ? {} : { preprocess };
	return { text, tokens, stopReason, sequence, layouts, image, messages, sampling, ...chosen, timings };
}

/**
 * The answer as far as it came, from the prompt and the tokens that were streamed: of a generation whose worker ended. It can be
 * explained like any other. Its text is that of its tokens, in which a character that several tokens share may show as U+FFFD.
 *
 * @param timings  As measured by the caller; default zeros.
 */
export function answerSoFar(
	prompt: EnginePrompt,
	tokens: readonly GeneratedToken[],
	timings: GenerationData["timings"] = { encodeMs: 0, prefillMs: 0, decodeMs: 0 },
): EngineAnswer {
	const { promptLength } = prompt.sequence;
	const answered = tokens.map(
		({ id, text, index }): SequenceToken => ({ position: promptLength + index, id, text, segment: "answer" }),
	);
	return {
		...prompt,
		text: tokens.map(({ text, isEnd }) => (isEnd ? "" : text)).join(""),
		tokens,
		stopReason: tokens.at(-1)?.isEnd ? "end-token" : "aborted",
		sequence: { tokens: [...prompt.sequence.tokens, ...answered], promptLength },
		timings,
	};
}
