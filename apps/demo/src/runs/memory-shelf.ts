import type { RunShelf } from "./run-shelf.js";

/** Keeps sessions for as long as the page is there, and no work beyond it. */
export function memoryShelf(): RunShelf {
	const sessions = new Map<string, Uint8Array>();
	return {
		put: async (_, run, session) => void sessions.set(run, session),
		get: async (_, run) => sessions.get(run),
		remove: async (_, runs) => {
			for (const run of runs) sessions.delete(run);
		},
		putWork: async () => undefined,
		works: async () => [],
		removeWork: async () => undefined,
		hold: () => undefined,
	};
}
