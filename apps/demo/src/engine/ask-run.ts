import { queryPosition, storeRows } from "@lvlm-interpret/core";
import type { Opened } from "../document/opened.js";
import type { Library } from "../runs/library.js";
import type { RunExtra } from "../runs/run.js";
import type { AskRequest, CallOptions, DemoEngine } from "./engine.js";
import { explainRun } from "./explain-run.js";
import { sessionOfAnswer } from "./session-of-answer.js";

export interface Made {
	readonly engine: DemoEngine;
	readonly library: Library;
}

/** What is explained at once, so that every panel has something to show; relevancy by its defaults, which follow from the evidence. */
export const firstExplanations = [
	["relevancy", {}],
	["layer-head-matrix", {}],
] as const;

/**
 * Asks, and takes the answer in as a run, as soon as it is whole; its attention is read by one replay meanwhile.
 *
 * @param request.parent  Id of the run that it was made from.
 * @throws {LvlmError} what the engine throws; {DOMException} AbortError before the first token.
 */
export async function askRun(
	{ engine, library }: Made,
	request: AskRequest & Omit<RunExtra, "id" | "at" | "picture">,
	call: CallOptions = {},
): Promise<Opened> {
	const { image, messages, preprocess, sampling, maxTokens, ...extra } = request;
	const asked = { image, messages, ...(preprocess ? { preprocess } : {}), ...(sampling ? { sampling } : {}) };
	const answer = await engine.ask({ ...asked, ...(maxTokens ? { maxTokens } : {}) }, call);
	const { client, report } = await engine.open();
	const rows = client.rows(answer);
	const session = await sessionOfAnswer(answer, [], report, engine.activity.getState().model.name);
	const opened = await library.add(session, extra, { picture: answer.image, rows });
	const queries = answer.tokens.map(({ index }) => queryPosition(answer.sequence, index));
	rows.filled.then(
		async () => {
			const attention = await storeRows(rows, queries);
			await library.replace(opened.run.id, (one) => ({ ...one, attention }));
		},
		() => undefined,
	);
	return opened;
}

/** The explanations that every panel starts with. @throws as `explainRun` */
export async function explainFirst(made: Made, run: string, call: CallOptions): Promise<void> {
	for (const [method, options] of firstExplanations) await explainRun(made, run, method, options, call);
}
