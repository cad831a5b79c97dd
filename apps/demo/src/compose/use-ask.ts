import type { GeneratedToken } from "@lvlm-interpret/core";
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
	/** What has come of the answer. */
	readonly text: string;
	readonly phases: readonly PhaseProgress[];
}

export interface AskControls {
	readonly asking: Asking | undefined;
	ask(draft: Draft, opened: Opened | undefined): Promise<void>;
}

const textOf = (tokens: readonly GeneratedToken[]): string =>
	tokens.map(({ text, isEnd }) => (isEnd ? "" : text)).join("");

/** Asks, shows the answer as soon as it is whole, and explains it. @param onAnswer  Told the id of its run. */
export function useAsk(onAnswer: (run: string) => void): AskControls {
	const work = useWork();
	const [asking, setAsking] = useState<Asking>();
	const change = (part: (before: Asking) => Partial<Asking>): void =>
		setAsking((before) => before && { ...before, ...part(before) });
	return {
		asking,
		async ask(draft, opened) {
			const image = draft.image ? await imageToSend(draft.image) : opened?.picture;
			if (!image) return;
			const { temperature, topK, topP, seed, maxTokens } = draft.sampling;
			const tokens: GeneratedToken[] = [];
			setAsking({ isRunning: true, question: draft.question, text: "", phases: [] });
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
					messages: messagesOf(draft, opened),
					preprocess: draft.preprocess,
					sampling: { temperature, topK, topP, seed },
					maxTokens,
					origin: { kind: "asked" } as const,
					// What was expected of a picture is not expected of another.
					...(opened ? { parent: opened.run.id } : {}),
				};
				const onToken = (token: GeneratedToken): void => {
					tokens.push(token);
					change(() => ({ text: textOf(tokens) }));
				};
				const answered = await askRun(work, request, { ...call, onToken });
				onAnswer(answered.run.id);
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
