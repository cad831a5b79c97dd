import type { Preprocess } from "@lvlm-interpret/core";
import { type InputImage, imageToSend } from "@lvlm-interpret/ui/controls";
import type { EngineClient } from "@lvlm-interpret/worker";
import { useEffect, useState } from "react";
import { isAbort } from "../app/failure.js";
import { useEngine, useWork } from "../app/work.js";

/** What the model would read of a picture. */
export type ModelInput = Awaited<ReturnType<EngineClient["prepare"]>>;

/**
 * What the open model would read; undefined while none is open, since looking at a picture must not load one. Nothing of the model runs.
 */
export function usePreview(
	image: InputImage | undefined,
	question: string,
	preprocess: Preprocess,
): ModelInput | undefined {
	const { engine } = useWork();
	const isReady = useEngine(({ state }) => state === "ready");
	const [preview, setPreview] = useState<ModelInput>();
	useEffect(() => {
		if (!image || !isReady) return setPreview(undefined);
		const controller = new AbortController();
		const { signal } = controller;
		const look = async (): Promise<void> => {
			const { client } = await engine.open({ signal });
			const prompt = question.trim() || "?";
			const found = await client.prepare({ image: await imageToSend(image), prompt, preprocess, signal });
			if (!signal.aborted) setPreview(found);
		};
		// Not at every letter of the question.
		const timer = setTimeout(() => {
			look().catch((error: unknown) => {
				if (!isAbort(error)) setPreview(undefined);
			});
		}, 200);
		return () => {
			clearTimeout(timer);
			controller.abort();
		};
	}, [engine, image, isReady, question, preprocess]);
	return preview;
}
