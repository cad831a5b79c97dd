import { describe, expect, it } from "vitest";
import { type LinkState, readLink, writeLink } from "./link.js";

describe("a link's fragment", () => {
	it("gives back what was written", () => {
		const state: LinkState = {
			example: "planted",
			panel: "heads",
			tokens: [151, 152],
			layer: 0,
			head: 7,
			regions: [0, 143],
		};
		expect(readLink(writeLink(state))).toEqual(state);
		expect(writeLink(state)).toBe("#example=planted&panel=heads&tokens=151.152&layer=0&head=7&regions=0.143");
		const hosted = { session: "https://example.org/a b.lvlm?x=1&y=2#z" };
		expect(readLink(writeLink(hosted))).toEqual(hosted);
		expect(writeLink({ tokens: [] })).toBe("");
	});

	it("ignores names that it does not know, and values that make no sense", () => {
		expect(readLink("#mood=new&layer=-1&head=2.5&tokens=1.x&panel=<b>&example=../../etc")).toEqual({});
		expect(readLink("#layer=3&mood")).toEqual({ layer: 3 });
		expect(readLink("")).toEqual({});
	});

	it.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//elsewhere.example/a.lvlm", ""])(
		"takes no session from %j",
		(session) => {
			expect(readLink(`#session=${encodeURIComponent(session)}`)).toEqual({});
		},
	);

	it("takes a session beside the page and one over http", () => {
		expect(readLink("#session=sessions/a.lvlm")).toEqual({ session: "sessions/a.lvlm" });
		expect(readLink("#session=https://example.org/a.lvlm")).toEqual({ session: "https://example.org/a.lvlm" });
	});
});
