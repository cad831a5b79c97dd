import type { Progress } from "@lvlm-interpret/core";
import type { Terminal } from "./terminal.js";

const names: Readonly<Record<Progress["phase"], string>> = {
	download: "Downloading",
	read: "Reading",
	load: "Loading",
	encode: "Encoding the image",
	prefill: "Reading the prompt",
	decode: "Answering",
	compile: "Compiling the explanation",
	explain: "Explaining",
	write: "Writing",
};

function amount(value: number, unit: Progress["unit"]): string {
	return unit === "bytes" ? `${(value / 1e6).toFixed(1)} MB` : `${value}`;
}

/** A step as one line of at most `columns` characters: name, bar where the total is known, amounts. */
export function formatProgress(progress: Progress, columns: number): string {
	const name = progress.detail ? `${names[progress.phase]} (${progress.detail})` : names[progress.phase];
	const done = amount(progress.done, progress.unit);
	const unit = progress.unit === "bytes" ? "" : ` ${progress.unit}`;
	if (progress.total === undefined) return `${name} … ${done}${unit}`.slice(0, columns);
	const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : 1;
	const width = 20;
	const filled = Math.round(share * width);
	const bar = `${"█".repeat(filled)}${"░".repeat(width - filled)}`;
	return `${bar} ${Math.round(share * 100)
		.toString()
		.padStart(3)} %  ${name}  ${done} of ${amount(progress.total, progress.unit)}${unit}`.slice(0, columns);
}

/** Shows progress on one redrawn line, and nothing at all where the terminal cannot redraw. */
export interface ProgressLine {
	show(progress: Progress): void;
	/** Takes the line away, so that other text can be written. */
	clear(): void;
}

export function progressLine(terminal: Terminal, enabled = true): ProgressLine {
	let isShown = false;
	const clear = () => {
		if (isShown) terminal.err("\r\u001b[2K");
		isShown = false;
	};
	return {
		show(progress) {
			if (!enabled || !terminal.isInteractive) return;
			terminal.err(`\r\u001b[2K${formatProgress(progress, terminal.columns - 1)}`);
			isShown = true;
		},
		clear,
	};
}
