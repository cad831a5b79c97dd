/** Characters [start, end) of a text, in UTF-16 units. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

const SPACE = 0x20;

/** UTF-8 bytes of a text, and for each byte (and the end) the UTF-16 index of the character it belongs to. */
function encodeWithOffsets(text: string): { bytes: Uint8Array; starts: Uint32Array } {
	const bytes = new TextEncoder().encode(text);
	const starts = new Uint32Array(bytes.length + 1);
	let byte = 0;
	let unit = 0;
	for (const character of text) {
		const point = character.codePointAt(0) as number;
		const length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
		starts.fill(unit, byte, byte + length);
		byte += length;
		unit += character.length;
	}
	starts[bytes.length] = text.length;
	return { bytes, starts };
}

function matches(bytes: Uint8Array, at: number, part: Uint8Array, from = 0): boolean {
	if (at + part.length - from > bytes.length) return false;
	for (let index = from; index < part.length; index++) if (bytes[at + index - from] !== part[index]) return false;
	return true;
}

function isSpace(byte: number | undefined): boolean {
	return byte === SPACE || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/**
 * Where each token stands in the text that was encoded. Tokenizers that are run from JavaScript give no offsets, so the tokens'
 * bytes are laid along the text's:
 * - a token that continues the text takes its bytes;
 * - the space that sentencepiece puts in front takes none;
 * - white space that an added token strips is skipped;
 * - a token that the text does not show (BOS, an unknown word, text changed by a normaliser) takes what lies between its
 *   neighbours; at the very start or end that is nothing.
 *
 * @param text  The rendered prompt.
 * @param tokens  Bytes of each token, in order.
 * @param opaque  True for a token whose bytes do not come from the text (the unknown token). Same length as `tokens`.
 * @returns One span a token, ascending; empty where a token has no text.
 */
export function alignTokens(text: string, tokens: readonly Uint8Array[], opaque: readonly boolean[]): Span[] {
	const { bytes, starts } = encodeWithOffsets(text);
	const found = new Array<Span | undefined>(tokens.length);
	const span = (start: number, end: number): Span => {
		// A part of a character stands for the whole one.
		let last = end;
		while (last > start && last < bytes.length && starts[last] === starts[last - 1]) last++;
		return { start: starts[start] as number, end: starts[last] as number };
	};
	/** Index of the token's first byte in the text, and how many of its own bytes the text lacks in front; from `cursor` on. */
	const locate = (token: Uint8Array, cursor: number): { at: number; skipped: number } | undefined => {
		for (let at = cursor; ; at++) {
			if (token.length > 0 && matches(bytes, at, token)) return { at, skipped: 0 };
			if (token[0] === SPACE && matches(bytes, at, token, 1)) return { at, skipped: 1 };
			if (!isSpace(bytes[at])) return undefined;
		}
	};
	let cursor = 0;
	for (let index = 0; index < tokens.length; index++) {
		if (opaque[index]) continue;
		const token = tokens[index] as Uint8Array;
		const pending = index > 0 && found[index - 1] === undefined;
		const hit = locate(token, cursor) ?? (pending ? resync(bytes, cursor, tokens, opaque, index) : undefined);
		if (!hit) continue;
		const end = hit.at + token.length - hit.skipped;
		found[index] = span(hit.at, end);
		cursor = end;
	}
	return fillGaps(found, text.length);
}

/**
 * Finds the token further on after some that did not match. Two tokens must match in a row (where there are two), so that a
 * single letter does not catch the wrong place.
 */
function resync(
	bytes: Uint8Array,
	cursor: number,
	tokens: readonly Uint8Array[],
	opaque: readonly boolean[],
	index: number,
): { at: number; skipped: number } | undefined {
	const token = tokens[index] as Uint8Array;
	const next = opaque[index + 1] ? undefined : tokens[index + 1];
	if (token.length === 0) return undefined;
	for (let at = cursor; at < bytes.length; at++) {
		if (matches(bytes, at, token) && (!next || matches(bytes, at + token.length, next))) return { at, skipped: 0 };
	}
	return undefined;
}

/** Gives the tokens that were not found what lies between their neighbours, but nothing before the first and after the last. */
function fillGaps(found: readonly (Span | undefined)[], length: number): Span[] {
	const filled: Span[] = [];
	for (let index = 0; index < found.length; index++) {
		let after = index;
		while (after < found.length && !found[after]) after++;
		const before = found.slice(0, index).findLast((span) => span !== undefined);
		const start = before?.end ?? 0;
		const end = found[after]?.start ?? length;
		const gap = !before ? { start, end: start } : after === found.length ? { start: end, end } : { start, end };
		filled.push(found[index] ?? gap);
	}
	return filled;
}
