import type { Result } from "@lvlm-interpret/core";
import type { Subject } from "@lvlm-interpret/worker";
import { useEngine, useWork } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import type { Job } from "../engine/engine.js";
import { explainRun } from "../engine/explain-run.js";

export interface Explaining {
	/** Why nothing more can be computed for this run, as a sentence; undefined where it can. */
	readonly absent: string | undefined;
	/** What is computed for this run now. */
	readonly jobs: readonly Job[];
	/** Of the model, which has to be loaded first; 0 where it is there. */
	readonly megabytes: number;
	/** Undefined where it failed, which the page says, or was stopped. */
	explain(title: string, method: string, options: object, about?: Subject): Promise<Result | undefined>;
}

/** Explanations of a run that are made on demand: the model is loaded where it is not. */
export function useExplain({ run, session, picture }: Opened): Explaining {
	const work = useWork();
	const { jobs, opened, model } = useEngine((activity) => activity);
	const isOther = opened !== undefined && opened.facts.fingerprint !== session.model.fingerprint;
	return {
		absent: work.isReadOnly
			? "This copy is to be looked at: nothing more is computed in it."
			: !picture
				? "Without its picture the answer cannot be explained anew."
				: isOther
					? `Another model is open than the one that gave this answer (${session.model.id}).`
					: undefined,
		jobs: jobs.filter((job) => job.run === run.id),
		megabytes: opened ? 0 : model.megabytes,
		explain: (title, method, options, about) =>
			work.engine.job(
				title,
				(call) => explainRun(work, run.id, method, options, { ...call, ...(about ? { about } : {}) }),
				run.id,
			),
	};
}
