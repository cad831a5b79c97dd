import { decodeWork } from "@lvlm-interpret/core/session";
import { useCallback, useRef, useState } from "react";
import { type Failure, failureOf } from "../app/failure.js";
import { useWork } from "../app/work.js";
import { decoded } from "../codec/codec.js";
import { readRecord } from "../runs/run-record.js";
import type { Opened } from "./opened.js";

/** What is on its way to be shown, or why it is not. */
export type DocumentState =
	| { readonly kind: "shown" }
	| { readonly kind: "opening"; readonly name: string }
	| ({ readonly kind: "failed"; readonly name: string } & Failure);

export interface DocumentControls {
	readonly state: DocumentState;
	/** Shows a run; a later call wins over an earlier one. */
	show(id: string): Promise<Opened | undefined>;
	/**
	 * Takes in a session file with one run or several, and shows it. A run with an id of its own, such as an example's, is opened once only.
	 *
	 * @param extra  What is known of a file that holds one session.
	 */
	open(
		name: string,
		extra: Parameters<ReturnType<typeof useWork>["library"]["add"]>[1],
		read: (signal: AbortSignal) => Promise<Uint8Array>,
	): Promise<Opened | undefined>;
}

/** The run that is shown. What cannot be opened says why, and what was shown before stays. */
export function useDocument(): DocumentControls {
	const { library } = useWork();
	const [state, setState] = useState<DocumentState>({ kind: "shown" });
	const running = useRef<AbortController>(undefined);

	const take = useCallback(
		async (name: string, work: (signal: AbortSignal) => Promise<Opened>): Promise<Opened | undefined> => {
			running.current?.abort();
			const controller = new AbortController();
			running.current = controller;
			const { signal } = controller;
			// What is there at once needs no word.
			const slow = setTimeout(() => setState({ kind: "opening", name }), 150);
			try {
				const opened = await work(signal);
				if (signal.aborted) return undefined;
				library.store.show(opened.run.id);
				setState({ kind: "shown" });
				return opened;
			} catch (error) {
				if (!signal.aborted) setState({ kind: "failed", name, ...failureOf(error) });
				return undefined;
			} finally {
				clearTimeout(slow);
			}
		},
		[library],
	);

	const show = useCallback<DocumentControls["show"]>(
		(id) => take(library.store.get(id)?.question ?? "The run", () => library.open(id)),
		[library, take],
	);

	const open = useCallback<DocumentControls["open"]>(
		(name, extra, read) =>
			take(name, async (signal) => {
				if (extra.id !== undefined && library.store.get(extra.id)) return library.open(extra.id);
				const { current, runs } = decodeWork(await read(signal));
				signal.throwIfAborted();
				const [alone] = runs;
				if (alone && runs.length === 1) return library.add(await decoded(alone.session), extra);
				for (const { id, facts, session } of runs) {
					const record = await readRecord(id, facts, session, extra.origin);
					await library.addBytes(record, session);
				}
				return library.open(current);
			}),
		[library, take],
	);
	return { state, show, open };
}

/** The bytes at an address. @throws {Error} that says what the server answered. */
export async function fetchBytes(address: string, signal: AbortSignal): Promise<Uint8Array> {
	const response = await fetch(address, { signal });
	if (!response.ok) throw new Error(`The server answered ${response.status} ${response.statusText}`.trim());
	return new Uint8Array(await response.arrayBuffer());
}
