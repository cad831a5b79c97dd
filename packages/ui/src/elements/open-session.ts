import { type Result, type ResultKind, type RgbImage, type RowSource, storedRowSource } from "@lvlm-interpret/core";
import { decodeSession, type SessionFile } from "@lvlm-interpret/core/session";
import { decodePng } from "../image/decode-png.js";
import type { Selection } from "../selection/store.js";
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

/**
 * Opens the bytes of a `.lvlm` for the views.
 *
 * @throws {LvlmError} "invalid-session-file" or "limit-exceeded"; what the browser says of a broken picture.
 */
export async function openSession(bytes: Uint8Array): Promise<OpenedSession> {
	const session = decodeSession(bytes);
	const { sequence, answer, image, attention, messages } = session;
	return {
		session,
		picture: image && (await decodePng(image)),
		rows: attention && storedRowSource(attention),
		answer: answer.tokens.map(({ index, text, isEnd }) => ({
			position: sequence.promptLength + index,
			text,
			isSpecial: isEnd,
		})),
		question: messages.findLast(({ role }) => role === "user")?.text ?? "",
		selection: pickedIn(session),
	};
}

/** The results of a kind, in the order of the file. */
export function resultsOf<Kind extends ResultKind>({ session }: OpenedSession, kind: Kind): readonly Result<Kind>[] {
	return session.results.filter((one): one is Result<Kind> => one.kind === kind);
}
