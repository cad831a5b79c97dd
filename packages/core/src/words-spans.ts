import { LvlmError } from "./errors.js";

/**
 * What a word is made of: "word" has a letter or a digit; "punctuation" is a run of punctuation and signs; "symbol" is an emoji,
 * another pictogram, or characters that could not be read; "special" is a token that is no text (`</s>`).
 */
export type WordKind = "word" | "punctuation" | "symbol" | "special";

/** Characters [start, end) of a text in UTF-16 units, without space around them. */
export interface WordSpan {
	readonly start: number;
	readonly end: number;
	readonly kind: Exclude<WordKind, "special">;
}

/** Splits a text into words; see {@link segmenterOf}. */
export type SpanFinder = (text: string) => WordSpan[];

/** White space, and what has no shape of its own (joiners, variation selectors, soft hyphens, control characters). */
const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}]*$/u;
const UNREADABLE = /^[\uFFFD\p{Default_Ignorable_Code_Point}]+$/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
// Variation selector 16 asks for the emoji form of a character that is punctuation elsewhere.
const PICTOGRAM = /[\p{So}\p{Extended_Pictographic}\p{Emoji_Modifier}]|\uFE0F/u;
const PUNCTUATION_OR_SIGN = /[\p{P}\p{S}]/u;

function kindOf(text: string): WordSpan["kind"] {
	if (LETTER_OR_DIGIT.test(text)) return "word";
	return !PICTOGRAM.test(text) && PUNCTUATION_OR_SIGN.test(text) ? "punctuation" : "symbol";
}

/** Neighbours that the standard separates but that read as one: "...", `."`, "://"; and the parts of a character that was cut. */
function belongTogether(text: string, a: WordSpan, b: WordSpan): boolean {
	if (a.end !== b.start || a.kind !== b.kind) return false;
	if (a.kind === "punctuation") return true;
	return UNREADABLE.test(text.slice(a.start, a.end)) && UNREADABLE.test(text.slice(b.start, b.end));
}

function spansOf(segmenter: Intl.Segmenter, text: string): WordSpan[] {
	const spans: WordSpan[] = [];
	for (const { segment, index } of segmenter.segment(text)) {
		if (INVISIBLE.test(segment)) continue;
		const start = index + segment.length - segment.trimStart().length;
		const span: WordSpan = { start, end: start + segment.trim().length, kind: kindOf(segment) };
		const before = spans.at(-1);
		if (before && belongTogether(text, before, span)) spans[spans.length - 1] = { ...before, end: span.end };
		else spans.push(span);
	}
	return spans;
}

/**
 * Makes the function that finds the words of a text, ascending and without overlap. Each visible character lies in one word.
 *
 * @throws {LvlmError} "capability-missing" where the engine has no `Intl.Segmenter`; "invalid-argument" for a malformed locale.
 */
export function segmenterOf(locale: string): SpanFinder {
	if (typeof Intl !== "object" || typeof Intl.Segmenter !== "function") {
		throw new LvlmError(
			"capability-missing",
			"This JavaScript engine cannot split text into words: it has no Intl.Segmenter.",
			{ owner: "JavaScript engine", capability: "Intl.Segmenter", neededBy: "groupWords" },
			{ hint: "Use Node, Chrome or Edge 87, Safari 14.1, Firefox 125 or newer, or load a polyfill of Intl.Segmenter." },
		);
	}
	try {
		const segmenter = new Intl.Segmenter(locale, { granularity: "word" });
		return (text) => spansOf(segmenter, text);
	} catch (cause) {
		const fields = { name: "locale", expected: "a BCP 47 language tag", actual: String(locale) };
		throw new LvlmError("invalid-argument", `"${locale}" is not a locale.`, fields, { cause });
	}
}
