import { queryPosition, storeRows } from "@lvlm-interpret/core";
import { encodeSession, type SessionFile } from "@lvlm-interpret/core/session";
import type { Opened } from "./opened.js";

/** The session with what is picked in it, and with the attention that predicts the answer: what opens again as it is now. */
export async function sessionToSave({ session, store, rows }: Opened): Promise<SessionFile> {
	const { tokens, layer, head, regions } = store.getState().locked;
	const queries = session.answer.tokens.map(({ index }) => queryPosition(session.sequence, index));
	const attention = session.attention ?? (rows && queries.length > 0 ? await storeRows(rows, queries) : undefined);
	return {
		...session,
		...(attention ? { attention } : {}),
		selection: {
			tokens,
			regions,
			...(layer === undefined ? {} : { layer }),
			...(head === undefined ? {} : { head }),
		},
	};
}

/** Hands a session to the browser as a `.lvlm` file. */
export async function saveSession(opened: Opened): Promise<void> {
	const bytes = encodeSession(await sessionToSave(opened)) as Uint8Array<ArrayBuffer>;
	const { origin } = opened;
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
	link.download = origin.kind === "file" ? origin.name : `${origin.kind === "example" ? origin.id : "session"}.lvlm`;
	link.click();
	// The browser reads it after this task.
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
