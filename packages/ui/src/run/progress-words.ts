import type { Progress } from "@lvlm-interpret/core";
import { formatBytes, formatSeconds } from "../controls/amounts.js";
import { type PhaseProgress, secondsLeft } from "./track-progress.js";

/** What a phase is, in words. */
export const phaseNames: Readonly<Record<Progress["phase"], string>> = {
	download: "Loading the model",
	read: "Reading the model",
	load: "Starting the model",
	encode: "Looking at the picture",
	prefill: "Reading the question",
	decode: "Answering",
	compile: "Preparing the explanation",
	explain: "Explaining",
	write: "Writing",
};

/** "12.5 of 25.1 MB", "7 of 32 tokens", "7 tokens". */
export function amountOf({ done, total, unit }: Progress): string {
	if (unit === "bytes") {
		if (total === undefined) return formatBytes(done);
		const [count, ofUnit] = [formatBytes(done), formatBytes(total)];
		const isSame = count.split(" ")[1] === ofUnit.split(" ")[1];
		return `${isSame ? count.split(" ")[0] : count} of ${ofUnit}`;
	}
	const name = total === 1 || (total === undefined && done === 1) ? unit.slice(0, -1) : unit;
	return total === undefined ? `${done} ${name}` : `${done} of ${total} ${name}`;
}

const ended = { done: "done", stopped: "stopped", failed: "failed" } as const;

/** How long a phase still takes, or has taken: "about 12 s left", "done in 1.4 s". Empty where nobody knows. */
export function timeOf(phase: PhaseProgress, nowMs: number): string {
	if (phase.state !== "running") {
		const took = (phase.updatedMs - phase.startedMs) / 1000;
		return phase.state === "done" && took < 0.05
			? "done"
			: `${ended[phase.state]} ${phase.state === "done" ? "in" : "after"} ${formatSeconds(took)}`;
	}
	const left = secondsLeft(phase, nowMs);
	return left === undefined ? "" : `about ${formatSeconds(Math.max(1, Math.round(left)))} left`;
}

/** What is going on, for a screen reader: the phase that runs, or how the last one ended. */
export function progressSentence(phases: readonly PhaseProgress[], nowMs: number): string {
	const phase = phases.find(({ state }) => state === "running") ?? phases.at(-1);
	if (!phase) return "";
	const time = timeOf(phase, nowMs);
	return `${phaseNames[phase.phase]}: ${amountOf(phase)}${time ? `, ${time}` : ""}.`;
}
