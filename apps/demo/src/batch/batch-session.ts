import type { Library } from "../runs/library.js";
import { fileOfRuns } from "../runs/work-file.js";
import type { BatchEntry } from "./item.js";

/** All answered questions as one session file. Those whose runs were removed are not in it. @throws {Error} when none is left. */
export async function batchSession(library: Library, entries: readonly BatchEntry[]): Promise<Uint8Array<ArrayBuffer>> {
	const runs = entries.flatMap(({ outcome, tags, note }) => {
		const run = outcome && library.store.get(outcome.run);
		return run ? [{ ...run, tags, notes: note }] : [];
	});
	const [first] = runs;
	if (!first) throw new Error("No answered question is left in this work.");
	return fileOfRuns(library, runs, first.id);
}
