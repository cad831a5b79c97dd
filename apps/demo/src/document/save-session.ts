import { queryPosition, storeRows } from "@lvlm-interpret/core";
import type { SessionFile } from "@lvlm-interpret/core/session";
import type { Opened } from "./opened.js";

/** The session with what is picked in it, and with the attention that predicts the answer: what opens again as it is now. */
export async function sessionToSave({ run, session, store, rows }: Opened): Promise<SessionFile> {
	const { tokens, layer, head, regions } = store.getState().locked;
	const queries = session.answer.tokens.map(({ index }) => queryPosition(session.sequence, index));
	const attention = session.attention ?? (rows && queries.length > 0 ? await storeRows(rows, queries) : undefined);
	return {
		...session,
		...(attention ? { attention } : {}),
		...(run.notes ? { notes: run.notes } : {}),
		selection: {
			tokens,
			regions,
			...(layer === undefined ? {} : { layer }),
			...(head === undefined ? {} : { head }),
		},
	};
}
