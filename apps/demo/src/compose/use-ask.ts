import type { GeneratedToken, Message } from "@lvlm-interpret/core";
import { endProgress, imageToSend, type PhaseProgress, trackProgress } from "@lvlm-interpret/ui/controls";
import { useState } from "react";
import { useWork } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import { askRun, explainFirst } from "../engine/ask-run.js";
import { type Draft, messagesOf } from "./draft.js";

/** A question that is being answered, or the last one that was. */
export interface Asking {
	readonly isRunning: boolean;
	readonly question: string;
	/** What was said before it. */
	readonly messages: readonly Message[];
	/** Whether the answer is whole and shown; it is explained then. */
	readonly isAnswered: boolean;
	/** What has come of the answer. */
	readonly text: string;
	readonly phases: readonly PhaseProgress[];
}

export interface AskControls {
	readonly asking: Asking | undefined;
	/** @param messages  The conversation in place of what the draft would make of it: an earlier turn in other words. */
	ask(draft: Draft, opened: Opened | undefined, messages?: readonly Message[]): Promise<void>;
}

const textOf = (tokens: readonly GeneratedToken[]): string =>
	tokens.map(({ text, isEnd }) => (isEnd ? "" : text)).join("");

/** Where the picture of a question can be fetched: as it was given, not as it was edited. */
function addressOf({ image }: Draft, opened: Opened | undefined): { readonly address?: string } {
	const address = image ? (image.unedited ? undefined : image.address) : opened?.run.address;
	return address === undefined ? {} : { address };
}

/** Asks, shows the answer as soon as it is whole, and explains it. @param onAnswer  Told the id of its run. */
export function useAsk(onAnswer: (run: string) => void): AskControls {
	const work = useWork();
	const [asking, setAsking] = useState<Asking>();
	const change = (part: (before: Asking) => Partial<Asking>): void =>
		setAsking((before) => before && { ...before, ...part(before) });
	return {
		asking,
		async ask(draft, opened, messages = messagesOf(draft, opened)) {
			const image = draft.image ? await imageToSend(draft.image) : opened?.picture;
			if (!image) return;
			const { temperature, topK, topP, seed, maxTokens } = draft.sampling;
			const tokens: GeneratedToken[] = [];
			setAsking({ isRunning: true, isAnswered: false, question: draft.question, messages, text: "", phases: [] });
			const made = await work.engine.job("Answering", async ({ signal, onProgress }) => {
				const call = {
					signal,
					onProgress(progress: Parameters<typeof onProgress>[0]) {
						onProgress(progress);
						change(({ phases }) => ({ phases: trackProgress(phases, progress, performance.now()) }));
					},
				};
				const request = {
					image,
					messages,
					preprocess: draft.preprocess,
					sampling: { temperature, topK, topP, seed },
					maxTokens,
					origin: { kind: "asked" } as const,
					...addressOf(draft, opened),
					// What was expected of a picture is not expected of another.
					...(opened ? { parent: opened.run.id } : {}),
				};
				const onToken = (token: GeneratedToken): void => {
					tokens.push(token);
					change(() => ({ text: textOf(tokens) }));
				};
				const answered = await askRun(work, request, { ...call, onToken });
				onAnswer(answered.run.id);
				change(() => ({ isAnswered: true }));
				if (answered.run.stopReason !== "aborted") await explainFirst(work, answered.run.id, call);
				return answered;
			});
			change(({ phases }) => ({
				isRunning: false,
				phases: endProgress(phases, made ? "done" : "stopped", performance.now()),
			}));
		},
	};
}
