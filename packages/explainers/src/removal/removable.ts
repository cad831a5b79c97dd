import { LvlmError, queryPosition, type SequenceToken } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

/** What can be taken away before some answer tokens are predicted, as joint positions, ascending. */
export interface Removable {
	/** Image tokens. */
	readonly image: readonly number[];
	/** The user's words: the question, and earlier turns. */
	readonly prompt: readonly number[];
	/** Earlier tokens of the answer. */
	readonly answer: readonly number[];
	/** All of them. */
	readonly all: readonly number[];
}

const kinds: Readonly<Partial<Record<SequenceToken["segment"], "image" | "prompt" | "answer">>> = {
	image: "image",
	question: "prompt",
	history: "prompt",
	answer: "answer",
};

/**
 * Positions that may be removed when the rows that predict `tokens` are looked at. Never one of these rows, nor what comes behind the first
 * of them; never what the template or the tokenizer put there (BOS, role names, turn marks), nor the system prompt.
 */
export function removablePositions(replay: Replay, tokens: readonly number[]): Removable {
	const first = Math.min(...tokens.map((token) => queryPosition(replay.sequence, token)));
	const found = { image: [] as number[], prompt: [] as number[], answer: [] as number[], all: [] as number[] };
	for (const { position, segment } of replay.sequence.tokens) {
		const kind = kinds[segment];
		if (!kind || position >= first) continue;
		found[kind].push(position);
		found.all.push(position);
	}
	return found;
}

/** @throws {LvlmError} "invalid-argument" naming the first position that must stay. */
export function assertRemovable(removable: ReadonlySet<number>, set: readonly number[], replay: Replay): void {
	const wrong = set.find((position) => !removable.has(position));
	if (wrong === undefined) return;
	const { segment, text } = replay.sequence.tokens[wrong] ?? {};
	throw new LvlmError(
		"invalid-argument",
		`Position ${wrong} cannot be removed${segment ? ` ("${text}", ${segment})` : ""}.`,
		{ name: "set", expected: "image tokens, the user's words or earlier answer tokens", actual: String(wrong) },
		{ hint: "The rows that predict, the start of the sequence and the template stay." },
	);
}
