import type { Result } from "@lvlm-interpret/core";

// Options by the words that results use for them, and how the command line writes them.
const named: readonly (readonly [RegExp, string])[] = [
	[/the mode "(\w+)"/g, "--mode $1"],
	[/the option sinks "(\w+)"/gi, "--sinks $1"],
	[/"(llama|vit|all|all_v2|composed)"/g, "--map $1"],
];

/** A caution of a result with options as they are typed: `the mode "exact"` reads `--mode exact`. */
export function cautionAsTyped(caution: string): string {
	return named.reduce((text, [pattern, typed]) => text.replace(pattern, typed), caution);
}

/**
 * A caution in one short line, for pictures: what it says first, and the option that it advises.
 *
 * `In the mode "hybrid" only …: every deeper one …. Use the mode "exact" to …` reads
 * `Caution: In --mode hybrid only … (see --mode exact).`
 */
export function shortCaution(caution: string): string {
	const typed = cautionAsTyped(caution);
	const [first = typed] = typed.split(/[:.](?:\s|$)/);
	const advised = typed.slice(first.length).match(/--\w+ \w+/)?.[0];
	return `Caution: ${first}${advised ? ` (see ${advised})` : ""}.`;
}

/** Nats by which a replayed token may differ from the generated one; float32 on another device stays far below. */
const replayTolerance = 0.01;

/** What a reader should know before trusting a result, as sentences: its cautions, and signals that are not as they should be. */
export function warningsOf({ cautions = [], signals }: Result): string[] {
	const { emptyRows = 0, replayError = 0 } = signals;
	return [
		...cautions.map(cautionAsTyped),
		...(emptyRows > 0 ? [`${emptyRows} of the explained tokens have no relevance on the image at all.`] : []),
		...(replayError > replayTolerance
			? [`The replay gives log-probabilities that differ by up to ${replayError.toFixed(3)} nats from the answer's.`]
			: []),
	];
}
