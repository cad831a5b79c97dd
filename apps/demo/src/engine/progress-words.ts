import type { Progress } from "@lvlm-interpret/core";

const phases: Readonly<Record<Progress["phase"], string>> = {
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

/** A step of long work, for a person. */
export function progressWords(progress: Progress | undefined): string {
	if (!progress) return "Starting";
	const { phase, done, total, unit } = progress;
	const amount = (count: number): string => (unit === "bytes" ? `${(count / 1e6).toFixed(1)} MB` : String(count));
	return `${phases[phase]}: ${amount(done)}${total === undefined ? "" : ` of ${amount(total)}`}${unit === "bytes" ? "" : ` ${unit}`}`;
}
