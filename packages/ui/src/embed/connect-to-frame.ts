import { LvlmError } from "@lvlm-interpret/core";
import type { Selection } from "../selection/store.js";
import {
	type EmbedFailure,
	type EmbedSettings,
	readFromFrame,
	type ToFrame,
	toMessage,
	wrongOrigin,
} from "./messages.js";

/** Pause between tries to reach the frame, and how long it is tried. */
const retryMs = 250;
const patienceMs = 15_000;

export interface ConnectToFrameOptions extends EmbedSettings {
	/** Default: the origin of the frame's `src`. Messages go nowhere else, and from nowhere else are taken. */
	readonly origin?: string;
	readonly onReady?: (ready: { readonly view: string; readonly views: readonly string[] }) => void;
	readonly onSelect?: (selection: Selection) => void;
	readonly onError?: (failure: EmbedFailure) => void;
	/** Pixels that the frame's content needs. */
	readonly onResize?: (height: number) => void;
}

/** A frame that shows a view of LVLM-Interpret, as the page around it sees it. */
export interface FrameConnection {
	set(settings: EmbedSettings): void;
	select(selection: Partial<Selection>): void;
	disconnect(): void;
}

/**
 * Speaks to the view in an iframe. The frame's page has to list this page's origin: see `connectToPage`.
 *
 * @example
 * ```ts
 * const frame = connectToFrame(document.querySelector("iframe"), {
 *   theme: "dark",
 *   onSelect: (selection) => console.log(selection.tokens),
 * });
 * frame.select({ tokens: [163] });
 * ```
 * @throws {LvlmError} "invalid-argument" where the frame has no address and no origin is given.
 */
export function connectToFrame(iframe: HTMLIFrameElement, options: ConnectToFrameOptions = {}): FrameConnection {
	const { view, theme, hide, onReady, onSelect, onError, onResize } = options;
	const origin = options.origin ?? (URL.canParse(iframe.src) ? new URL(iframe.src).origin : "");
	if (wrongOrigin([origin]) !== undefined) {
		throw new LvlmError("invalid-argument", `"${origin}" is no origin of a frame.`, {
			name: "origin",
			expected: 'the origin of the frame, such as "https://viewer.example"',
			actual: origin,
		});
	}
	let settings: EmbedSettings = { view, theme, hide };
	let wanted: Partial<Selection> | undefined;
	let isReady = false;
	let since = 0;
	let timer: ReturnType<typeof setInterval> | undefined;
	const stop = new AbortController();
	const { signal } = stop;
	const send = (message: ToFrame): void => iframe.contentWindow?.postMessage(toMessage(message), origin);
	const knock = (): void => {
		if (Date.now() - since > patienceMs) {
			clearInterval(timer);
			const message = `The frame at ${origin} does not answer. Its page has to list ${location.origin} in its \`origins\`.`;
			onError?.({ code: "capability-missing", message });
		} else send({ type: "connect", settings });
	};
	const begin = (): void => {
		isReady = false;
		since = Date.now();
		clearInterval(timer);
		timer = setInterval(knock, retryMs);
		knock();
	};
	const hear = (event: MessageEvent): void => {
		if (event.source !== iframe.contentWindow || event.origin !== origin) return;
		const message = readFromFrame(event.data);
		if (message?.type === "ready") {
			clearInterval(timer);
			// It may have been asked more than once before it answered.
			if (isReady) return;
			isReady = true;
			if (wanted) send({ type: "select", selection: wanted });
			onReady?.({ view: message.view, views: message.views });
		} else if (message?.type === "select") onSelect?.(message.selection);
		else if (message?.type === "resize") onResize?.(message.height);
		else if (message) onError?.({ code: message.code, message: message.message });
	};
	window.addEventListener("message", hear, { signal });
	// Also when the frame goes to another page, or is loaded again.
	iframe.addEventListener("load", begin, { signal });
	// Before it has loaded there is an empty page of our own in it, which a message to another origin does not reach.
	if (iframe.contentWindow && !isOwn(iframe)) begin();
	return {
		set(next) {
			settings = { ...settings, ...next };
			if (isReady) send({ type: "set", settings: next });
		},
		select(selection) {
			wanted = selection;
			if (isReady) send({ type: "select", selection });
		},
		disconnect() {
			clearInterval(timer);
			stop.abort();
		},
	};
}

/** Whether the frame still holds the empty page that it begins with. */
function isOwn(iframe: HTMLIFrameElement): boolean {
	try {
		return iframe.contentDocument?.URL === "about:blank";
	} catch {
		return false;
	}
}
