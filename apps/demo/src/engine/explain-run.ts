import type { Result } from "@lvlm-interpret/core";
import type { Subject } from "@lvlm-interpret/worker";
import type { Library } from "../runs/library.js";
import type { CallOptions, DemoEngine } from "./engine.js";
import { answerOf } from "./session-of-answer.js";

/** Explains a run once more; the result joins its session. @throws {LvlmError} what the engine throws; {DOMException} AbortError */
export async function explainRun(
	{ engine, library }: { readonly engine: DemoEngine; readonly library: Library },
	run: string,
	method: string,
	options: object,
	call: CallOptions & { readonly about?: Subject } = {},
): Promise<Result> {
	const answer = answerOf(await library.open(run));
	if (!answer) throw new Error("Without its picture the answer cannot be explained anew: ask again with the picture.");
	const result = await engine.explain(answer, method, options, call);
	await library.replace(run, (session) => ({ ...session, results: [...session.results, result] }));
	return result;
}
