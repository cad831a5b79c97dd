import { type ImageLayout, LvlmError, type Sequence } from "@lvlm-interpret/core";

/** The image tokens of one picture that have a place on it, with the grid that the places form. */
export interface ImageKeys {
	/** Joint positions, in the order of the regions. */
	readonly positions: readonly number[];
	readonly regions: readonly number[];
	/** Undefined where they form no grid. */
	readonly grid: ImageLayout["grid"];
}

/** Where a picture lies in the joint sequence. Tokens without a place (newline, separator) are left out. */
export function imageKeys(sequence: Sequence, layouts: readonly ImageLayout[], index: number): ImageKeys {
	const layout = layouts[index];
	const found = sequence.tokens
		.flatMap(({ position, image }) =>
			image?.index === index && layout?.regions[image.region] ? [{ position, region: image.region }] : [],
		)
		.sort((a, b) => a.region - b.region);
	const { grid } = layout ?? {};
	return {
		positions: found.map((one) => one.position),
		regions: found.map((one) => one.region),
		grid: grid && grid.rows * grid.columns === found.length ? grid : undefined,
	};
}

/**
 * The rows that stand for tokens: an answer token's is the one that predicts it, a prompt token's its own.
 *
 * @throws {LvlmError} "invalid-argument" for positions that are not in the sequence: none is left out of a mean.
 */
export function rowsOfTokens(sequence: Sequence, positions: readonly number[]): number[] {
	return positions.map((position) => {
		if (!sequence.tokens[position]) {
			throw new LvlmError("invalid-argument", `There is no position ${position}.`, {
				name: "tokens",
				expected: `positions in 0..${sequence.tokens.length - 1}`,
				actual: String(position),
			});
		}
		return position >= sequence.promptLength ? position - 1 : position;
	});
}

/** Answer tokens with text: what is explained where nothing is picked. */
export function answerPositions(sequence: Sequence, queries: number): number[] {
	const all = sequence.tokens.filter((token) => token.segment === "answer" && token.position - 1 < queries);
	const shown = all.filter((token) => !/^<.*>$/.test(token.text));
	return (shown.length > 0 ? shown : all).map((token) => token.position);
}

/** “orange”, or “red”, “ring”, … with how many more. */
export function tokenWords(sequence: Sequence, positions: readonly number[]): string {
	const shown = positions.slice(0, 4).map((position) => `“${sequence.tokens[position]?.text.trim() || "␣"}”`);
	const rest = positions.length - shown.length;
	return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
