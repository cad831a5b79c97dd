import { describe, expect, it } from "vitest";
import { readEmbedSettings } from "./embed-settings.js";

describe("what an address asks for a frame", () => {
	it("is nothing without parameters", () => {
		expect(readEmbedSettings("")).toEqual({ isEmbedded: false, hidden: new Set() });
	});

	it("hides what surrounds the run, or what is named", () => {
		expect(readEmbedSettings("?embed&theme=dark")).toEqual({
			isEmbedded: true,
			hidden: new Set(["header", "examples", "ask"]),
			theme: "dark",
		});
		expect([...readEmbedSettings("?embed&hide=tabs.header,mood").hidden]).toEqual(["header", "tabs"]);
		expect(readEmbedSettings("?embed&hide=").hidden.size).toBe(0);
		expect(readEmbedSettings("?theme=pink").theme).toBeUndefined();
	});
});
