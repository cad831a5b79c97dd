import type { Message, Preprocess } from "@lvlm-interpret/core";
import { type InputImage, imageToSend } from "@lvlm-interpret/ui/controls";
import type { EngineClient } from "@lvlm-interpret/worker";
import { useMemo } from "react";
import { useEngine, useWork } from "../app/work.js";

type ModelInput = Awaited<ReturnType<EngineClient["prepare"]>>;

/** What the open model would read; nothing of it runs. */
export interface ModelReads {
	preview(preprocess: Preprocess, signal: AbortSignal): Promise<ModelInput>;
	/** Tokens of the whole prompt. */
	tokenCount(question: string): Promise<number>;
	/** The prompt with the model's own marks; the picture's tokens in a word. */
	template(question: string): Promise<string>;
}

function textOf({ sequence }: ModelInput): string {
	const images = sequence.tokens.filter(({ segment }) => segment === "image");
	return sequence.tokens
		.flatMap(({ segment, text, position }) =>
			segment !== "image" ? [text] : position === images[0]?.position ? [`[${images.length} picture tokens]`] : [],
		)
		.join("");
}

/**
 * Undefined while no model is open, since looking at a question must not load one.
 *
 * @param messagesOf  The conversation with a question at its end; should stay the same function while the conversation does.
 */
export function useModelInput(
	image: InputImage | undefined,
	messagesOf: (question: string) => readonly Message[],
): ModelReads | undefined {
	const { engine } = useWork();
	const isReady = useEngine(({ state }) => state === "ready");
	return useMemo(() => {
		if (!image || !isReady) return undefined;
		const prepare = async (
			question: string,
			more: { preprocess?: Preprocess; signal?: AbortSignal },
		): Promise<ModelInput> => {
			const { client } = await engine.open();
			return client.prepare({ image: await imageToSend(image), prompt: messagesOf(question), ...more });
		};
		return {
			preview: (preprocess, signal) => prepare("?", { preprocess, signal }),
			tokenCount: async (question) => (await prepare(question.trim() || "?", {})).sequence.promptLength,
			template: async (question) => textOf(await prepare(question.trim() || "?", {})),
		};
	}, [engine, image, isReady, messagesOf]);
}
