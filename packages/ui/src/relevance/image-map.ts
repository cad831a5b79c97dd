import { type Axis, groupWords, type Result, type ResultTensor, type Sequence, tensor } from "@lvlm-interpret/core";
import { type AnswerWord, answerWordsOf, meanRow } from "./relevance-rows.js";

/** Words of the prompt that somebody wrote; picture and template divide them. */
function promptWordsOf({ tokens, promptLength }: Sequence): AnswerWord[] {
	const prompt = tokens.slice(0, promptLength);
	const isSpecial = (segment: string): boolean => segment === "template" || segment === "image";
	return groupWords(prompt.map(({ text, segment }) => ({ text, isSpecial: isSpecial(segment) })))
		.filter((word) => word.kind !== "special" && word.tokens.length > 0)
		.map((word) => ({ text: word.text, positions: word.tokens.map((at) => prompt[at]?.position as number) }));
}

/** Some columns of a map, the mean over each group of them, by other names. */
function regrouped(
	of: ResultTensor,
	rows: readonly Float32Array[],
	axes: readonly [Axis, Axis],
	groups: readonly (readonly number[])[],
): ResultTensor {
	const data = rows.flatMap((row) =>
		groups.map((group) => group.reduce((sum, at) => sum + (row[at] as number) / group.length, 0)),
	);
	return { ...of, tensor: tensor("float32", [rows.length, groups.length], Float32Array.from(data)), axes };
}

/**
 * A position map of tokens and keys alone, such as rollout's, with what views of relevancy read: its picture's part by regions (`image`,
 * `wordImage`) and that of words (`relevance`, `words`). Words have the mean over their tokens. A result that has `image`, or no such
 * map, comes back as it is.
 *
 * @param imageIndex  Which picture. Default 0.
 */
export function withImageMap(result: Result, sequence: Sequence, imageIndex = 0): Result {
	const of = Object.values(result.tensors).find(
		({ axes }) => axes.length === 2 && axes[0]?.name === "token" && axes[1]?.name === "key",
	);
	const [tokenAxis, keyAxis] = of?.axes ?? [];
	if (!of || !tokenAxis || !keyAxis || result.tensors.image) return result;
	const columns = new Map(keyAxis.index.map((position, at) => [position, at]));
	const patches = sequence.tokens.flatMap(({ position, image }) => {
		const column = columns.get(position);
		return image?.index === imageIndex && column !== undefined ? [{ region: image.region, column }] : [];
	});
	const regions = { name: "region", index: patches.map(({ region }) => region) } as const;
	const patchColumns = patches.map(({ column }) => [column]);
	const tokenRows = tokenAxis.index.map((token) => meanRow(of, [token]).values);
	const own = (word: AnswerWord): number[] => word.positions.map((position) => position - sequence.promptLength);
	const answered = answerWordsOf(sequence).filter((word) => own(word).some((token) => tokenAxis.index.includes(token)));
	const wordRows = answered.map((word) => meanRow(of, own(word)).values);
	const wordAxis: Axis = {
		name: "word",
		index: answered.map((word) => own(word).find((token) => tokenAxis.index.includes(token)) as number),
		labels: answered.map(({ text }) => text),
	};
	const texts = [...promptWordsOf(sequence), ...answerWordsOf(sequence)].flatMap((word) => {
		const found = word.positions.flatMap((position) => columns.get(position) ?? []);
		return found.length > 0 ? [{ ...word, columns: found }] : [];
	});
	const textAxis: Axis = {
		name: "key",
		index: texts.map(({ positions }) => positions[0] as number),
		labels: texts.map(({ text }) => text),
	};
	return {
		...result,
		tensors: {
			...result.tensors,
			image: regrouped(of, tokenRows, [tokenAxis, regions], patchColumns),
			wordImage: regrouped(of, wordRows, [wordAxis, regions], patchColumns),
			relevance: of,
			words: regrouped(
				of,
				wordRows,
				[wordAxis, textAxis],
				texts.map((text) => text.columns),
			),
		},
	};
}
