import type { Progress } from "@lvlm-interpret/core";

/** One phase of a run, as far as it is known. */
export interface PhaseProgress extends Progress {
	readonly state: "running" | "done" | "stopped" | "failed";
	/** Milliseconds on the clock that the reports were timed by. */
	readonly startedMs: number;
	readonly updatedMs: number;
	/** Units a second, smoothed; undefined until two reports differ. */
	readonly rate?: number;
}

/** Over which a rate is smoothed: short enough to follow a network, long enough not to jump. */
const timeConstantMs = 5000;

function isWhole({ done, total }: Progress): boolean {
	return total !== undefined && done >= total;
}

/**
 * The phases of a run after one more report, in the order in which they began. A report of another phase ends those before it;
 * one that counts less than before begins its phase anew.
 *
 * Formula of the rate r after a step of n units in t ms: r += (1 - exp(-t / 5000)) * (1000 n / t - r), beginning with 1000 n / t.
 */
export function trackProgress(
	phases: readonly PhaseProgress[],
	progress: Progress,
	nowMs: number,
): readonly PhaseProgress[] {
	const state = isWhole(progress) ? "done" : "running";
	const before = phases.find(({ phase }) => phase === progress.phase);
	const isNew = !before || progress.done < before.done || progress.unit !== before.unit;
	let next: PhaseProgress = { ...progress, state, startedMs: nowMs, updatedMs: nowMs };
	if (!isNew) {
		const [elapsed, step] = [nowMs - before.updatedMs, progress.done - before.done];
		const { startedMs } = before;
		if (elapsed <= 0 || step <= 0) {
			// A report without progress leaves the time of the last step, so that a stall is seen as one.
			next = { ...before, ...progress, state };
		} else {
			const rate = (1000 * step) / elapsed;
			const weight = before.rate === undefined ? 1 : 1 - Math.exp(-elapsed / timeConstantMs);
			next = { ...next, startedMs, rate: (before.rate ?? 0) + weight * (rate - (before.rate ?? 0)) };
		}
	}
	const others = phases.map((one) =>
		one.phase === progress.phase ? next : one.state === "running" ? { ...one, state: "done" as const } : one,
	);
	return before ? others : [...others, next];
}

/** The phases once the run has ended: what was running is done, stopped or failed. */
export function endProgress(
	phases: readonly PhaseProgress[],
	state: "done" | "stopped" | "failed",
	nowMs: number,
): readonly PhaseProgress[] {
	return phases.map((one) => (one.state === "running" ? { ...one, state, updatedMs: nowMs } : one));
}

/**
 * Seconds until a phase ends at the rate it has, or undefined: of an end that nobody knows, of one that has only begun (under one
 * second), of a stall as long as what was left.
 */
export function secondsLeft(phase: PhaseProgress, nowMs: number): number | undefined {
	const { state, total, done, rate, startedMs, updatedMs } = phase;
	if (state !== "running" || total === undefined || !rate || nowMs - startedMs < 1000) return undefined;
	const left = (total - done) / rate - (nowMs - updatedMs) / 1000;
	return left > 0 ? left : undefined;
}
