import { afterEach, expect, it, vi } from "vitest";
import { isLvlmError } from "./errors.js";
import { groupWords, type Word, type WordToken } from "./words.js";
import { tokenPieces } from "./words-pieces.js";

const list = (...texts: string[]): WordToken[] => texts.map((text) => ({ text }));
const end: WordToken = { text: "</s>", isSpecial: true };
const texts = (words: readonly Word[]): string[] => words.map(({ text }) => text);
const wordsOf = (text: string): string[] => texts(groupWords([{ text }]));

/** Park & Miller's generator, in [0, 1). */
function random(seed: number): () => number {
	let state = seed + 1;
	return () => {
		state = (state * 48271) % 2147483647;
		return state / 2147483647;
	};
}

/** [0, …, length], each inner place with the chance. */
function cuts(length: number, chance: number, next: () => number): number[] {
	const places = [0];
	for (let place = 1; place < length; place++) if (next() < chance) places.push(place);
	return [...places, length];
}

const samples: readonly string[] = [
	"The man's red-hot car isn't 3.5 m long; it costs $1,000.50 (see https://example.com/a_b?c=1)...",
	' Yes.\n\nThe sign says "STOP." Red, red and  red!\tfoo\u00a0bar ',
	"東京都に住む。红色的汽车「赤い車」です",
	"สวัสดีครับ รถสีแดง مرحبا بالعالم، 안녕하세요 세계",
	"👨‍👩‍👧‍👦 and 🇩🇪🇫🇷, 1️⃣ ❤️👍🏽😀😀 na\u0308ive café 10\u202f000 \u200b a\u00adb \u0301x",
	"",
	" \n ",
];

it("joins sub-word tokens, with the space before them, in both styles of tokenizer", () => {
	const sentencepiece = groupWords(list("The", " pl", "ane", " is", " red", ".", "\n"));
	const byteLevel = groupWords(list("Th", "e", " ", "plane", " is", " r", "ed", ".\n"));
	expect(texts(sentencepiece)).toEqual(["The", "plane", "is", "red", "."]);
	expect(texts(byteLevel)).toEqual(texts(sentencepiece));
	expect(sentencepiece[1]).toEqual({
		text: "plane",
		kind: "word",
		start: 4,
		end: 9,
		first: 1,
		last: 2,
		tokens: [1, 2],
	});
	expect(byteLevel.map(({ tokens }) => tokens)).toEqual([[0, 1], [3], [4], [5, 6], [7]]);
});

it("keeps equal words apart by their place", () => {
	const words = groupWords(list("red", " red", " red", ".", " red", "."));
	expect(texts(words)).toEqual(["red", "red", "red", ".", "red", "."]);
	expect(words.map(({ first }) => first)).toEqual([0, 1, 2, 3, 4, 5]);
});

it("follows the Unicode standard inside words and joins neighbouring punctuation", () => {
	expect(wordsOf("It isn't 3.5 or 1,000: l’eau")).toEqual(["It", "isn't", "3.5", "or", "1,000", ":", "l’eau"]);
	expect(wordsOf("red-hot snake_case")).toEqual(["red", "-", "hot", "snake_case"]);
	expect(wordsOf("see https://example.com/a?b=1")).toEqual([
		"see",
		"https",
		"://",
		"example.com",
		"/",
		"a",
		"?",
		"b",
		"=",
		"1",
	]);
	expect(wordsOf('He said "stop."...')).toEqual(["He", "said", '"', "stop", '."...']);
	expect(wordsOf("a . . b")).toEqual(["a", ".", ".", "b"]);
});

it("splits languages without spaces", () => {
	expect(wordsOf("东京的汽车")).toEqual(["东京", "的", "汽车"]);
	expect(wordsOf("สวัสดีครับ")).toEqual(["สวัสดี", "ครับ"]);
	expect(wordsOf("مرحبا بالعالم")).toEqual(["مرحبا", "بالعالم"]);
	const words = groupWords(list("东", "京", "的汽", "车"));
	expect(words.map(({ tokens }) => tokens)).toEqual([[0, 1], [2], [3]]);
	expect(words[2]).toMatchObject({ text: "汽车", first: 2, last: 3 });
});

