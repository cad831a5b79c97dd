import { LvlmError, type OptionSpec, queryPosition } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

/** Which of several: indices, or all. */
export type Indices = "all" | readonly number[];

/** The option that picks answer tokens. */
export const tokensOption: OptionSpec<Indices> = {
	label: "Answer tokens",
	description: 'Indices of the explained answer tokens, from 0. "all" leaves out the end token, which can be named.',
	type: "indices",
	of: "token",
	default: "all",
};

/**
 * Indices within [0, count), checked.
 *
 * @throws {LvlmError} "invalid-argument" with what there is.
 */
export function chosen(name: string, indices: Indices, count: number, what: string): number[] {
	if (indices === "all") return Array.from({ length: count }, (_, index) => index);
	const outside = indices.find((index) => index >= count);
	if (outside !== undefined) {
		throw new LvlmError("invalid-argument", `There is no ${what} ${outside}: there are ${count}, counted from 0.`, {
			name,
			expected: `indices in [0, ${count})`,
			actual: String(outside),
		});
	}
	return [...indices];
}

/** The answer tokens that `indices` names, and for each the joint position that predicts it. */
export interface ChosenTokens {
	/** Indices of answer tokens. */
	readonly tokens: readonly number[];
	/** Query positions, one a token. */
	readonly queries: readonly number[];
	/** Texts, one a token. */
	readonly labels: readonly string[];
}

/** @throws {LvlmError} "invalid-argument" for an index that does not exist, or when nothing but the end token was generated. */
export function chosenTokens(replay: Replay, indices: Indices): ChosenTokens {
	const tokens =
		indices === "all"
			? replay.tokens.filter((token) => !token.isEnd).map((token) => token.index)
			: chosen("tokens", indices, replay.tokens.length, "answer token");
	if (tokens.length === 0) {
		throw new LvlmError("invalid-argument", "The answer is empty: there is no token to explain.", {
			name: "tokens",
			expected: "an answer with at least one visible token",
			actual: "the end token alone",
		});
	}
	return {
		tokens,
		queries: tokens.map((token) => queryPosition(replay.sequence, token)),
		labels: tokens.map((token) => replay.tokens[token]?.text ?? ""),
	};
}
