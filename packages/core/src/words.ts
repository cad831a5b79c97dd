import { segmenterOf, type WordKind, type WordSpan } from "./words-spans.js";

/** A token as word grouping reads it. */
export interface WordToken {
	/** Leading space included, as {@link tokenPieces} or the tokenizer gives it. "" continues the character before it. */
	readonly text: string;
	/** A token that is no text, such as the end token: a word of its own, and a boundary. Default false. */
	readonly isSpecial?: boolean;
}

/** A word of a token list. Equal words are separate entries: a word is known by its place, never by its text. */
export interface Word {
	/** As it reads in the text, without space around it. For a special token: the token's text. */
	readonly text: string;
	readonly kind: WordKind;
	/** UTF-16 offsets [start, end) in the tokens' joined text, special tokens included. */
	readonly start: number;
	readonly end: number;
	/**
	 * First and last token that hold a part of the word: indices into the given list, both inclusive. A token that straddles two
	 * words is in the range of both. For what a word looked at, average over these.
	 */
	readonly first: number;
	readonly last: number;
	/**
	 * Those of `first..last` that count for this word: ascending, contiguous. A token counts for one word at most, so sums over
	 * words lose and double nothing. Empty when its only token straddles and counts for a neighbour.
	 */
	readonly tokens: readonly number[];
}

interface OpenWord extends WordSpan {
	first: number;
	last: number;
	readonly tokens: number[];
}

/** Gives every token of a stretch without special tokens to the words it touches. `starts` has one more entry: the end. */
function assign(spans: readonly WordSpan[], starts: readonly number[], firstToken: number): OpenWord[] {
	const words = spans.map((span): OpenWord => ({ ...span, first: -1, last: -1, tokens: [] }));
	let from = 0;
	for (let index = 0; index + 1 < starts.length; index++) {
		const end = starts[index + 1] as number;
		// A token without text holds more of the character that ends where it stands.
		const start = Math.min(starts[index] as number, end - 1);
		const token = firstToken + index;
		while (from < words.length && (words[from] as OpenWord).end <= start) from++;
		let owner: OpenWord | undefined;
		let most = 0;
		for (let next = from; next < words.length && (words[next] as OpenWord).start < end; next++) {
			const word = words[next] as OpenWord;
			if (word.first < 0) word.first = token;
			word.last = token;
			const held = Math.min(end, word.end) - Math.max(start, word.start);
			if (held > most) {
				owner = word;
				most = held;
			}
		}
		owner?.tokens.push(token);
	}
	return words;
}

/**
 * Groups tokens into words by their joined text, never by how a tokenizer marks its tokens: the same text gives the same words
 * whatever the tokenizer.
 *
 * Boundaries are those of Unicode text segmentation (UAX 29): "isn't", "3.5", "example.com" and "snake_case" are one word;
 * "red-hot" is three ("red", "-", "hot"); an emoji with its modifiers is one; languages without spaces are split by the
 * engine's dictionary, which may differ between engines. Beyond the standard, neighbouring punctuation and signs form one word
 * ("...", `."`, "://"), and so do neighbouring U+FFFD, the parts of characters that tokens cut: {@link tokenPieces} puts those
 * together where the text is known.
 *
 * A token that straddles words counts for the one it holds most UTF-16 units of, the first of equals. A token that holds only
 * space (or other invisible characters) outside words counts for none. While an answer grows, its last word may change.
 *
 * @param tokens  In text order. Leave out image tokens: each special token becomes a word.
 * @param options.locale  Language whose rules apply. Default "en", so that results do not depend on the machine.
 * @returns Words in text order, without overlap; each visible character is in one word.
 * @throws {LvlmError} "capability-missing" where the engine has no `Intl.Segmenter`; "invalid-argument" for a malformed locale.
 * Source: Unicode Standard Annex 29, section 4, through `Intl.Segmenter` (ECMA-402).
 */
export function groupWords(tokens: readonly WordToken[], options: { readonly locale?: string } = {}): Word[] {
	const spansOf = segmenterOf(options.locale ?? "en");
	const words: Word[] = [];
	let offset = 0;
	let next = 0;
	while (next < tokens.length) {
		const firstToken = next;
		const starts = [0];
		let text = "";
		for (; next < tokens.length && !tokens[next]?.isSpecial; next++) {
			text += tokens[next]?.text;
			starts.push(text.length);
		}
		for (const { start, end, ...word } of assign(spansOf(text), starts, firstToken)) {
			words.push({ ...word, text: text.slice(start, end), start: offset + start, end: offset + end });
		}
		offset += text.length;
		const special = tokens[next];
		if (!special) break;
		const end = offset + special.text.length;
		words.push({ text: special.text, kind: "special", start: offset, end, first: next, last: next, tokens: [next] });
		offset = end;
		next++;
	}
	return words;
}
