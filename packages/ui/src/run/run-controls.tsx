import { type JSX, type ReactNode, useEffect, useRef } from "react";
import { formatBytes, formatSeconds } from "../controls/amounts.js";
import { Glyph } from "../controls/glyph.js";
import { type CommonProps, Root } from "../theme/root.js";
import { runStyles } from "../theme/styles-run.js";

/** `stopping`: told to, and not yet still. `stopped`: what came is kept, and it can go on where the engine can. */
export type RunState = "idle" | "running" | "stopping" | "stopped";

/** What a run would take. */
export interface RunEstimate {
	readonly seconds?: number;
	readonly memoryBytes?: number;
	readonly downloadBytes?: number;
	/** Why it should not be run, or not like this. */
	readonly caution?: string;
}

export interface RunControlsProps extends CommonProps {
	readonly state: RunState;
	readonly onRun: () => void;
	/** Stops, and keeps what came. */
	readonly onStop: () => void;
	/** Goes on from what came. Without it a stopped run can only be run again. */
	readonly onResume?: () => void;
	readonly estimate?: RunEstimate;
	/** Why it cannot be run yet: "Give a picture first". */
	readonly blocked?: string;
	/** What was kept: "7 tokens". */
	readonly kept?: string;
	/** Default "Run". */
	readonly runLabel?: string;
	/** What Ctrl+Enter and Ctrl+. act in, above the buttons: the question, the settings. */
	readonly children?: ReactNode;
}

function estimateText({ seconds, memoryBytes, downloadBytes }: RunEstimate): string {
	return [
		seconds !== undefined && `about ${formatSeconds(Math.max(1, Math.round(seconds)))}`,
		memoryBytes !== undefined && `${formatBytes(memoryBytes)} of memory`,
		downloadBytes !== undefined && downloadBytes > 0 && `${formatBytes(downloadBytes)} to download first`,
	]
		.filter(Boolean)
		.join(", ");
}

/** Run, stop and go on, with what it would take. Ctrl+Enter runs and Ctrl+. stops, inside only. */
export function RunControls(props: RunControlsProps): JSX.Element {
	const { state, onRun, onStop, onResume, estimate, blocked, kept, runLabel = "Run" } = props;
	const isRunning = state === "running" || state === "stopping";
	const main = useRef<HTMLButtonElement>(null);
	const hadFocus = useRef(false);
	// One button takes the place of the other: whoever pressed it stays on it.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the state is what exchanges the buttons.
	useEffect(() => {
		if (hadFocus.current) main.current?.focus();
		hadFocus.current = false;
	}, [isRunning]);
	const keep = (act: () => void) => (): void => {
		hadFocus.current = document.activeElement !== null && main.current?.contains(document.activeElement) === true;
		act();
	};
	const takes = estimate ? estimateText(estimate) : "";
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={runStyles}>
			{/* biome-ignore lint/a11y/useSemanticElements: it may hold other controls, which a fieldset would name. */}
			<div
				className="lvlm-control"
				role="group"
				aria-label={runLabel}
				onKeyDown={(event) => {
					if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
					if (event.key === "Enter" && !isRunning && !blocked) onRun();
					else if (event.key === "." && state === "running") onStop();
					else return;
					event.preventDefault();
					event.stopPropagation();
				}}
			>
				{props.children}
				<div className="lvlm-run">
					{isRunning ? (
						<button
							ref={main}
							type="button"
							className="lvlm-button lvlm-outlined lvlm-run-main"
							title="Ctrl+."
							aria-disabled={state === "stopping" || undefined}
							onClick={keep(() => state === "running" && onStop())}
						>
							<Glyph name="stop" />
							{state === "stopping" ? "Stopping …" : "Stop"}
						</button>
					) : (
						<button
							ref={main}
							type="button"
							className="lvlm-button lvlm-primary lvlm-run-main"
							title="Ctrl+Enter"
							disabled={blocked !== undefined}
							onClick={keep(onRun)}
						>
							{state === "stopped" && onResume ? `${runLabel} from the start` : runLabel}
						</button>
					)}
					{state === "stopped" && onResume && (
						<button type="button" className="lvlm-button lvlm-outlined" onClick={onResume}>
							Go on
						</button>
					)}
					<span className="lvlm-hint lvlm-number">{blocked ?? (isRunning ? "" : takes && `Takes ${takes}.`)}</span>
				</div>
				{estimate?.caution && !isRunning && <p className="lvlm-hint">{estimate.caution}</p>}
				<p role="status" className={state === "stopped" ? "lvlm-hint" : "lvlm-hidden"}>
					{state === "stopped"
						? `Stopped; ${kept ? `${kept} are kept.` : "what came is kept."}`
						: state === "stopping"
							? "Stopping."
							: ""}
				</p>
			</div>
		</Root>
	);
}
