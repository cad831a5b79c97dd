import type { RowSource } from "@lvlm-interpret/core";
import { useContext, useEffect, useRef, useState } from "react";
import type { ViewStatus } from "../foundation/view-status.js";
import { uiContext } from "../theme/context.js";

/** What was asked of a source, as far as it came. */
export interface Asked<T> {
	/** The newest answer; kept while a newer one is on its way. */
	readonly value?: T;
	/** Undefined when the answer is there and whole. */
	readonly status?: ViewStatus;
}

/**
 * Asks a source whenever one of `parts` changes, and again when more of it is ready. The newest question wins: older ones are
 * aborted, and their answers are not shown.
 *
 * @param ask  Undefined when there is nothing to ask yet.
 * @param readyShare  Of an answer, in [0, 1]: below 1 it is partial.
 */
export function useAsked<T>(
	source: RowSource,
	ask: ((signal: AbortSignal) => Promise<T>) | undefined,
	readyShare: (value: T) => number,
	parts: readonly unknown[],
): Asked<T> {
	const [asked, setAsked] = useState<Asked<T>>({ status: { kind: "loading" } });
	const { onError } = useContext(uiContext);
	const latest = useRef({ ask, readyShare, onError });
	latest.current = { ask, readyShare, onError };
	useEffect(() => {
		let current = new AbortController();
		const run = async (): Promise<void> => {
			current.abort();
			current = new AbortController();
			const { signal } = current;
			const { ask, readyShare } = latest.current;
			if (!ask) return;
			try {
				const value = await ask(signal);
				if (signal.aborted) return;
				const share = readyShare(value);
				const message = `${Math.round(100 * share)} % of the rows are in.`;
				setAsked({ value, ...(share < 1 ? { status: { kind: "partial", message, share } } : {}) });
			} catch (error) {
				if (signal.aborted) return;
				const message = error instanceof Error ? error.message : String(error);
				setAsked({ status: { kind: "error", message } });
				latest.current.onError?.(error);
			}
		};
		void run();
		const stop = source.subscribe(() => void run());
		return () => {
			stop();
			current.abort();
		};
	}, [source, ...parts]);
	return asked;
}
