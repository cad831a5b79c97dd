import { type GeneratedToken, isLvlmError, type Progress } from "@lvlm-interpret/core";
import { createEngine, type EngineClient, type EngineState } from "@lvlm-interpret/worker";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Opened } from "../document/opened.js";
import { type AskRequest, askLive } from "./live-run.js";

const embedded = "./models/shapes-llava";
/** Of the embedded model, for those who pay by the byte. */
export const embeddedMegabytes = 11;

/** What the engine is about. */
export interface EngineActivity {
	readonly state: EngineState;
	readonly isRunning: boolean;
	readonly tokens: readonly GeneratedToken[];
	readonly progress: Progress | undefined;
	/** What a person should know: a device that is used instead of another, a worker that had to be ended. */
	readonly notice: string | undefined;
	readonly failure: { readonly message: string; readonly hint?: string } | undefined;
}

export interface EngineControls extends EngineActivity {
	ask(request: Pick<AskRequest, "image" | "question">): Promise<void>;
	stop(): void;
}

const idle: EngineActivity = {
	state: "empty",
	isRunning: false,
	tokens: [],
	progress: undefined,
	notice: undefined,
	failure: undefined,
};

/** The engine of this page, started when it is first asked. */
export function useEngine(onOpened: (opened: Opened) => void): EngineControls {
	const [activity, setActivity] = useState(idle);
	const engine = useRef<EngineClient>(undefined);
	const running = useRef<AbortController>(undefined);
	const change = useCallback((part: Partial<EngineActivity>) => setActivity((one) => ({ ...one, ...part })), []);
	useEffect(() => () => engine.current?.close(), []);

	const ask = useCallback<EngineControls["ask"]>(
		async (request) => {
			running.current?.abort();
			const controller = new AbortController();
			running.current = controller;
			const { signal } = controller;
			engine.current ??= createEngine({
				worker: () => new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" }),
				onEvent(event) {
					if (event.kind === "state") change({ state: event.state });
					else if (event.kind === "notice" || event.kind === "ended") change({ notice: event.message });
					else console.error(event.error);
				},
			});
			change({ isRunning: true, tokens: [], progress: undefined, failure: undefined });
			const mine = (part: Partial<EngineActivity>) => running.current === controller && change(part);
			try {
				await askLive(
					engine.current,
					embedded,
					{
						...request,
						signal,
						onProgress: (progress) => mine({ progress }),
						onToken: (token) => setActivity((one) => ({ ...one, tokens: [...one.tokens, token] })),
					},
					(opened) => running.current === controller && onOpened(opened),
				);
			} catch (error) {
				const isAbort = error instanceof DOMException && error.name === "AbortError";
				const hint = isLvlmError(error) ? error.hint : undefined;
				const message = error instanceof Error ? error.message : String(error);
				if (!isAbort) mine({ failure: { message, ...(hint === undefined ? {} : { hint }) } });
			}
			mine({ isRunning: false, progress: undefined });
		},
		[change, onOpened],
	);
	const stop = useCallback(() => running.current?.abort(), []);
	return { ...activity, ask, stop };
}
