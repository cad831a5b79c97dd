import type { JSX, ReactNode } from "react";
import { RunningJob } from "./running-job.js";
import type { Explaining } from "./use-explain.js";

export interface ComputeButtonProps {
	readonly explaining: Explaining;
	readonly onCompute: () => void;
	readonly disabled?: boolean;
	readonly children: ReactNode;
}

/** Starts an explanation; while something is computed for the run, what, and a stop. */
export function ComputeButton({ explaining, onCompute, disabled, children }: ComputeButtonProps): JSX.Element {
	const { absent, jobs, megabytes } = explaining;
	const [job] = jobs;
	if (absent) return <p className="absent">{absent}</p>;
	return (
		<div className="compute">
			{job ? (
				<RunningJob job={job} />
			) : (
				<>
					<button type="button" className="primary" disabled={disabled} onClick={onCompute}>
						{children}
					</button>
					{megabytes > 0 && <p className="muted">Loads the model first: {megabytes} MB, once.</p>}
				</>
			)}
		</div>
	);
}
