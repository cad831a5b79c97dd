import { describe, expect, it } from "vitest";
import { embedCode } from "./embed-code.js";
import { type LinkState, readLink, writeLink } from "./link.js";
import { linkContents, withTexts } from "./link-contents.js";
import { shareLink } from "./share-link.js";

const sha = `sha256:${"0af9".repeat(16)}`;

describe("a link's fragment", () => {
	it("gives back what was written, all of it", () => {
		const state: Required<LinkState> = {
			example: "planted",
			session: "https://example.org/a b.lvlm?x=1&y=2#z",
			picture: sha,
			question: "Is it “red” & <b>?",
			answer: "=1+1",
			panel: "heads",
			theme: "dark",
			hide: ["toolbar", "ask"],
			tokens: [151, 152],
			layer: 0,
			head: 7,
			heads: [
				{ layer: 3, head: 0 },
				{ layer: 4, head: 11 },
			],
			image: 1,
			regions: [0, 1, 2, 3, 9, 11, 12, 13],
			settings: { map: "composed", mode: "exact" },
		};
		expect(readLink(writeLink(state))).toEqual(state);
		expect(writeLink({ tokens: [] })).toBe("");
		expect(readLink("")).toEqual({});
	});

	it("has stable names and is short: this link of an early version stays readable", () => {
		const state = { example: "planted", panel: "heads", tokens: [151, 152], layer: 0, head: 7, regions: [0, 143] };
		const link = "#example=planted&panel=heads&tokens=151.152&layer=0&head=7&regions=0.143";
		expect(writeLink(state)).toBe(link);
		expect(readLink(link)).toEqual(state);
		const all = Array.from({ length: 576 }, (_, region) => region);
		expect(writeLink({ regions: all })).toBe("#regions=0-575");
		// A grid's rectangle of 5 rows.
		const some = [0, 1, 2, 3, 4].flatMap((row) => [24 * row + 3, 24 * row + 4, 24 * row + 5]);
		expect(writeLink({ regions: some }).length).toBeLessThan(50);
	});

	it("ignores names that it does not know, and values that make no sense", () => {
		expect(
			readLink("#v=2&mood=new&layer=-1&head=2.5&tokens=1.x&panel=<b>&example=../../etc&heads=1&regions=9-3&theme=pink"),
		).toEqual({});
		expect(readLink("#tokens=0-99999999&regions=1-&picture=sha256:12&image=1e3&hide=a..b&s.A=1&s.=2")).toEqual({});
		expect(readLink("#layer=3&mood")).toEqual({ layer: 3 });
		expect(readLink("#__proto__=x&constructor=y&s.__proto__=z")).toEqual({});
		expect(writeLink({ layer: -1, tokens: [1.5], panel: "<b>", session: "javascript:alert(1)" })).toBe("");
	});

	it.each([
		"javascript:alert(1)",
		"data:text/html,x",
		"file:///etc/passwd",
		"//elsewhere.example/a.lvlm",
		"\\\\elsewhere.example/a.lvlm",
		"/\\elsewhere.example/a.lvlm",
		"java\nscript:alert(1)",
		"\u0001javascript:alert(1)",
		"",
	])("takes no session from %j", (session) => {
		expect(readLink(`#session=${encodeURIComponent(session)}`)).toEqual({});
		expect(readLink(`#picture=${encodeURIComponent(session)}`)).toEqual({});
	});

	it.each(["sessions/a.lvlm", "https://example.org/a.lvlm"])(
		"takes a session beside the page and one over http: %s",
		(session) => {
			expect(readLink(`#session=${session}`)).toEqual({ session });
		},
	);
});

describe("what is said of a link", () => {
	const texts = { question: "What?", answer: "That." };
	const said = (state: LinkState): unknown[] => linkContents(state).map(({ what, isIncluded }) => [what, isIncluded]);

	it("is true of it", () => {
		expect(said({ layer: 1 })).toEqual([
			["picture", false],
			["question and answer", false],
		]);
		expect(said({ picture: sha })[0]).toEqual(["picture", false]);
		expect(linkContents({ picture: sha })[0]?.sentence).toContain("In this browser it opens again");
		expect(linkContents({ picture: sha }, false)[0]?.sentence).toBe(
			"The picture is not in the link: the page asks for it.",
		);
		expect(said({ picture: "https://example.org/a.png", ...texts })).toEqual([
			["picture", true],
			["question and answer", true],
		]);
		expect(said({ session: "a.lvlm" })).toEqual([["session", true]]);
		expect(said({ example: "planted" })).toEqual([
			["picture", true],
			["question and answer", true],
		]);
		expect(linkContents({ question: "What?" })[1]?.sentence).toBe("The question can be read in the link.");
	});

	it("is read back from the link, with what was too long for it", () => {
		const long = { layer: 1, question: "why ".repeat(1200), answer: "That." };
		expect(shareLink(long, true)).toEqual({
			state: { layer: 1, answer: "That." },
			fragment: "#answer=That.&layer=1",
			tooLong: ["question"],
		});
		expect(shareLink(long, false)).toEqual({ state: { layer: 1 }, fragment: "#layer=1", tooLong: [] });
		expect(shareLink({ example: "colour", ...texts }, true).fragment).toBe("#example=colour");
	});

	it("comes and goes with the texts", () => {
		expect(withTexts({ layer: 1, ...texts }, undefined)).toEqual({ layer: 1 });
		expect(withTexts({ layer: 1 }, texts)).toEqual({ layer: 1, ...texts });
	});
});

describe("the code of a frame", () => {
	it("cannot be broken out of", () => {
		const code = embedCode({
			address: 'https://a.example/?"><script>x',
			title: `"'></iframe><script>alert(1)</script>`,
			height: 1.6,
		});
		expect(code).not.toMatch(/<script|<\/iframe><s/);
		expect(code?.match(/</g)).toHaveLength(2);
		expect(embedCode({ address: "javascript:alert(1)", title: "", height: 1 })).toBeUndefined();
	});
});
