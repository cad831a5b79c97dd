import { isLvlmError, LvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { checkFromEngine, checkToEngine, idOf } from "./check.js";
import { fromWire, toWire } from "./errors.js";
import { protocolVersion } from "./messages.js";
import { packed } from "./pack.js";

const version = protocolVersion;

describe("messages to the engine", () => {
	const good = [
		{ version, id: 3, kind: "abort" },
		{ version, id: 0, kind: "watch", lock: "a" },
		{ version, id: 1, kind: "call", call: "describe", params: {} },
		{ version, id: 1, kind: "call", call: "open", params: { source: { kind: "name", name: "a/b" }, options: {} } },
		{
			version,
			id: 1,
			kind: "call",
			call: "open",
			params: { source: { kind: "files", files: [{ name: "config.json", blob: new Blob([]) }] }, options: {} },
		},
		{
			version,
			id: 2,
			kind: "call",
			call: "rows",
			params: { answer: "a", model: { id: "m", fingerprint: "f" }, layers: [0], queries: [1, 2], bytesPerRun: 10 },
		},
	];

	it.each(good)("pass as they are: %o", (message) => {
		expect(checkToEngine(message)).toBe(message);
	});

	it.each([
		[null, "message"],
		["call", "message"],
		[{ id: 1, kind: "abort" }, "version"],
		[{ version: version + 1, id: 1, kind: "abort" }, "version"],
		[{ version, kind: "abort" }, "id"],
		[{ version, id: -1, kind: "abort" }, "id"],
		[{ version, id: 1, kind: "dance" }, "kind"],
		[{ version, id: 1, kind: "watch" }, "lock"],
		[{ version, id: 1, kind: "answer-data", data: {} }, "data"],
		[{ version, id: 1, kind: "call", call: "dance", params: {} }, "call"],
		[{ version, id: 1, kind: "call", call: "toString", params: {} }, "call"],
		[{ version, id: 1, kind: "call", call: "describe" }, "params"],
		[{ version, id: 1, kind: "call", call: "open", params: { source: "a/b", options: {} } }, "open.source"],
		[
			{ version, id: 1, kind: "call", call: "open", params: { source: { kind: "name", name: "" }, options: {} } },
			"open.source",
		],
		[{ version, id: 1, kind: "call", call: "generate", params: { answer: 1, request: {} } }, "generate.answer"],
		[
			{
				version,
				id: 2,
				kind: "call",
				call: "rows",
				params: { answer: "a", model: { id: "m", fingerprint: "f" }, layers: [0.5], queries: [1], bytesPerRun: 10 },
			},
			"rows.layers",
		],
	])("are refused by name: %o", (message, name) => {
		try {
			checkToEngine(message);
			expect.unreachable();
		} catch (error) {
			expect(isLvlmError(error, "invalid-argument") && error.fields.name).toBe(name);
		}
	});

	it("of another version say that both sides must be built together", () => {
		expect(() => checkToEngine({ version: 99, id: 1, kind: "abort" })).toThrow(
			/same version of @lvlm-interpret\/worker/,
		);
	});

	it("name their call even where they are broken", () => {
		expect([idOf({ id: 4, kind: 1 }), idOf({ id: "x" }), idOf(null)]).toEqual([4, undefined, undefined]);
	});
});

describe("messages from the engine", () => {
	it("are refused when incomplete or unknown", () => {
		const answer = { version, id: 1, kind: "answer", value: undefined };
		expect(checkFromEngine(answer)).toBe(answer);
		for (const message of [
			{ version, id: 1, kind: "answer" },
			{ version, id: 1, kind: "token" },
			{ version, id: 1, kind: "rows", blocks: [] },
			{ version, id: 1, kind: "error", error: "bad" },
			{ version, id: 1, kind: "valueOf" },
		]) {
			expect(() => checkFromEngine(message)).toThrow(/broken/);
		}
	});
});

describe("errors", () => {
	const across = (error: unknown) => fromWire(structuredClone(toWire(error)));

	it("keep code, fields, hint and causes, and the message once", () => {
		const cause = new TypeError("inner");
		const fields = { backend: "onnx", session: "decoder" };
		const error = new LvlmError("session-failed", "It failed.", fields, { hint: "Do this.", cause });
		const other = across(across(error));
		expect(isLvlmError(other, "session-failed") && other.fields).toEqual(fields);
		expect(other.message).toBe("It failed. Do this.");
		expect(other).toMatchObject({ hint: "Do this.", cause: { name: "TypeError", message: "inner" } });
	});

	it("of plugins keep their own codes, and what of their fields can be sent", () => {
		const error = new LvlmError("acme:quota" as "non-finite", "No more.", { left: 0, ask: () => 1 } as never);
		expect(across(error)).toMatchObject({ code: "acme:quota", fields: { left: 0 }, hint: undefined });
	});

	it("stay the platform's AbortError, and other errors their names", () => {
		const abort = across(new DOMException("gone", "AbortError"));
		expect(abort).toBeInstanceOf(DOMException);
		expect([abort.name, abort.message]).toEqual(["AbortError", "gone"]);
		expect(across(new RangeError("far"))).toMatchObject({ name: "RangeError", message: "far" });
		expect(across("thrown text").message).toBe("thrown text");
		const loop = new Error("a");
		loop.cause = loop;
		expect(across(loop).message).toBe("a");
	});
});

describe("packed", () => {
	it("copies views into buffers of their own, once each, and leaves the originals", () => {
		const heap = new Uint8Array(1000).fill(7);
		const view = heap.subarray(10, 14);
		const blob = new Blob(["x"]);
		const given = { a: view, list: [view, new Float32Array([1, 2])], blob, none: undefined, deep: { n: 1n } };
		const { value, transfer } = packed(given);
		expect(transfer.map(({ byteLength }) => byteLength)).toEqual([4, 8]);
		expect(value.list[0]).toBe(value.a);
		expect(value.blob).toBe(blob);
		const clone = structuredClone(value, { transfer: [...transfer] });
		expect(clone.a).toEqual(Uint8Array.of(7, 7, 7, 7));
		expect(clone.deep).toEqual({ n: 1n });
		expect([value.a.length, heap.length, view.length]).toEqual([0, 1000, 4]);
	});

	it("refuses functions by their path", () => {
		expect(() => packed({ options: { list: [1, () => 2] } })).toThrow(/"options.list\[1\]" is a function/);
	});
});
