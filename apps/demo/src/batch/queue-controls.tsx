import type { JSX } from "react";
import type { QueueState } from "./queue.js";

export interface QueueControlsProps {
	readonly state: QueueState;
	readonly onStart: () => void;
	readonly onStop: () => void;
	readonly onRetry: () => void;
	readonly onSave: () => void;
	readonly onClear: () => void;
}

/** "about 40 s left", "about 3 min left" */
export function timeLeft(milliseconds: number): string {
	const seconds = Math.max(1, Math.round(milliseconds / 1000));
	return seconds < 90 ? `about ${seconds} s left` : `about ${Math.round(seconds / 60)} min left`;
}

function startWords(asked: number, waiting: number): string {
	if (waiting === 0) return "All are asked";
	return asked > 0 ? `Go on with ${waiting}` : `Ask ${waiting} ${waiting === 1 ? "question" : "questions"}`;
}

/** Start, stop, and how far the queue is. */
export function QueueControls({ state, ...on }: QueueControlsProps): JSX.Element {
	const { entries, isRunning, perEntryMs } = state;
	const count = (...statuses: readonly string[]) => entries.filter(({ status }) => statuses.includes(status)).length;
	const [done, failed, waiting] = [count("done"), count("failed"), count("queued", "stopped", "running")];
	const left = isRunning && perEntryMs !== undefined ? `, ${timeLeft(perEntryMs * waiting)}` : "";
	return (
		<div className="batch-controls">
			{isRunning ? (
				<button type="button" className="button" onClick={on.onStop}>
					Stop
				</button>
			) : (
				<button type="button" className="button primary" disabled={waiting === 0} onClick={on.onStart}>
					{startWords(done + failed, waiting)}
				</button>
			)}
			{failed > 0 && !isRunning && (
				<button type="button" className="button" onClick={on.onRetry}>
					Try {failed} again
				</button>
			)}
			<button type="button" className="button" disabled={done === 0} onClick={on.onSave}>
				Save as session
			</button>
			<button type="button" className="button" disabled={entries.length === 0} onClick={on.onClear}>
				Clear
			</button>
			<label className="batch-progress">
				<progress max={entries.length} value={done + failed} />
				<span>
					{done + failed} of {entries.length}
					{left}
				</span>
			</label>
			<p role="status" className="visually-hidden">
				{isRunning
					? "The questions are being asked."
					: waiting === 0 && done > 0
						? `All are asked: ${done} answered, ${failed} failed.`
						: ""}
			</p>
		</div>
	);
}
