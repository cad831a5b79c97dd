import { type Result, type RgbImage, type RowSource, storedRowSource } from "@lvlm-interpret/core";
import type { SessionFile } from "@lvlm-interpret/core/session";
import { createSelectionStore, type SelectionStore, type StripToken } from "@lvlm-interpret/ui";
import { answerOf, decodePng, pickedIn } from "@lvlm-interpret/ui/session";
import type { Run } from "../runs/run.js";

/** A run that is shown: what its session file holds, ready for the views. Another result makes another one. */
export interface Opened {
	readonly run: Run;
	readonly session: SessionFile;
	/** What is picked, for all views. */
	readonly store: SelectionStore;
	/** Undefined where the file holds no picture. */
	readonly picture: RgbImage | undefined;
	/** Undefined where there is no attention. */
	readonly rows: RowSource | undefined;
	readonly answer: readonly StripToken[];
}

/** What is there already of a session: the picture of an answer that was just given, attention that is still coming. */
export type Given = Partial<Pick<Opened, "picture" | "rows" | "store">>;

/** @throws what the browser says of a broken picture. */
export async function openRun(run: Run, session: SessionFile, given: Given = {}): Promise<Opened> {
	return {
		run,
		session,
		store: given.store ?? createSelectionStore(pickedIn(session)),
		picture: given.picture ?? (session.image && (await decodePng(session.image))),
		rows: given.rows ?? (session.attention && storedRowSource(session.attention)),
		answer: answerOf(session),
	};
}

/** The results of a kind and method, in the order of the file. */
export function resultsOf<Kind extends Result["kind"]>(
	session: SessionFile,
	kind: Kind,
	method?: string,
): readonly Result<Kind>[] {
	return session.results.filter(
		(one): one is Result<Kind> => one.kind === kind && (method === undefined || one.method === method),
	);
}
