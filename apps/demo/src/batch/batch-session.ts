import { encodeWork, type WorkRun } from "@lvlm-interpret/core/session";
import type { Library } from "../runs/library.js";
import { recordFacts } from "../runs/run-record.js";
import type { BatchEntry } from "./item.js";

/** All answered questions as one session file. Those whose runs were removed are not in it. @throws {Error} when none is left. */
export async function batchSession(library: Library, entries: readonly BatchEntry[]): Promise<Uint8Array<ArrayBuffer>> {
	const runs: WorkRun[] = [];
	for (const { outcome, tags, note } of entries) {
		const run = outcome && library.store.get(outcome.run);
		if (!run) continue;
		const facts = recordFacts({ ...run, tags, notes: note });
		runs.push({ id: run.id, facts, session: await library.bytesOf(run.id) });
	}
	const [first] = runs;
	if (!first) throw new Error("No answered question is left in this work.");
	return encodeWork({ current: first.id, runs }) as Uint8Array<ArrayBuffer>;
}
