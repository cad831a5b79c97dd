import type { WordToken } from "./words.js";

const encoder = new TextEncoder();

function startsWith(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
	if (at + part.length > bytes.length) return false;
	return part.every((byte, index) => bytes[at + index] === byte);
}

/** Bytes that a token of this text may have: a decoder writes one U+FFFD (three bytes in UTF-8) for one to three bytes of a cut character. */
function sizesOf(text: string): { least: number; most: number } {
	const most = encoder.encode(text).length;
	return { least: most - 2 * (text.split("\uFFFD").length - 1), most };
}

/** Where a token that begins at byte `at` can end: where the bytes between decode to its text. */
function endsOf(bytes: Uint8Array, at: number, text: string): number[] {
	const { least, most } = sizesOf(text);
	if (least === most) return startsWith(bytes, at, encoder.encode(text)) ? [at + most] : [];
	const decoder = new TextDecoder();
	const ends: number[] = [];
	for (let end = at + least; end <= Math.min(at + most, bytes.length); end++) {
		if (decoder.decode(bytes.subarray(at, end)) === text) ends.push(end);
	}
	return ends;
}

/**
 * Bytes at which tokens begin, and the end of the last. Every way to lay the tokens along the bytes is followed, one step a
 * token, as long as the tokens that are left can fill the bytes that are left.
 */
function layTokens(bytes: Uint8Array, tokens: readonly WordToken[]): number[] | undefined {
	const sizes = tokens.map(({ text, isSpecial }) => sizesOf(isSpecial ? "" : text));
	let least = sizes.reduce((sum, size) => sum + size.least, 0);
	let most = sizes.reduce((sum, size) => sum + size.most, 0);
	/** For each token: the byte after it, and the byte it then began at. */
	const steps: Map<number, number>[] = [];
	let reached: Iterable<number> = [0];
	for (const [index, { text, isSpecial }] of tokens.entries()) {
		least -= sizes[index]?.least ?? 0;
		most -= sizes[index]?.most ?? 0;
		const step = new Map<number, number>();
		for (const at of reached) {
			for (const end of endsOf(bytes, at, isSpecial ? "" : text)) {
				const left = bytes.length - end;
				if (left >= least && left <= most && !step.has(end)) step.set(end, at);
			}
		}
		steps.push(step);
		reached = step.keys();
	}
	let start: number | undefined = bytes.length;
	const starts = [start];
	for (const step of steps.reverse()) {
		start = step.get(start);
		if (start === undefined) return undefined;
		starts.push(start);
	}
	return start === 0 ? starts.reverse() : undefined;
}

/**
 * The part of a known text that each token stands for. Tokens may cut a character (bytes of an emoji or of a rare CJK
 * character) and then show U+FFFD; here the character goes to the token that holds its first byte, and the tokens that continue
 * it get "". Special tokens get "". Joined, the pieces are the text, and offsets of {@link groupWords} on them are the text's.
 *
 * @param tokens  In text order, each with the text of its own bytes.
 * @param text  What they decode to together, without special tokens: `Generation.text`.
 * @returns One piece a token; `undefined` when the tokens do not spell the text (a decoder that tidies up spaces, say).
 * Cost: linear in the text; quadratic in the longest run of cut characters (worst seen: 2 s for 1,000 emoji in a row).
 *
 * @example
 * ```ts
 * const { tokens, text } = generation;
 * const list = tokens.map((token) => ({ text: token.text, isSpecial: token.isEnd }));
 * const pieces = tokenPieces(list, text);
 * const words = groupWords(pieces ? list.map((token, index) => ({ ...token, text: pieces[index] ?? "" })) : list);
 * ```
 */
export function tokenPieces(tokens: readonly WordToken[], text: string): string[] | undefined {
	const bytes = encoder.encode(text);
	const starts = layTokens(bytes, tokens);
	if (!starts) return undefined;
	/** UTF-16 units of the characters that begin before a byte. */
	const units = new Uint32Array(bytes.length + 1);
	let byte = 0;
	let unit = 0;
	for (const character of text) {
		units[byte++] = unit;
		unit += character.length;
		for (const length = encoder.encode(character).length, end = byte + length - 1; byte < end; ) units[byte++] = unit;
	}
	units[byte] = unit;
	return tokens.map((_, index) => text.slice(units[starts[index] as number], units[starts[index + 1] as number]));
}
