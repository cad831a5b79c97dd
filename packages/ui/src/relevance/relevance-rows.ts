import {
	groupWords,
	type ImageLayout,
	type Result,
	type ResultTensor,
	type Segment,
	type Sequence,
} from "@lvlm-interpret/core";

/** A word of the answer with the positions of its tokens. Equal words are separate. */
export interface AnswerWord {
	readonly text: string;
	/** Joint positions. */
	readonly positions: readonly number[];
}

/** Row `index` of a tensor of two axes. */
export function rowAt({ tensor }: ResultTensor, index: number): Float32Array {
	const width = tensor.shape[1] as number;
	return tensor.data.subarray(index * width, (index + 1) * width);
}

/**
 * The mean of the rows of some answer tokens, of all where none of them has a row. Tokens without a row are not counted.
 *
 * @param tokens  Answer tokens, from 0.
 */
export function meanRow(of: ResultTensor, tokens: readonly number[]): { values: Float32Array; tokens: number[] } {
	const explained = of.axes[0]?.index ?? [];
	const found = explained.flatMap((token, place) => (tokens.includes(token) ? [place] : []));
	const places = found.length > 0 ? found : explained.map((_, place) => place);
	const values = new Float32Array(of.tensor.shape[1] as number);
	for (const place of places) {
		const row = rowAt(of, place);
		for (let i = 0; i < row.length; i++) values[i] = (values[i] as number) + (row[i] as number) / places.length;
	}
	return { values, tokens: places.map((place) => explained[place] as number) };
}

/** Values of the regions that lie on the picture, in its order: what a grid of the layout holds. NaN where none was computed. */
export function placedValues(values: ArrayLike<number>, regions: readonly number[], layout: ImageLayout): Float32Array {
	const all = new Float32Array(layout.regions.length).fill(Number.NaN);
	regions.forEach((region, at) => {
		all[region] = values[at] as number;
	});
	return all.filter((_, region) => layout.regions[region] !== null);
}

/** Words of the answer, by the offsets of their tokens; special tokens are none. */
export function answerWordsOf(sequence: Sequence): AnswerWord[] {
	const answer = sequence.tokens.slice(sequence.promptLength);
	const tokens = answer.map(({ text }) => ({ text, isSpecial: /^<.*>$/.test(text) }));
	return groupWords(tokens)
		.filter((word) => word.kind !== "special" && word.tokens.length > 0)
		.map((word) => ({ text: word.text, positions: word.tokens.map((token) => sequence.promptLength + token) }));
}

/** The positions that the word with an explained token has; that token alone where no word has it. */
export function positionsOfWord(sequence: Sequence, token: number): readonly number[] {
	const position = sequence.promptLength + token;
	return answerWordsOf(sequence).find((word) => word.positions.includes(position))?.positions ?? [position];
}

/** The maps of the explained words, as a gallery shows them. */
export function wordMaps(
	result: Result,
	sequence: Sequence,
	layout: ImageLayout,
): { text: string; positions: readonly number[]; values: Float32Array }[] {
	const of = result.tensors.wordImage;
	const [words, regions] = of?.axes ?? [];
	if (!of || !words || !regions) return [];
	return words.index.map((token, place) => ({
		text: words.labels?.[place] ?? String(token),
		positions: positionsOfWord(sequence, token),
		values: placedValues(rowAt(of, place), regions.index, layout),
	}));
}

/** What the positions of one segment have of a row. */
export interface PartStats {
	readonly sum: number;
	readonly mean: number;
	readonly max: number;
}

/** A token or word of the answer with what each part of the conversation has of it. */
export interface ModalityItem extends AnswerWord {
	readonly parts: Partial<Record<Segment, PartStats>>;
}

function partsOf(row: ArrayLike<number>, positions: readonly number[], sequence: Sequence): ModalityItem["parts"] {
	const parts: Partial<Record<Segment, { sum: number; max: number; count: number }>> = {};
	positions.forEach((position, at) => {
		const segment = sequence.tokens[position]?.segment;
		const value = row[at] as number;
		if (!segment || Number.isNaN(value)) return;
		const part = parts[segment] ?? { sum: 0, max: Number.NEGATIVE_INFINITY, count: 0 };
		parts[segment] = { sum: part.sum + value, max: Math.max(part.max, value), count: part.count + 1 };
	});
	return Object.fromEntries(
		Object.entries(parts).map(([name, { sum, max, count }]) => [name, { sum, max, mean: sum / count }]),
	);
}

/** What image, question and the rest have of each explained token, or word (the mean over its tokens). Empty without a text part. */
export function modalityItems(result: Result, sequence: Sequence, by: "token" | "word"): ModalityItem[] {
	const of = result.tensors.relevance;
	const [tokens, keys] = of?.axes ?? [];
	if (!of || !tokens || !keys) return [];
	const groups: AnswerWord[] =
		by === "token"
			? tokens.index.map((token, place) => ({
					text: tokens.labels?.[place]?.trim() || "␣",
					positions: [sequence.promptLength + token],
				}))
			: answerWordsOf(sequence);
	return groups.flatMap((group) => {
		const own = group.positions.map((position) => position - sequence.promptLength);
		if (!own.some((token) => tokens.index.includes(token))) return [];
		return [{ ...group, parts: partsOf(meanRow(of, own).values, keys.index, sequence) }];
	});
}
