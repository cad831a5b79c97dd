import { encodeSession } from "@lvlm-interpret/core/session";
import { del, get, set } from "idb-keyval";
import type { Opened } from "../document/opened.js";
import { sessionToSave } from "../document/save-session.js";

/** The work that was last done in this browser, as the bytes of a session file. */
export interface Kept {
	readonly bytes: Uint8Array;
	readonly question: string;
	/** Milliseconds since 1970. */
	readonly at: number;
}

const key = "lvlm-interpret/last";
const pauseMs = 1000;

/** What was kept; undefined where there is nothing, or this browser keeps nothing. */
export async function lastKept(): Promise<Kept | undefined> {
	try {
		return await get<Kept>(key);
	} catch {
		return undefined;
	}
}

export async function forgetKept(): Promise<void> {
	await del(key).catch(() => undefined);
}

/**
 * Keeps a session, and again a moment after something else is picked in it. Examples are not kept: they are there anyway.
 *
 * @returns What ends that.
 */
export function keep(opened: Opened): () => void {
	if (opened.origin.kind === "example") return () => undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isOver = false;
	const write = async (): Promise<void> => {
		try {
			const bytes = encodeSession(await sessionToSave(opened));
			if (!isOver) await set(key, { bytes, question: opened.question, at: Date.now() } satisfies Kept);
		} catch (error) {
			// A full or forbidden store takes nothing from the work itself.
			console.warn("The session could not be kept in this browser.", error);
		}
	};
	const soon = (): void => {
		clearTimeout(timer);
		timer = setTimeout(() => void write(), pauseMs);
	};
	soon();
	const unsubscribe = opened.store.subscribe((state) => state.locked, soon);
	return () => {
		isOver = true;
		clearTimeout(timer);
		unsubscribe();
	};
}
