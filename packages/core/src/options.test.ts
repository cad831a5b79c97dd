import { describe, expect, it } from "vitest";
import { isLvlmError } from "./errors.js";
import type { OptionSchema } from "./explainer.js";
import { resolveOptions } from "./options.js";

interface Options {
	layers: "all" | number[];
	count: number;
	share: number;
	exact: boolean;
	view: string;
	kinds: string[];
}

const words = { label: "", description: "" };
const schema: OptionSchema<Options> = {
	layers: { ...words, type: "indices", of: "layer", default: "all" },
	count: { ...words, type: "integer", min: 1, max: 9, default: 5 },
	share: { ...words, type: "number", min: 0, default: 0.5 },
	exact: { ...words, type: "boolean", default: false },
	view: { ...words, type: "choice", choices: ["a", "b"], default: "a" },
	kinds: { ...words, type: "choices", choices: ["x", "y"], default: ["x"] },
};

describe("resolveOptions", () => {
	it("fills in defaults", () => {
		const defaults = { layers: "all", count: 5, share: 0.5, exact: false, view: "a", kinds: ["x"] };
		expect(resolveOptions("test", schema)).toEqual(defaults);
		expect(resolveOptions("test", schema, { count: undefined })).toEqual(defaults);
	});

	it("takes what fits, also false and zero", () => {
		const given: Options = { layers: [0, 3], count: 1, share: 0, exact: true, view: "b", kinds: ["y", "x"] };
		expect(resolveOptions("test", schema, given)).toEqual(given);
	});

	it.each<[string, unknown]>([
		["layers", []],
		["layers", [-1]],
		["layers", "some"],
		["count", 0],
		["count", 10],
		["count", 1.5],
		["share", -0.1],
		["share", Number.NaN],
		["share", Number.POSITIVE_INFINITY],
		["exact", "true"],
		["view", "c"],
		["kinds", []],
		["kinds", ["x", "z"]],
	])("refuses %s: %j", (name, value) => {
		try {
			resolveOptions("test", schema, { [name]: value });
			expect.unreachable();
		} catch (error) {
			if (!isLvlmError(error, "invalid-argument")) throw error;
			expect(error.fields.name).toBe(name);
			expect(error.message).toContain(`Option "${name}" of test should be`);
		}
	});

	it("refuses a name that it does not know, and lists those that it does", () => {
		const given = { lyers: 1 } as Partial<Options>;
		expect(() => resolveOptions("test", schema, given)).toThrow('test has no option "lyers"');
	});
});
