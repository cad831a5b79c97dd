import { describe, expect, it } from "vitest";
import { readFromFrame, readToFrame, toMessage, wrongOrigin } from "./messages.js";

const protocol = "lvlm-interpret/1";

describe("messages between a page and its frame", () => {
	it("come back as they were sent", () => {
		const select = {
			type: "select",
			selection: { tokens: [1, 2], regions: [], image: 0, layer: 3, head: undefined },
		} as const;
		expect(readFromFrame(structuredClone(toMessage(select)))).toEqual(select);
		expect(readToFrame(toMessage({ type: "set", settings: { theme: "dark", view: "heads" } }))).toEqual({
			type: "set",
			settings: { theme: "dark", view: "heads" },
		});
		const ready = { type: "ready", view: "maps", views: ["maps", "words"] } as const;
		expect(readFromFrame(toMessage(ready))).toEqual(ready);
	});

	it("are nothing where anything else is sent", () => {
		const others = [null, 7, "ready", [], {}, { protocol: "other/1", type: "connect" }, { protocol, type: "eval" }];
		for (const data of others) expect([readToFrame(data), readFromFrame(data)]).toEqual([undefined, undefined]);
		expect(readFromFrame({ protocol, type: "ready", view: "a", views: "a" })).toBeUndefined();
		expect(readFromFrame({ protocol, type: "resize", height: 1e9 })).toBeUndefined();
		expect(readFromFrame({ protocol, type: "error", code: "x", message: 7 })).toBeUndefined();
	});

	it("lose what makes no sense, and what lies on a prototype", () => {
		const settings = { view: 7, theme: "pink", hide: "x".repeat(2000) };
		expect(readToFrame({ protocol, type: "set", settings })).toEqual({ type: "set", settings: {} });
		const selection = {
			tokens: [1, -1],
			regions: [0.5],
			image: "0",
			layer: Number.NaN,
			head: 2,
			heads: [{ layer: 1 }],
		};
		expect(readToFrame({ protocol, type: "select", selection })).toEqual({ type: "select", selection: { head: 2 } });
		const inherited = Object.create({ protocol, type: "set", settings: { theme: "dark" } });
		expect(readToFrame(inherited)).toBeUndefined();
		const polluting = JSON.parse(`{"protocol":"${protocol}","type":"select","selection":{"__proto__":{"tokens":[1]}}}`);
		expect(readToFrame(polluting)).toEqual({ type: "select", selection: {} });
	});

	it("go to and come from exact origins alone", () => {
		expect(wrongOrigin(["https://a.example", "http://127.0.0.1:8080"])).toBeUndefined();
		for (const wrong of ["*", "null", "a.example", "https://a.example/", "https://a.example/x", "https://*.example/"])
			expect(wrongOrigin([wrong])).toBe(wrong);
	});
});
