import type { GenerationData, Progress } from "@lvlm-interpret/core";
import type { CallEvent } from "../protocol/messages.js";

/** What a handler has of its call. */
export interface CallContext {
	readonly signal: AbortSignal;
	readonly onProgress: (progress: Progress) => void;
	/** @param transfer  Buffers that nobody here needs any more. */
	post(event: CallEvent, transfer?: readonly ArrayBuffer[]): void;
	/** Asks the page for the data of the answer that the call is about. @throws {DOMException} AbortError */
	needAnswer(): Promise<GenerationData>;
}

/** Messages about a download, in milliseconds apart: it reports every piece that comes. */
const downloadIntervalMs = 50;

/** Passes progress on; of a download only now and then, and its end. */
export function thinned(pass: (progress: Progress) => void): (progress: Progress) => void {
	let last = Number.NEGATIVE_INFINITY;
	return (progress) => {
		const now = performance.now();
		const isEnd = progress.done === progress.total;
		if (progress.phase === "download" && !isEnd && now - last < downloadIntervalMs) return;
		last = now;
		pass(progress);
	};
}
