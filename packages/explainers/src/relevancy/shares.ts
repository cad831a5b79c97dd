import type { Segment } from "@lvlm-interpret/core";
import type { Replay } from "@lvlm-interpret/graph";

/** What a token's relevance says about image and text, in the order of the axis. */
export const shareNames = ["imageShare", "density", "maxImage", "sinkShare"] as const;

export const shareDescriptions: Readonly<Record<(typeof shareNames)[number], string>> = {
	imageShare: "relevance of the image in that of image, question, earlier turns and answer",
	density: "mean relevance of an image token over mean relevance of a text token",
	maxImage: "largest relevance of an image token",
	sinkShare: "relevance of start token and template in that of all positions",
};

const textSegments = new Set<Segment>(["question", "history", "answer"]);

/**
 * imageShare = Σ_I r / Σ_{I ∪ text} r, density = mean_I r / mean_text r (0 where neither has any), maxImage = max_I r, sinkShare =
 * Σ_template r / Σ r, on a row without its own identity.
 *
 * Source: LVLM-Interpret, arXiv:2404.03118, the relevancy bars; shares over what the person wrote instead of fixed offsets.
 */
export function sharesOf(row: ArrayLike<number>, replay: Replay): number[] {
	const sums = { image: 0, text: 0, sink: 0, all: 0 };
	const counts = { image: 0, text: 0 };
	let maxImage = 0;
	for (const { position, segment } of replay.sequence.tokens.slice(0, replay.rows)) {
		const r = row[position] as number;
		sums.all += r;
		if (segment === "image") {
			sums.image += r;
			counts.image++;
			maxImage = Math.max(maxImage, r);
		} else if (textSegments.has(segment)) {
			sums.text += r;
			counts.text++;
		} else sums.sink += r;
	}
	const ratio = (a: number, b: number) => (b === 0 ? 0 : a / b);
	const meanText = ratio(sums.text, counts.text);
	return [
		ratio(sums.image, sums.image + sums.text),
		ratio(ratio(sums.image, counts.image), meanText),
		maxImage,
		ratio(sums.sink, sums.all),
	];
}
