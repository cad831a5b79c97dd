import type { JSX } from "react";
import { progressWords } from "../engine/progress-words.js";
import type { Explaining } from "./use-explain.js";

/** What is computed now and how far it is, with a stop. */
export function RunningJob({ job }: { readonly job: Explaining["jobs"][number] }): JSX.Element {
	return (
		<>
			<button type="button" onClick={job.stop}>
				Stop
			</button>
			<p className="muted" role="status">
				{job.title}: {progressWords(job.progress)}
			</p>
		</>
	);
}
