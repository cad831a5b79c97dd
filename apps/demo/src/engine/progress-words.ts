import type { Progress } from "@lvlm-interpret/core";
import { phaseNames } from "@lvlm-interpret/ui/controls";

/** A step of long work, for a person. */
export function progressWords(progress: Progress | undefined): string {
	if (!progress) return "Starting";
	const { phase, done, total, unit } = progress;
	const amount = (count: number): string => (unit === "bytes" ? `${(count / 1e6).toFixed(1)} MB` : String(count));
	return `${phaseNames[phase]}: ${amount(done)}${total === undefined ? "" : ` of ${amount(total)}`}${unit === "bytes" ? "" : ` ${unit}`}`;
}
