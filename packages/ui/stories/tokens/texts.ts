import { tokenPieces } from "@lvlm-interpret/core";
import type { StripToken } from "../../src/index.js";

/** Tokens with positions from `first` on. */
export function stripTokens(texts: readonly string[], first = 0): StripToken[] {
	return texts.map((text, index) => ({ position: first + index, text, isSpecial: /^<.*>$/.test(text) }));
}

/** Three times "the", two commas, an end token. */
export const repeated: StripToken[] = stripTokens(
	["The", " cat", ",", " the", " dog", ",", " and", " the", " bir", "d", " watch", " it", ".", "</s>"],
	612,
);
export const repeatedValues: number[] = [
	0.04,
	0.61,
	0.02,
	0.05,
	0.83,
	0.02,
	0.03,
	0.04,
	0.44,
	0.38,
	0.21,
	0.35,
	0.01,
	Number.NaN,
];

export const chinese: StripToken[] = stripTokens(["图", "片", "里", "有", "一", "只", "红", "色", "的", "猫", "。"]);
const cut = ["A", " ", "\uFFFD", "\uFFFD", "\uFFFD", "\uFFFD", " wave", "!"].map((text) => ({
	text,
}));
/** A waving hand of two characters, cut into four tokens. */
export const emoji: StripToken[] = stripTokens(tokenPieces(cut, "A 👋🏽 wave!") ?? []);
/** Two thousand tokens of even text. */
export const long: StripToken[] = stripTokens(
	Array.from(
		{ length: 2000 },
		(_, index) => (index % 3 === 2 ? "ing" : [" look", " paint", " see", " walk"][index % 4])!,
	),
);
export const longValues: Float32Array = Float32Array.from(long, (_, index) => 0.5 + 0.5 * Math.sin(index / 17));
