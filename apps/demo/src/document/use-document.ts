import { isLvlmError } from "@lvlm-interpret/core";
import { useCallback, useRef, useState } from "react";
import { type Opened, type Origin, openSession } from "./opened.js";

/** What the app shows: nothing yet, a session that is on its way, a session, or why there is none. */
export type DocumentState =
	| { readonly kind: "empty" }
	| { readonly kind: "opening"; readonly name: string }
	| { readonly kind: "open"; readonly opened: Opened }
	| { readonly kind: "failed"; readonly name: string; readonly message: string; readonly hint?: string };

export interface DocumentControls {
	readonly state: DocumentState;
	/** Opens what `read` gives; a later call wins over an earlier one. */
	/** Shows a session that is there already. */
	show(opened: Opened): void;
	open(name: string, origin: Origin, read: (signal: AbortSignal) => Promise<Uint8Array>): Promise<Opened | undefined>;
}

/** The document that is shown. One that cannot be opened says why, and what was shown before can be gone back to. */
export function useDocument(): DocumentControls {
	const [state, setState] = useState<DocumentState>({ kind: "empty" });
	const running = useRef<AbortController>(undefined);
	const open = useCallback<DocumentControls["open"]>(async (name, origin, read) => {
		running.current?.abort();
		const controller = new AbortController();
		running.current = controller;
		setState({ kind: "opening", name });
		try {
			const opened = await openSession(await read(controller.signal), origin);
			if (controller.signal.aborted) return undefined;
			setState({ kind: "open", opened });
			return opened;
		} catch (error) {
			if (controller.signal.aborted) return undefined;
			const message = error instanceof Error ? error.message : String(error);
			const hint = isLvlmError(error) ? error.hint : undefined;
			setState({ kind: "failed", name, message, ...(hint === undefined ? {} : { hint }) });
			return undefined;
		}
	}, []);
	const show = useCallback((opened: Opened) => {
		running.current?.abort();
		setState({ kind: "open", opened });
	}, []);
	return { state, open, show };
}

/** The bytes at an address. @throws {Error} that says what the server answered. */
export async function fetchBytes(address: string, signal: AbortSignal): Promise<Uint8Array> {
	const response = await fetch(address, { signal });
	if (!response.ok) throw new Error(`The server answered ${response.status} ${response.statusText}`.trim());
	return new Uint8Array(await response.arrayBuffer());
}