it("keeps an emoji with all its parts", () => {
	const words = groupWords(list(" 👨", "\u200d", "👩‍👧", "👍", "🏽❤", "\ufe0f", "🇩", "🇪", "😀😀", "‼"));
	expect(texts(words)).toEqual(["👨‍👩‍👧", "👍🏽", "❤️", "🇩🇪", "😀", "😀", "‼"]);
	expect(new Set(words.map(({ kind }) => kind))).toEqual(new Set(["symbol"]));
	expect(words[0]).toMatchObject({ first: 0, last: 2 });
});

it("names kinds", () => {
	const kinds = groupWords([...list("Car 7 ٣ ② $", " ... + © 1️⃣ \ufffd "), end]).map(
		({ text, kind }) => `${text} ${kind}`,
	);
	expect(kinds).toEqual([
		"Car word",
		"7 word",
		"٣ word",
		"② word",
		"$ punctuation",
		"... punctuation",
		"+ punctuation",
		"© symbol",
		"1️⃣ word",
		"\ufffd symbol",
		"</s> special",
	]);
});

it("gives a token that straddles words to the one it holds most of, the first of equals", () => {
	const [a, b] = groupWords(list("a b"));
	expect([a?.tokens, b?.tokens]).toEqual([[0], []]);
	expect([b?.first, b?.last, b?.start, b?.end]).toEqual([0, 0, 2, 3]);
	const words = groupWords(list("re", "d.c", "om", "/in", "dex"));
	expect(words.map(({ text, first, last, tokens }) => [text, first, last, tokens])).toEqual([
		["red.com", 0, 2, [0, 1, 2]],
		["/", 3, 3, []],
		["index", 3, 4, [3, 4]],
	]);
});

it("makes special tokens words of their own, and boundaries", () => {
	const words = groupWords([
		{ text: "<s>", isSpecial: true },
		...list("re"),
		end,
		...list("d"),
		end,
		{ ...end, text: "" },
	]);
	expect(words.map(({ text, kind, start, first }) => [text, kind, start, first])).toEqual([
		["<s>", "special", 0, 0],
		["re", "word", 3, 1],
		["</s>", "special", 5, 2],
		["d", "word", 9, 3],
		["</s>", "special", 10, 4],
		["", "special", 14, 5],
	]);
});

it("gives tokens of space alone to no word, and tokens without text to the character before them", () => {
	expect(groupWords([])).toEqual([]);
	expect(groupWords(list("", " ", "\n", "\u200b", ""))).toEqual([]);
	const words = groupWords(list("", "a", "", " ", "", "\u{1f600}", "", "", "b"));
	expect(words.map(({ tokens }) => tokens)).toEqual([[1, 2], [5, 6, 7], [8]]);
	expect(groupWords([end, ...list("", "x")])[1]?.tokens).toEqual([2]);
});

it("joins tokens that hold parts of characters", () => {
	const words = groupWords(list("a", " \ufffd", "\ufffd", "\ufffd\u200d", "\ufffd", " b\ufffd", "\ufffd!"));
	expect(words.map(({ kind, tokens }) => [kind, tokens])).toEqual([
		["word", [0]],
		["symbol", [1, 2, 3, 4]],
		["word", [5]],
		["symbol", [6]],
		["punctuation", []],
	]);
});

