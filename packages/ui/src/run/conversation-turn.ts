import type { RgbImage } from "@lvlm-interpret/core";

/** A question and its answer, as far as it has come. */
export interface ConversationTurn {
	/** Unique in the conversation, and the same while the answer grows. */
	readonly id: string;
	readonly question: string;
	/** The pictures that came with this question. */
	readonly pictures?: readonly RgbImage[];
	readonly answer: string;
	/** `waiting`: nothing of the answer is there; `stopped`: what is there was kept. */
	readonly status: "waiting" | "streaming" | "done" | "stopped" | "failed";
	/** Why it failed, and what to do; or what a reader should know of it. */
	readonly note?: string;
	/** Beside the answer: "12 tokens, 1.4 s". */
	readonly detail?: string;
}

/** Whether the answer still grows. */
export function isOpen({ status }: ConversationTurn): boolean {
	return status === "waiting" || status === "streaming";
}
