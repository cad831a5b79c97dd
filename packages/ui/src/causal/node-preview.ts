import { positionsOf, queryPosition, type Sequence } from "@lvlm-interpret/core";

/** Attention of the row that is to be explained, for a preview of how many nodes a threshold gives. */
export interface PreviewRows {
	/** Shape [head, key]; all heads of one layer. */
	readonly values: ArrayLike<number>;
	readonly heads: number;
	/** Joint position of the row itself. */
	readonly target: number;
	/** Joint positions of image tokens before it, and of text between the image and it. */
	readonly image: readonly number[];
	readonly text: readonly number[];
}

/** Rows for a preview, of an answer token. */
export function previewRows(values: ArrayLike<number>, heads: number, sequence: Sequence, token: number): PreviewRows {
	const target = queryPosition(sequence, token);
	const image = positionsOf(sequence, "image").filter((position) => position < target);
	const end = Math.max(-1, ...image);
	const text = sequence.tokens.flatMap(({ position }) => (position > end && position < target ? [position] : []));
	return { values, heads, target, image, text };
}

/**
 * How many nodes a head's graph would have: of the image the k = min(max(2, positions above the threshold), maxImageNodes) that the row
 * looks at most, text above the threshold behind the image, and the row itself.
 *
 * Source: the selection of `causal()`.
 */
export function nodeCount(
	{ values, heads, target, image, text }: PreviewRows,
	head: number,
	threshold: number,
	maxImageNodes = 50,
): number {
	const keys = values.length / heads;
	const isAbove = (position: number): boolean => (values[head * keys + position] as number) > threshold;
	let above = 0;
	for (let position = 0; position <= target; position++) if (isAbove(position)) above++;
	const patches = Math.min(Math.max(2, above), maxImageNodes, image.length);
	return patches + text.filter(isAbove).length + 1;
}
