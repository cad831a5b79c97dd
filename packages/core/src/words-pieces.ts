import type { WordToken } from "./words.js";

const encoder = new TextEncoder();

function startsWith(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
	if (at + part.length > bytes.length) return false;
	return part.every((byte, index) => bytes[at + index] === byte);
}

/** Where a token that begins at byte `at` can end: where the bytes between decode to its text. */
function endsOf(bytes: Uint8Array, at: number, text: string): number[] {
	const whole = encoder.encode(text);
	if (!text.includes("\uFFFD")) return startsWith(bytes, at, whole) ? [at + whole.length] : [];
	// A decoder writes one U+FFFD for one to three bytes of a cut character; in UTF-8, U+FFFD itself has three.
	const cuts = text.split("\uFFFD").length - 1;
	const decoder = new TextDecoder();
	const ends: number[] = [];
	for (let end = at + whole.length - 2 * cuts; end <= Math.min(at + whole.length, bytes.length); end++) {
		if (decoder.decode(bytes.subarray(at, end)) === text) ends.push(end);
	}
	return ends;
}

/**
 * Bytes at which tokens begin, and the end of the last; every way to lay the tokens along the bytes is followed, one step a
 * token, and each byte is reached once.
 */
function layTokens(bytes: Uint8Array, tokens: readonly WordToken[]): number[] | undefined {
	/** For each token: the byte after it, and the byte it then began at. */
	const steps: Map<number, number>[] = [];
	let reached: Iterable<number> = [0];
	for (const { text, isSpecial } of tokens) {
		const step = new Map<number, number>();
		for (const at of reached) {
			for (const end of isSpecial ? [at] : endsOf(bytes, at, text)) if (!step.has(end)) step.set(end, at);
		}
		steps.push(step);
		reached = step.keys();
	}
	const starts = [bytes.length];
	for (const step of steps.reverse()) {
		const start = step.get(starts[0] as number);
		if (start === undefined) return undefined;
		starts.unshift(start);
	}
	return starts[0] === 0 ? starts : undefined;
}

/**
 * The part of a known text that each token stands for. Tokens may cut a character (bytes of an emoji or of a rare CJK
 * character) and then show U+FFFD; here the character goes to the token that holds its first byte, and the tokens that continue
 * it get "". Special tokens get "". Joined, the pieces are the text, and offsets of {@link groupWords} on them are the text's.
 *
 * @param tokens  In text order, each with the text of its own bytes.
 * @param text  What they decode to together, without special tokens: `Generation.text`.
 * @returns One piece a token; `undefined` when the tokens do not spell the text (a decoder that tidies up spaces, say).
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
