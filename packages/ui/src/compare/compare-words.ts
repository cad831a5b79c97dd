import { formatValue } from "@lvlm-interpret/core/paint";
import { alignWords } from "./align-words.js";
import { type CompareRun, imageShareOf, type RunWord, wordsOf } from "./compare-run.js";
import type { RunDifference } from "./differences.js";

/** A place of two answers: a word of both, or of one of them. */
export interface ComparedWord {
	readonly a: RunWord | undefined;
	readonly b: RunWord | undefined;
	readonly isSame: boolean;
	/** Log-probability of b's less that of a's, in nats; NaN where the words are not the same. */
	readonly change: number;
}

/** Two answers word by word. */
export function comparedWords(a: CompareRun, b: CompareRun): ComparedWord[] {
	const [first, second] = [wordsOf(a), wordsOf(b)];
	const pairs = alignWords(
		first.map(({ text }) => text),
		second.map(({ text }) => text),
	);
	return pairs.map((pair) => {
		const [one, other] = [
			pair.a === undefined ? undefined : first[pair.a],
			pair.b === undefined ? undefined : second[pair.b],
		];
		const change = pair.isSame && one && other ? other.logProbability - one.logProbability : Number.NaN;
		return { a: one, b: other, isSame: pair.isSame, change };
	});
}

/** "+0.31", "−1.2", "0" */
export function signed(value: number, extent?: number): string {
	const text = formatValue(value, extent);
	if (text === "0" || text === "−0") return "0";
	return value > 0 ? `+${text}` : text;
}

export function percent(share: number): string {
	return Number.isNaN(share) ? "not known" : `${formatValue(100 * share, 100)} %`;
}

/** The numbers that stand beside the words. */
export interface CompareNumbers {
	/** Of the picked words, of all where none is picked. */
	readonly shareA: number;
	readonly shareB: number;
	/** Of the whole answer, in nats. */
	readonly answerA: number;
	readonly answerB: number;
}

export function compareNumbers(a: CompareRun, b: CompareRun, picked: readonly ComparedWord[]): CompareNumbers {
	const tokens = (side: "a" | "b"): number[] => picked.flatMap((word) => [...(word[side]?.tokens ?? [])]);
	const total = ({ tokens: all }: CompareRun): number =>
		all.reduce((sum, { logProbability }) => sum + logProbability, 0);
	const [own, other] = [tokens("a"), tokens("b")];
	return {
		// A word that one answer lacks has no share there.
		shareA: picked.length > 0 && own.length === 0 ? Number.NaN : imageShareOf(a, own),
		shareB: picked.length > 0 && other.length === 0 ? Number.NaN : imageShareOf(b, other),
		answerA: total(a),
		answerB: total(b),
	};
}

/** What differs and what came of it, in sentences. */
export function compareCaption(
	a: CompareRun,
	b: CompareRun,
	differences: readonly RunDifference[],
	words: readonly ComparedWord[],
): string {
	const different = differences.filter(({ isSame }) => !isSame).map(({ name }) => name);
	const what =
		different.length === 0
			? "nothing that is known of them differs"
			: `they differ in ${different.join(", ").replace(/, ([^,]*)$/, " and $1")}`;
	const same = words.filter(({ isSame }) => isSame);
	const start = `“${a.label}” and “${b.label}”: ${what}.`;
	const alike =
		words.length === 0
			? " Neither has an answer."
			: same.length === words.length
				? ` Both say the same ${words.length} ${words.length === 1 ? "word" : "words"}.`
				: ` ${same.length} of ${words.length} places say the same.`;
	const most = same.reduce<ComparedWord | undefined>((best, word) => {
		return !Number.isNaN(word.change) && (!best || Math.abs(word.change) > Math.abs(best.change)) ? word : best;
	}, undefined);
	const moved =
		most && most.change !== 0
			? ` Of the same words “${most.b?.text}” changes most: ${signed(most.change)} nats.`
			: same.length > 0
				? " No log-probability changes."
				: "";
	return `${start}${alike}${moved}`;
}
