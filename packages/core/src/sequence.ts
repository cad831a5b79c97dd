/**
 * The part of the conversation that a position belongs to.
 * `template` is what the chat template and the tokenizer add (BOS, role names, turn marks); `history` is earlier turns.
 */
export type Segment = "template" | "system" | "history" | "image" | "question" | "answer";

/** One position of the joint sequence of the language model, after image expansion. */
export interface SequenceToken {
	/** Index in the joint sequence. */
	readonly position: number;
	readonly id: number;
	/** The token's text; tokens that hold a part of a character show "\uFFFD". */
	readonly text: string;
	readonly segment: Segment;
	/** For image tokens: which picture, and which of its regions (index into `ImageLayout.regions`). */
	readonly image?: { readonly index: number; readonly region: number };
}

/** Positions `0..promptLength-1` are the prompt; answer token `t` sits at `promptLength + t`. */
export interface Sequence {
	readonly tokens: readonly SequenceToken[];
	readonly promptLength: number;
}

/** Positions of a segment, ascending. */
export function positionsOf(sequence: Sequence, segment: Segment): number[] {
	const positions: number[] = [];
	for (const token of sequence.tokens) if (token.segment === segment) positions.push(token.position);
	return positions;
}

/** The row that predicts answer token `token`: its query position. Row `promptLength - 1` predicts token 0. */
export function queryPosition(sequence: Sequence, token: number): number {
	return sequence.promptLength - 1 + token;
}
