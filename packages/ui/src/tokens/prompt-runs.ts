import type { Segment, SequenceToken } from "@lvlm-interpret/core";

/** Neighbouring positions of one part of the conversation, and of one picture where it is image tokens. */
export interface PromptRun {
	readonly segment: Segment;
	readonly image?: number;
	/** Position of its first token. */
	readonly first: number;
	readonly count: number;
}

/** The parts of a sequence, in order. */
export function promptRuns(tokens: readonly SequenceToken[]): PromptRun[] {
	const runs: PromptRun[] = [];
	for (const token of tokens) {
		const last = runs.at(-1);
		const image = token.image?.index;
		if (last && last.segment === token.segment && last.image === image)
			runs[runs.length - 1] = { ...last, count: last.count + 1 };
		else runs.push({ segment: token.segment, image, first: token.position, count: 1 });
	}
	return runs;
}
