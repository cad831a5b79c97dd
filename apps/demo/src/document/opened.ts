import { type Result, type RgbImage, type RowSource, storedRowSource } from "@lvlm-interpret/core";
import { decodeSession, type SessionFile } from "@lvlm-interpret/core/session";
import { createSelectionStore, type Selection, type SelectionStore, type StripToken } from "@lvlm-interpret/ui";
import type { LiveRun } from "../engine/live-run.js";
import { decodePng } from "./decode-png.js";

/** Where a session came from: what a link can name again. */
export type Origin =
	| { readonly kind: "example"; readonly id: string }
	| { readonly kind: "hosted"; readonly address: string }
	| { readonly kind: "file"; readonly name: string }
	| { readonly kind: "run" };

/** A session that is shown. */
export interface Opened {
	readonly session: SessionFile;
	readonly origin: Origin;
	/** What is picked, for all views. */
	readonly store: SelectionStore;
	/** Undefined where the file holds no picture. */
	readonly picture: RgbImage | undefined;
	/** Undefined where the file holds no attention. */
	readonly rows: RowSource | undefined;
	readonly answer: readonly StripToken[];
	readonly question: string;
	/** Of an answer that was given in this page: what more can be computed. */
	readonly live?: LiveRun;
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

/** @throws {LvlmError} "invalid-session-file" or "limit-exceeded"; what the browser says of a broken picture. */
export async function openSession(bytes: Uint8Array, origin: Origin): Promise<Opened> {
	const session = decodeSession(bytes);
	const { sequence, answer } = session;
	const tokens = answer.tokens.map(({ index, text, isEnd }) => ({
		position: sequence.promptLength + index,
		text,
		isSpecial: isEnd,
	}));
	return {
		session,
		origin,
		store: createSelectionStore(pickedIn(session)),
		picture: session.image && (await decodePng(session.image)),
		rows: session.attention && storedRowSource(session.attention),
		answer: tokens,
		question: session.messages.findLast(({ role }) => role === "user")?.text ?? "",
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
