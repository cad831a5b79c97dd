import type { ImageLayout, Segment, Sequence } from "@lvlm-interpret/core";
import { withoutBidiMarks } from "../foundation/without-bidi-marks.js";

/** A row or column of an attention matrix. */
export interface AxisToken {
	/** Joint position: the query that looks, or the key looked at. */
	readonly position: number;
	/** What picking it picks: for a row that predicts an answer token that token, else the position itself. */
	readonly selects: number;
	/** "orange", "→ orange" for the row that predicts it, "patch 3, 5" by row and column from 1. */
	readonly text: string;
	readonly segment: Segment;
	readonly image?: { readonly index: number; readonly region: number };
}

function textOf(text: string): string {
	const trimmed = text.trim();
	return trimmed || (text.includes("\n") ? "↵" : "␣");
}

/**
 * The joint positions as an axis. FROM = rows: those from `promptLength - 1` on predict an answer token each, and are named by it.
 *
 * @param count  Replayed rows: positions `0 … count - 1`.
 */
export function axisTokens(
	sequence: Sequence,
	layouts: readonly ImageLayout[],
	axis: "from" | "to",
	count: number = sequence.tokens.length,
): AxisToken[] {
	return sequence.tokens.slice(0, count).map((token) => {
		const { position } = token;
		const predicted = axis === "from" && position >= sequence.promptLength - 1 && sequence.tokens[position + 1];
		if (predicted) {
			return {
				position,
				selects: position + 1,
				text: `→ ${withoutBidiMarks(textOf(predicted.text))}`,
				segment: "answer",
			};
		}
		const { segment, image } = token;
		if (!image) return { position, selects: position, text: textOf(token.text), segment };
		const grid = layouts[image.index]?.grid;
		const place = grid
			? `patch ${Math.floor(image.region / grid.columns) + 1}, ${(image.region % grid.columns) + 1}`
			: `image token ${image.region + 1}`;
		return { position, selects: position, text: place, segment, image };
	});
}

/** Neighbours of one segment on an axis, in order. */
export function axisBands(tokens: readonly AxisToken[]): { readonly segment: Segment; readonly count: number }[] {
	const bands: { segment: Segment; count: number }[] = [];
	for (const { segment } of tokens) {
		const last = bands.at(-1);
		if (last?.segment === segment) last.count++;
		else bands.push({ segment, count: 1 });
	}
	return bands;
}
