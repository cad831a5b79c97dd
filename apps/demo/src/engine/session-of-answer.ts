import type { GenerationData, Result, Sequence } from "@lvlm-interpret/core";
import { type SessionFile, sessionOf } from "@lvlm-interpret/core/session";
import type { EngineAnswer, OpenReport } from "@lvlm-interpret/worker";
import type { Opened } from "../document/opened.js";
import { encodePng } from "../document/picture-canvas.js";

/** Answers by their sequence, which every session of theirs shares: the engine knows an answer again by the object. */
const answers = new WeakMap<Sequence, EngineAnswer>();

/** An answer and the results that there are, as a session. */
export async function sessionOfAnswer(
	answer: EngineAnswer,
	results: readonly Result[],
	{ facts, backend }: OpenReport,
	/** Of the model: its address is this site's alone. */
	name: string,
): Promise<SessionFile> {
	answers.set(answer.sequence, answer);
	return sessionOf(answer, results, {
		toolVersion: __LVLM_VERSION__,
		createdAt: new Date().toISOString(),
		model: { ...facts, id: name },
		run: { backend: backend.id, device: backend.device, precision: "float32" },
		image: await encodePng(answer.image),
	});
}

/** The answer of an opened run as the engine explains it; undefined without its picture. */
export function answerOf({ session, picture }: Pick<Opened, "session" | "picture">): EngineAnswer | undefined {
	const known = answers.get(session.sequence);
	if (known) return known;
	if (!picture) return undefined;
	const { answer, sequence, layouts, messages, sampling, preprocess, timings, model } = session;
	const data: GenerationData = {
		...answer,
		sequence,
		layouts,
		image: picture,
		messages,
		sampling,
		...(preprocess === undefined ? {} : { preprocess }),
		timings,
	};
	const made = { ...data, model: { id: model.id, fingerprint: model.fingerprint } };
	answers.set(sequence, made);
	return made;
}