it("holds its promises on any split of a text", () => {
	for (let seed = 0; seed < 300; seed++) {
		const next = random(seed);
		const text = samples[seed % samples.length] as string;
		const places = cuts(text.length, next(), next);
		const tokens = list(...places.slice(1).map((place, index) => text.slice(places[index], place)));
		const words = groupWords(tokens);

		expect(texts(words), "the same words as of one token").toEqual(wordsOf(text));
		const holders = new Array<number>(text.length).fill(0);
		let before = 0;
		for (const word of words) {
			expect(word.start).toBeGreaterThanOrEqual(before);
			expect(word.end).toBeGreaterThan(word.start);
			expect(word.text).toBe(text.slice(word.start, word.end));
			expect(word.text).toBe(word.text.trim());
			for (let unit = word.start; unit < word.end; unit++) (holders[unit] as number)++;
			before = word.end;
			const touching = tokens.flatMap((_, index) => {
				const [from, to] = [places[index] as number, places[index + 1] as number];
				return from < word.end && word.start < to ? [index] : [];
			});
			expect([word.first, word.last]).toEqual([touching[0], touching.at(-1)]);
			for (const token of word.tokens) {
				expect(touching).toContain(token);
				const held = words.map(({ start, end: to }) => {
					return Math.min(to, places[token + 1] as number) - Math.max(start, places[token] as number);
				});
				expect(held.indexOf(Math.max(...held)), "the word it holds most of, the first of equals").toBe(
					words.indexOf(word),
				);
			}
		}
		for (let unit = 0; unit < text.length; unit++) {
			const isBlank = /[\s\u200b]/.test(text[unit] as string) && text[unit] !== "\u202f";
			expect(holders[unit], `unit ${unit} of ${text}`).toBe(isBlank ? 0 : 1);
		}
		const owned = words.flatMap((word) => word.tokens);
		expect(owned, "ascending, each once").toEqual([...new Set(owned)].sort((a, b) => a - b));
		const visible = tokens.flatMap((token, index) => (/[^\s\u200b]/.test(token.text) ? [index] : []));
		expect(visible.filter((token) => !owned.includes(token))).toEqual([]);
	}
});

it("gives the same words of tokens that are any bytes of a text", () => {
	const decoder = new TextDecoder("utf-8");
	for (let seed = 0; seed < 300; seed++) {
		const next = random(seed);
		const text = samples[seed % samples.length] as string;
		const bytes = new TextEncoder().encode(text);
		const places = cuts(bytes.length, seed % 3 === 0 ? 1 : next(), next);
		const parts = places.slice(1).map((place, index) => decoder.decode(bytes.subarray(places[index], place)));
		const tokens = [...list(...parts), end];
		const pieces = tokenPieces(tokens, text) as string[];
		expect(pieces.join("")).toBe(text);
		expect(pieces).toHaveLength(tokens.length);
		const words = groupWords(list(...pieces.slice(0, -1)));
		expect(texts(words)).toEqual(wordsOf(text));
		const owned = words.flatMap((word) => word.tokens);
		// A token counts for a word unless what it stands for, or continues, is space.
		const spaces = pieces.slice(0, -1).flatMap((piece, index) => {
			const until = pieces.slice(0, index + 1).join("");
			return (piece || until.at(-1) || "").replace(/[\s\u200b]/g, "") === "" ? [index] : [];
		});
		const missing = parts.flatMap((_, index) => (owned.includes(index) ? [] : [index]));
		expect(missing.filter((token) => !spaces.includes(token))).toEqual([]);
	}
});

function errorOf(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	return undefined;
}

it("refuses a locale that is none", () => {
	const error = errorOf(() => groupWords(list("a"), { locale: "!!" }));
	expect(isLvlmError(error, "invalid-argument") && error.fields.name).toBe("locale");
	expect(texts(groupWords(list("red cars"), { locale: "sv" }))).toEqual(["red", "cars"]);
});

afterEach(() => vi.unstubAllGlobals());

it("says what is missing in an engine without a segmenter, when it is used", () => {
	vi.stubGlobal("Intl", {});
	const error = errorOf(() => groupWords(list("a")));
	expect(isLvlmError(error, "capability-missing") && error.fields.capability).toBe("Intl.Segmenter");
	expect(isLvlmError(error) && error.hint).toMatch(/Firefox 125/);
});
