import { type Result, type RgbImage, type RowSource, storedRowSource } from "@lvlm-interpret/core";
import type { SessionFile } from "@lvlm-interpret/core/session";
import { createSelectionStore, type Selection, type SelectionStore, type StripToken } from "@lvlm-interpret/ui";
import type { Run } from "../runs/run.js";
import { decodePng } from "./png.js";

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

/** What was looked at when the file was saved, as far as it can be looked at. */
function pickedIn({ selection = {}, sequence, attention }: SessionFile): Partial<Selection> {
	const { tokens, layer, head, regions } = selection;
	const [layers = 0, heads = 0] = attention?.values.shape ?? [];
	return {
		...(tokens ? { tokens: tokens.filter((position) => position < sequence.tokens.length) } : {}),
		...(layer !== undefined && layer < layers ? { layer } : {}),
		...(head !== undefined && head < heads ? { head } : {}),
		...(regions ? { regions } : {}),
	};
}

/** What is there already of a session: the picture of an answer that was just given, attention that is still coming. */
export type Given = Partial<Pick<Opened, "picture" | "rows" | "store">>;

/** @throws what the browser says of a broken picture. */
export async function openRun(run: Run, session: SessionFile, given: Given = {}): Promise<Opened> {
	const { sequence, answer } = session;
	return {
		run,
		session,
		store: given.store ?? createSelectionStore(pickedIn(session)),
		picture: given.picture ?? (session.image && (await decodePng(session.image))),
		rows: given.rows ?? (session.attention && storedRowSource(session.attention)),
		answer: answer.tokens.map(({ index, text, isEnd }) => ({
			position: sequence.promptLength + index,
			text,
			isSpecial: isEnd,
		})),
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
