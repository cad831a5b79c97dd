import { isLvlmError, LvlmError } from "@lvlm-interpret/core";
import type { Selection } from "../selection/store.js";
import { type FromFrame, readToFrame, toMessage, wrongOrigin } from "./messages.js";

/** What is used of an element: any of the `lvlm-*` elements has it. */
export interface EmbeddedElement extends HTMLElement {
	readonly views: readonly string[];
	readonly view: string;
	selection: Partial<Selection> | undefined;
}

export interface ConnectToPageOptions {
	/** Of the pages that may speak to the frame, exactly: "https://blog.example". Others are not answered. */
	readonly origins: readonly string[];
}

/**
 * Lets the page around this frame set the view, the theme, what is hidden and what is picked, and tells it what the reader picks and what
 * fails. Only the parent window is listened to, and only where its origin is listed; nothing is sent anywhere before it has spoken.
 *
 * @returns Ends it.
 * @throws {LvlmError} "invalid-argument" for anything but exact origins: "*" would let any page in.
 */
export function connectToPage(element: EmbeddedElement, { origins }: ConnectToPageOptions): () => void {
	const wrong = wrongOrigin(origins);
	if (wrong !== undefined) {
		throw new LvlmError("invalid-argument", `"${wrong}" is no origin of a page.`, {
			name: "origins",
			expected: 'origins such as "https://blog.example", without a path',
			actual: wrong,
		});
	}
	const stop = new AbortController();
	const { signal } = stop;
	let page: string | undefined;
	const send = (message: FromFrame): void => {
		if (page !== undefined) window.parent.postMessage(toMessage(message), page);
	};
	const sendSelection = (): void => {
		const { tokens = [], regions = [], image = 0, ...rest } = element.selection ?? {};
		send({ type: "select", selection: { tokens, regions, image, ...rest } });
	};
	const sizes = new ResizeObserver(() => {
		const { marginBottom, paddingBottom } = getComputedStyle(document.body);
		const below = Number.parseFloat(marginBottom) + Number.parseFloat(paddingBottom);
		const height = Math.ceil(element.getBoundingClientRect().bottom + window.scrollY + below);
		if (height > 0) send({ type: "resize", height: Math.min(height, 20_000) });
	});
	const hear = (event: MessageEvent): void => {
		if (event.source !== window.parent || !origins.includes(event.origin)) return;
		const message = readToFrame(event.data);
		if (!message) return;
		page = event.origin;
		if (message.type === "select") {
			element.selection = message.selection;
			return;
		}
		for (const name of ["view", "theme", "hide"] as const) {
			const value = message.settings[name];
			if (value !== undefined) element.setAttribute(name, value);
		}
		if (message.type === "set") return;
		send({ type: "ready", view: element.view, views: element.views });
		// Observed anew, it says the size at once.
		sizes.disconnect();
		sizes.observe(element);
	};
	const onError = (event: Event): void => {
		const error: unknown = (event as CustomEvent).detail;
		const message = error instanceof Error ? error.message : String(error);
		send({ type: "error", code: isLvlmError(error) ? error.code : "unknown", message: message.slice(0, 10_000) });
	};
	window.addEventListener("message", hear, { signal });
	element.addEventListener("lvlm-select", sendSelection, { signal });
	element.addEventListener("lvlm-error", onError, { signal });
	signal.addEventListener("abort", () => sizes.disconnect());
	return () => stop.abort();
}
