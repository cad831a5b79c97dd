import type { ImageLayout, Result, Sequence } from "@lvlm-interpret/core";
import { placedValues, positionsOfWord, rowAt } from "./relevance-rows.js";

/** A word or patch that something came from. */
export interface TopInput {
	readonly kind: "patch" | "prompt" | "answer";
	/** "“circle”", "patch 3, 5" by row and column from 1 */
	readonly label: string;
	readonly value: number;
	/** Index into the layout's regions: of a patch. */
	readonly region?: number;
	/** Joint position of its first token: of a word. */
	readonly position?: number;
}

/** Words and patches that one word of the answer came from, on one scale, strongest first; the word itself takes no part. */
export function topInputs(
	result: Result,
	sequence: Sequence,
	layout: ImageLayout,
	place: number,
	count: { readonly words: number; readonly patches: number },
): TopInput[] {
	const { wordImage, words } = result.tensors;
	const [wordAxis, regionAxis] = wordImage?.axes ?? [];
	const token = wordAxis?.index[place];
	if (!wordImage || !regionAxis || token === undefined) return [];
	const placed = layout.regions.flatMap((rect, region) => (rect ? [region] : []));
	const values = placedValues(rowAt(wordImage, place), regionAxis.index, layout);
	const patches = placed
		.map((region, cell): TopInput => {
			const grid = layout.grid;
			const label = grid
				? `patch ${Math.floor(cell / grid.columns) + 1}, ${(cell % grid.columns) + 1}`
				: `image token ${region + 1}`;
			return { kind: "patch", label, value: values[cell] as number, region };
		})
		.filter((one) => one.value > 0);
	const own = positionsOfWord(sequence, token);
	const keys = words?.axes[1];
	const texts = words && keys ? Array.from(rowAt(words, place)) : [];
	const before = texts.flatMap((value, at): TopInput[] => {
		const position = keys?.index[at] as number;
		// What comes later cannot have mattered.
		if (!(value > 0) || own.includes(position) || position >= (own[0] as number)) return [];
		const kind = position < sequence.promptLength ? "prompt" : "answer";
		return [{ kind, label: `“${keys?.labels?.[at] ?? ""}”`, value, position }];
	});
	const best = (list: TopInput[], most: number): TopInput[] =>
		list.sort((a, b) => b.value - a.value || (a.position ?? 0) - (b.position ?? 0)).slice(0, most);
	return [...best(before, count.words), ...best(patches, count.patches)].sort((a, b) => b.value - a.value);
}
