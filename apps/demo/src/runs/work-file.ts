import { encodeWork } from "@lvlm-interpret/core/session";
import type { Library } from "./library.js";
import type { Run } from "./run.js";
import { recordFacts } from "./run-record.js";

/**
 * All runs of the work as one `.lvlm` file that opens at the shown one: examples that were only looked at are left out, unless nothing else
 * is there or something was made from them.
 */
export async function workBytes(library: Library): Promise<Uint8Array<ArrayBuffer>> {
	const { runs, current } = library.store.getState();
	const isNeeded = ({ id, origin }: Run): boolean =>
		origin.kind !== "example" || id === current || runs.some(({ parent }) => parent === id);
	const kept = runs.filter(isNeeded);
	const shown = current ?? kept.at(-1)?.id;
	if (shown === undefined) throw new Error("There is nothing to save yet.");
	if (kept.length === 1) return library.bytesOf(shown);
	return fileOfRuns(library, kept, shown);
}

/** Runs as one `.lvlm` file. @param current  Id of the one that opens. */
export async function fileOfRuns(
	library: Library,
	runs: readonly Run[],
	current: string,
): Promise<Uint8Array<ArrayBuffer>> {
	const sessions = [];
	for (const run of runs)
		sessions.push({ id: run.id, facts: recordFacts(run), session: await library.bytesOf(run.id) });
	return encodeWork({ current, runs: sessions }) as Uint8Array<ArrayBuffer>;
}
