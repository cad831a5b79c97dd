import type { Message, Preprocess, SamplingOptions, StopReason } from "@lvlm-interpret/core";
import type { SessionFile } from "@lvlm-interpret/core/session";
import { newId } from "./new-id.js";

/** Where a run came from: what a link can name again. */
export type Origin =
	| { readonly kind: "example"; readonly id: string }
	| { readonly kind: "hosted"; readonly address: string }
	| { readonly kind: "file"; readonly name: string }
	/** Asked in this app; `batch`: by the queue of that id, at that place in it. */
	| { readonly kind: "asked"; readonly batch?: { readonly id: string; readonly item: number } };

/** What a run has that its parent had not. */
export type Change = "picture" | "question" | "turn" | "sampling" | "preprocess" | "model";

/** What a person wrote to a run. The only part that changes. */
export interface RunMarks {
	/** In place of the question, in lists. */
	readonly name?: string;
	readonly tags: readonly string[];
	readonly notes: string;
}

/**
 * What is known of a run without opening it: enough for lists, tables and links. Immutable but for its marks; its answer and results are
 * a session file, which `RunShelf` keeps by its id.
 */
export interface Run extends RunMarks {
	/** Unique, and safe in addresses and as a file's name. */
	readonly id: string;
	/** The run that it was made from: by another picture, question or setting, or as the next turn. */
	readonly parent?: string;
	/** Empty without a parent. */
	readonly changes: readonly Change[];
	readonly origin: Origin;
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly messages: readonly Message[];
	/** The last message: the question. */
	readonly question: string;
	readonly answer: string;
	readonly stopReason: StopReason;
	/** Sum over the answer's tokens, in nats. */
	readonly logProbability: number;
	readonly sampling: Required<SamplingOptions>;
	readonly preprocess: Preprocess;
	readonly model: Pick<SessionFile["model"], "id" | "fingerprint">;
	/** SHA-256 of the picture's size and pixels, 64 hex digits; undefined where the browser has no cryptography or the file no picture. */
	readonly picture?: string;
	/** Where the picture can be fetched, http(s): of one that was given so, and not edited. */
	readonly address?: string;
	/** The picture in words, where they are known. */
	readonly alt?: string;
	/** What would have been right. */
	readonly expected?: string;
}

/** Whether the answer is what was expected; undefined where nothing was. */
export function isRight({ answer, expected }: Pick<Run, "answer" | "expected">): boolean | undefined {
	return expected === undefined ? undefined : answer.trim() === expected.trim();
}

export type RunExtra = Pick<Run, "origin"> &
	Partial<Pick<Run, "id" | "parent" | "at" | "picture" | "address" | "alt" | "expected" | keyof RunMarks>>;

/** The record of a session. @param parent  The run that it was made from. */
export function runOf(
	session: SessionFile,
	{ parent, ...extra }: Omit<RunExtra, "parent"> & { readonly parent?: Run },
): Run {
	const { messages, answer, sampling, model, notes } = session;
	const run: Run = {
		id: newId(),
		at: session.createdAt === undefined ? Date.now() : Date.parse(session.createdAt),
		changes: [],
		tags: [],
		notes: notes ?? "",
		messages,
		question: messages.findLast(({ role }) => role === "user")?.text ?? "",
		answer: answer.text.trim(),
		stopReason: answer.stopReason,
		logProbability: answer.tokens.reduce((sum, token) => sum + token.logProbability, 0),
		sampling,
		preprocess: session.preprocess ?? "default",
		model: { id: model.id, fingerprint: model.fingerprint },
		...extra,
	};
	return parent ? { ...run, parent: parent.id, changes: changesFrom(parent, run) } : run;
}

/** What sets a run apart from the one that it was made from. */
export function changesFrom(parent: Run, run: Run): readonly Change[] {
	const isTurn = run.messages.length > parent.messages.length;
	const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
	const differs: Readonly<Record<Change, boolean>> = {
		picture: run.picture !== parent.picture,
		question: !isTurn && run.question !== parent.question,
		turn: isTurn,
		sampling: !isSame(run.sampling, parent.sampling),
		preprocess: run.preprocess !== parent.preprocess,
		model: run.model.fingerprint !== parent.model.fingerprint,
	};
	return (Object.keys(differs) as Change[]).filter((one) => differs[one]);
}
