import type { Message, Preprocess } from "@lvlm-interpret/core";
import { defaultSampling, type InputImage, type SamplingValue } from "@lvlm-interpret/ui/controls";
import type { Opened } from "../document/opened.js";
import type { Run } from "../runs/run.js";

/** What is going to be asked. */
export interface Draft {
	/** In place of the shown run's picture; `ops` where it was edited from that. */
	readonly image?: InputImage;
	readonly question: string;
	/** Whether the question goes on with the shown conversation, about its picture. */
	readonly isNextTurn: boolean;
	readonly preprocess: Preprocess;
	readonly sampling: SamplingValue;
}

/** As the shown run was asked. @param isNextTurn  Whether the question goes on with it, as the one before did. */
export function draftOf(run: Run | undefined, isNextTurn = false): Draft {
	return {
		question: isNextTurn ? "" : (run?.question ?? ""),
		isNextTurn,
		preprocess: run?.preprocess ?? "default",
		sampling: { ...defaultSampling, ...run?.sampling },
	};
}

/** The conversation that a draft asks. */
export function messagesOf(
	{ question, isNextTurn }: Pick<Draft, "question" | "isNextTurn">,
	opened: Pick<Opened, "run"> | undefined,
): readonly Message[] {
	const text = question.trim();
	if (!opened) return [{ role: "user", text }];
	const { messages, answer } = opened.run;
	const before = isNextTurn ? [...messages, { role: "assistant" as const, text: answer }] : messages.slice(0, -1);
	return [...before, { role: "user", text }];
}
