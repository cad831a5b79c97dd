import { groupWords, type SequenceToken, type Word } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

/** A word of the conversation: its text and the joint positions of its tokens, ascending. */
export interface PlacedWord {
	readonly text: string;
	readonly positions: readonly number[];
}

function placed(words: readonly Word[], tokens: readonly SequenceToken[]): PlacedWord[] {
	return words
		.filter((word) => word.kind !== "special" && word.tokens.length > 0)
		.map((word) => ({
			text: word.text,
			positions: word.tokens.map((index) => (tokens[index] as SequenceToken).position),
		}));
}

/** Words of the prompt that somebody wrote: system text, earlier turns, the question. Image and template divide them. */
export function promptWords(replay: Replay): PlacedWord[] {
	const { tokens, promptLength } = replay.sequence;
	const prompt = tokens.slice(0, promptLength);
	const isSpecial = ({ segment }: SequenceToken) => segment === "template" || segment === "image";
	const words = groupWords(prompt.map((token) => ({ text: token.text, isSpecial: isSpecial(token) })));
	return placed(words, prompt);
}

/** Words of the answer, punctuation included, without the end token. */
export function answerWords(replay: Replay): PlacedWord[] {
	const { tokens, promptLength } = replay.sequence;
	const answer = tokens.slice(promptLength);
	const isEnd = (index: number) => replay.tokens[index]?.isEnd ?? false;
	return placed(groupWords(answer.map((token, index) => ({ text: token.text, isSpecial: isEnd(index) }))), answer);
}

/** How several rows, or several entries of one, become one. */
export function reduce(values: readonly number[], how: "mean" | "max" | "sum"): number {
	if (values.length === 0) return 0;
	if (how === "max") return Math.max(...values);
	const sum = values.reduce((total, one) => total + one, 0);
	return how === "sum" ? sum : sum / values.length;
}
