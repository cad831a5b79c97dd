import { describe, expect, it } from "vitest";
import { alignTokens } from "./align.js";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const unknown = "\0";

function pieces(text: string, tokens: string[]): string[] {
	const spans = alignTokens(
		text,
		tokens.map((token) => encode(token)),
		tokens.map((token) => token === unknown),
	);
	return spans.map(({ start, end }) => text.slice(start, end));
}

describe("alignTokens", () => {
	it("gives each token its text, and BOS none", () => {
		expect(pieces("a red dot", ["<s>", " a", " red", " d", "ot"])).toEqual(["", "a", " red", " d", "ot"]);
	});

	it("skips the space that sentencepiece puts after special tokens, and white space that was stripped", () => {
		expect(pieces("</s>USER", ["</s>", " ", "USER"])).toEqual(["</s>", "", "USER"]);
		expect(pieces("<image>  \n red", ["<image>", "red"])).toEqual(["<image>", "red"]);
	});

	it("gives unknown and normalised tokens what lies between their neighbours", () => {
		expect(pieces("a ☃☃ b", ["a", " ", unknown, " b"])).toEqual(["a", " ", "☃☃", " b"]);
		expect(pieces("see ﬁne art", ["see", " fi", "ne", " art"])).toEqual(["see", " ﬁ", "ne", " art"]);
	});

	it("gives each part of a character the whole character", () => {
		const bytes = encode("🟥");
		const spans = alignTokens(
			"x🟥y",
			[encode("x"), ...[...bytes].map((byte) => Uint8Array.of(byte)), encode("y")],
			new Array(6).fill(false),
		);
		expect(spans.map(({ start, end }) => [start, end])).toEqual([
			[0, 1],
			[1, 3],
			[1, 3],
			[1, 3],
			[1, 3],
			[3, 4],
		]);
	});
});
