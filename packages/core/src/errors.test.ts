import { describe, expect, it } from "vitest";
import { invariant, isAbort, isLvlmError, LvlmError } from "./errors.js";

describe("LvlmError", () => {
	const cause = new Error("disk");
	const error = new LvlmError(
		"limit-exceeded",
		"The header is too long.",
		{ limit: "headerBytes", allowed: 1, actual: 2 },
		{ hint: "Raise it.", cause },
	);

	it("carries code, fields, hint and cause", () => {
		expect(error).toBeInstanceOf(Error);
		expect(error.name).toBe("LvlmError");
		expect(error.message).toBe("The header is too long. Raise it.");
		expect(error.hint).toBe("Raise it.");
		expect(error.cause).toBe(cause);
		expect(error.fields).toEqual({ limit: "headerBytes", allowed: 1, actual: 2 });
		const plain = new LvlmError("invalid-image", "No.", { reason: "x" });
		expect(plain.message).toBe("No.");
		expect("cause" in plain).toBe(false);
	});

	it("is known by its mark, also from another copy of the package", () => {
		expect(isLvlmError(error)).toBe(true);
		expect(isLvlmError(error, "invalid-image", "limit-exceeded")).toBe(true);
		expect(isLvlmError(error, "invalid-image")).toBe(false);
		const foreign = Object.assign(new Error("x"), {
			code: "invalid-image",
			[Symbol.for("lvlm-interpret.error")]: true,
		});
		expect(isLvlmError(foreign, "invalid-image")).toBe(true);
		for (const other of [new Error("x"), { code: "invalid-image" }, null, undefined, "text"]) {
			expect(isLvlmError(other)).toBe(false);
		}
		expect(JSON.stringify(Object.keys(error))).not.toContain("lvlm-interpret.error");
	});
});

it("isAbort knows the platform's abort by its name, and nothing that only looks like it", () => {
	expect(isAbort(AbortSignal.abort().reason)).toBe(true);
	expect(isAbort(Object.assign(new Error("stopped"), { name: "AbortError" }))).toBe(true);
	expect(isAbort(AbortSignal.abort("a reason of the caller's").reason)).toBe(false);
	expect(isAbort({ name: "AbortError" })).toBe(false);
});

describe("invariant", () => {
	it("throws only when broken, and never an LvlmError", () => {
		expect(() => invariant(1, "fine")).not.toThrow();
		expect(() => invariant(0, "rows are missing")).toThrow("internal: rows are missing, please report");
		try {
			invariant(false, "x");
		} catch (error) {
			expect(isLvlmError(error)).toBe(false);
		}
	});
});
