import { type Result, type ResultKind, type RgbImage, type RowSource, storedRowSource } from "@lvlm-interpret/core";
import { decodeSession, type SessionFile } from "@lvlm-interpret/core/session";
import { decodePng } from "../image/decode-png.js";
import type { Selection } from "../selection/store.js";
import { answerOf, pickedIn } from "../session/shown-session.js";
import type { StripToken } from "../tokens/token-units.js";

/** A session file as views show it. */
export interface OpenedSession {
	readonly session: SessionFile;
	/** Undefined where the file holds no picture. */
	readonly picture: RgbImage | undefined;
	/** Undefined where the file holds no attention. */
	readonly rows: RowSource | undefined;
	readonly answer: readonly StripToken[];
	readonly question: string;
	/** What was picked when the file was saved, as far as it can be picked. */
	readonly selection: Partial<Selection>;
}

/**
 * Opens the bytes of a `.lvlm` for the views.
 *
 * @throws {LvlmError} "invalid-session-file" or "limit-exceeded"; what the browser says of a broken picture.
 */
export async function openSession(bytes: Uint8Array): Promise<OpenedSession> {
	const session = decodeSession(bytes);
	const { image, attention, messages } = session;
	return {
		session,
		picture: image && (await decodePng(image)),
		rows: attention && storedRowSource(attention),
		answer: answerOf(session),
		question: messages.findLast(({ role }) => role === "user")?.text ?? "",
		selection: pickedIn(session),
	};
}

/** The results of a kind, in the order of the file. */
export function resultsOf<Kind extends ResultKind>({ session }: OpenedSession, kind: Kind): readonly Result<Kind>[] {
	return session.results.filter((one): one is Result<Kind> => one.kind === kind);
}
