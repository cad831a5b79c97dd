import { groupWords } from "@lvlm-interpret/core";

/** A token as the token views read it. */
export interface StripToken {
	/** Position in the joint sequence: what the selection holds. Equal texts are told apart by it. */
	readonly position: number;
	/** With its leading space. "" continues the character before it. */
	readonly text: string;
	/** No text, such as the end token. */
	readonly isSpecial?: boolean;
}

export type Granularity = "token" | "word";

/** One thing to pick in a strip: a token, or a word of several. */
export interface TokenUnit {
	readonly text: string;
	readonly isSpecial: boolean;
	/** Whether space stands before it. */
	readonly hasGap: boolean;
	readonly positions: readonly number[];
	/** NaN where none of its tokens has one. */
	readonly value: number;
	/** 1 is the highest value; 0 without one. Equal values share a rank. */
	readonly rank: number;
}

/** A key for each unit: one token may hold several words, and equal ones. */
export function unitKeys(units: readonly Pick<TokenUnit, "text" | "positions">[]): string[] {
	const seen = new Map<string, number>();
	return units.map(({ text, positions }) => {
		const name = `${positions[0]} ${text}`;
		const count = seen.get(name) ?? 0;
		seen.set(name, count + 1);
		return `${name} ${count}`;
	});
}

/** How the values of a word's tokens become one. */
export type WordReduce = "mean" | "sum" | "max";

/** Tokens without a value take no part, in sums as in counts. */
function reduceValues(values: ArrayLike<number>, indices: readonly number[], reduce: WordReduce): number {
	let count = 0;
	let sum = 0;
	let most = Number.NEGATIVE_INFINITY;
	for (const index of indices) {
		const value = values[index] ?? Number.NaN;
		if (Number.isNaN(value)) continue;
		count++;
		sum += value;
		most = Math.max(most, value);
	}
	if (count === 0) return Number.NaN;
	return reduce === "mean" ? sum / count : reduce === "sum" ? sum : most;
}

function readable(text: string): string {
	const trimmed = text.trim();
	if (trimmed) return trimmed;
	if (text.includes("\n")) return "↵";
	return text ? "␣" : "·";
}

/**
 * The units of a strip, in text order.
 *
 * @param values  One a token of `tokens`, in its order; NaN for none.
 * @param options.showsSpecial  Default true.
 */
export function tokenUnits(
	tokens: readonly StripToken[],
	values: ArrayLike<number> | undefined,
	granularity: Granularity,
	options: { readonly reduce?: WordReduce; readonly showsSpecial?: boolean; readonly locale?: string } = {},
): TokenUnit[] {
	const { reduce = "mean", showsSpecial = true, locale } = options;
	const groups =
		granularity === "token"
			? tokens.map((token, index) => ({
					text: readable(token.text),
					indices: [index],
					isSpecial: token.isSpecial === true,
					hasGap: /^\s/.test(token.text),
				}))
			: groupWords(tokens, locale ? { locale } : {}).map((word) => ({
					text: word.text,
					// A word whose only token counts for a neighbour still shows, and picks, that token.
					indices: word.tokens.length > 0 ? word.tokens : [word.first],
					isSpecial: word.kind === "special",
					hasGap: word.kind === "special" || !startsTight(tokens, word.first, word.text),
				}));
	const shown = groups.filter((group) => showsSpecial || !group.isSpecial);
	const found = shown.map((group) => (values ? reduceValues(values, group.indices, reduce) : Number.NaN));
	const ranks = ranksOf(found);
	return shown.map((group, index) => ({
		text: group.text,
		isSpecial: group.isSpecial,
		hasGap: group.hasGap,
		positions: group.indices.map((one) => (tokens[one] as StripToken).position),
		value: found[index] as number,
		rank: ranks[index] as number,
	}));
}

/** Whether a word stands right behind the one before it: no space in front of it in its first token. */
function startsTight(tokens: readonly StripToken[], first: number, word: string): boolean {
	const token = tokens[first]?.text ?? "";
	const at = token.indexOf(word);
	if (at > 0) return !/\s/.test(token[at - 1] as string);
	const before = tokens[first - 1]?.text ?? "";
	return !/^\s/.test(token) && !/\s$/.test(before);
}

/** What rounding in float32 sums leaves between numbers that are equal: some ulps. */
const rounding = 1e-6;

/** Ranks of numbers, 1 for the highest; numbers that are equal but for rounding (1e-6 of them) share one, NaN has 0. */
export function ranksOf(values: readonly number[]): number[] {
	const order = values.map((_, index) => index).filter((index) => !Number.isNaN(values[index]));
	order.sort((a, b) => (values[b] as number) - (values[a] as number));
	const ranks = values.map(() => 0);
	let highest = Number.NaN;
	let rank = 0;
	order.forEach((index, place) => {
		const value = values[index] as number;
		// Against the highest of its equals, so that a slow slope does not become one rank.
		if (!(value === highest || highest - value <= rounding * Math.min(Math.abs(highest), Math.abs(value)))) {
			highest = value;
			rank = place + 1;
		}
		ranks[index] = rank;
	});
	return ranks;
}
