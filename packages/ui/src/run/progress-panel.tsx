import { type JSX, useEffect, useId, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { useSlowly } from "../controls/use-slowly.js";
import { type CommonProps, Root } from "../theme/root.js";
import { runStyles } from "../theme/styles-run.js";
import { amountOf, phaseNames, progressSentence, timeOf } from "./progress-words.js";
import type { PhaseProgress } from "./track-progress.js";

const signs = { done: "check", stopped: "stop", failed: "warning" } as const;

export interface ProgressPanelProps extends CommonProps {
	/** From `trackProgress`, in the order in which they began. */
	readonly phases: readonly PhaseProgress[];
	/** Milliseconds, on the clock that the reports were timed by. Default `performance.now`. */
	readonly now?: () => number;
	/** What is said where no phase has begun. Default "Nothing runs." */
	readonly emptyText?: string;
	/** Default "Progress". */
	readonly title?: string;
}

const clock = (): number => performance.now();

/** How far each phase of a run is: bytes, tokens or steps, and the time that is left. Announced at most every five seconds. */
export function ProgressPanel(props: ProgressPanelProps): JSX.Element {
	const { phases, now = clock, emptyText = "Nothing runs.", title = "Progress" } = props;
	const id = useId();
	const isRunning = phases.some(({ state }) => state === "running");
	const [, tick] = useState(0);
	// The time that is left goes on between two reports.
	useEffect(() => {
		if (!isRunning) return;
		const timer = setInterval(() => tick((count) => count + 1), 1000);
		return () => clearInterval(timer);
	}, [isRunning]);
	const nowMs = now();
	const said = useSlowly(progressSentence(phases, nowMs));
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={runStyles}>
			<section className="lvlm-control" aria-labelledby={`${id}-title`}>
				<h2 id={`${id}-title`} className="lvlm-control-title">
					{title}
				</h2>
				{phases.length === 0 && <p className="lvlm-hint">{emptyText}</p>}
				<ol className="lvlm-phases" hidden={phases.length === 0}>
					{phases.map((phase) => {
						const { state, total, done, file, detail } = phase;
						const name = phaseNames[phase.phase];
						const time = timeOf(phase, nowMs);
						const share = total ? Math.min(1, done / total) : undefined;
						return (
							<li key={phase.phase} className="lvlm-phase" data-state={state}>
								<span className="lvlm-phase-sign">
									{state === "running" ? <span className="lvlm-phase-dot" /> : <Glyph name={signs[state]} />}
								</span>
								<span className="lvlm-phase-name">{name}</span>
								<span className="lvlm-phase-amount lvlm-number">{amountOf(phase)}</span>
								<span className="lvlm-phase-time lvlm-number">{time}</span>
								{state === "running" && (
									<progress className="lvlm-progress lvlm-phase-bar" aria-label={name} max={1} value={share} />
								)}
								{state === "running" && (file || detail) && (
									<bdi className="lvlm-phase-detail lvlm-muted">
										{file ? `${file.name}: ${amountOf({ ...file, phase: "download", unit: "bytes" })}` : detail}
									</bdi>
								)}
							</li>
						);
					})}
				</ol>
				<p role="status" className="lvlm-hidden">
					{said}
				</p>
			</section>
		</Root>
	);
}
