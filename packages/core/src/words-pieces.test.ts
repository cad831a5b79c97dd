import { expect, it } from "vitest";
import { groupWords } from "./words.js";
import { tokenPieces } from "./words-pieces.js";

const list = (...texts: string[]) => texts.map((text) => ({ text }));
const cut = "\ufffd";

it("gives a character to the token that holds its first byte", () => {
	// 😀 is f0 9f 98 80: three bytes that a decoder replaces at once, then one.
	expect(tokenPieces(list("Hi", ` ${cut}`, cut, "!"), "Hi 😀!")).toEqual(["Hi", " 😀", "", "!"]);
	expect(tokenPieces(list(...Array<string>(8).fill(cut)), "😀😀")).toEqual(["😀", "", "", "", "😀", "", "", ""]);
	// e6 b1 | bd e8 | bd a6: the second token ends one character and begins the next.
	expect(tokenPieces(list(cut, cut + cut, cut + cut), "汽车")).toEqual(["汽", "车", ""]);
});

it("lets groupWords see the word", () => {
	const pieces = tokenPieces(list("红", cut, cut, cut, " ok"), "红汽 ok") as string[];
	const words = groupWords(list(...pieces));
	expect(words.at(-1)).toMatchObject({ text: "ok", start: 3, end: 5, tokens: [4] });
	expect(words.filter(({ last }) => last < 4).flatMap(({ tokens }) => tokens)).toEqual([0, 1, 2, 3]);
	const cafe = groupWords(list(...(tokenPieces(list("caf", cut, `${cut}s`), "cafés") as string[])));
	expect(cafe).toEqual([{ text: "cafés", kind: "word", start: 0, end: 5, first: 0, last: 2, tokens: [0, 1, 2] }]);
});

it("finds the only way where several tokens could be cut otherwise", () => {
	// f0 9f 98 | 80 f0 9f 98 | 80: each first guess (one byte a sign) leads nowhere.
	expect(tokenPieces(list(cut, cut + cut, cut), "😀😀")).toEqual(["😀", "😀", ""]);
});

it("takes U+FFFD in the text for itself", () => {
	expect(tokenPieces(list("a", cut, "b"), `a${cut}b`)).toEqual(["a", cut, "b"]);
});

it("leaves special tokens out", () => {
	const tokens = [{ text: "<s>", isSpecial: true }, ...list("a"), { text: "</s>", isSpecial: true }];
	expect(tokenPieces(tokens, "a")).toEqual(["", "a", ""]);
	expect(tokenPieces([], "")).toEqual([]);
});

it("says when the tokens do not spell the text", () => {
	expect(tokenPieces(list(" a", "b"), "ab")).toBeUndefined();
	expect(tokenPieces(list("a"), "ab")).toBeUndefined();
	expect(tokenPieces(list("ab"), "a")).toBeUndefined();
	expect(tokenPieces(list(cut), "a")).toBeUndefined();
	expect(tokenPieces([], "a")).toBeUndefined();
});
