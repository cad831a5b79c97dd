import { describe, expect, it } from "vitest";
import { isLvlmError } from "./errors.js";
import { allocate, assertShape, bytesPerElement, type DType, elementCount, tensor } from "./tensor.js";

function codeOf(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (isLvlmError(error)) return error.code;
	}
	return "none";
}

describe("tensor", () => {
	it("holds as many elements as its shape says", () => {
		const value = tensor("float32", [2, 3], new Float32Array(6), ["query", "key"]);
		expect(value).toMatchObject({ dtype: "float32", shape: [2, 3], axes: ["query", "key"] });
		expect("axes" in tensor("float32", [], new Float32Array(1))).toBe(false);
		expect(tensor("bool", [0, 5], new Uint8Array(0)).data.length).toBe(0);
	});

	it("refuses other lengths, and axes that are too few", () => {
		expect(codeOf(() => tensor("float32", [2, 3], new Float32Array(5)))).toBe("shape-mismatch");
		expect(codeOf(() => tensor("float32", [2, 3], new Float32Array(6), ["key"]))).toBe("shape-mismatch");
	});

	it.each<[DType, number]>([
		["float64", 8],
		["int64", 8],
		["uint64", 8],
		["float32", 4],
		["int32", 4],
		["uint32", 4],
		["float16", 2],
		["bfloat16", 2],
		["int16", 2],
		["uint16", 2],
		["int8", 1],
		["uint8", 1],
		["bool", 1],
	])("%s has %d bytes an element", (dtype, bytes) => {
		expect(bytesPerElement(dtype)).toBe(bytes);
		expect(allocate(dtype, 3).byteLength).toBe(3 * bytes);
	});

	it("counts the elements of shapes", () => {
		expect(elementCount([])).toBe(1);
		expect(elementCount([4, 0, 2])).toBe(0);
		expect(elementCount([4, 5])).toBe(20);
	});
});

describe("assertShape", () => {
	const value = tensor("float32", [2, 4, 4], new Float32Array(32));

	it("gives the sizes by name", () => {
		expect(assertShape("attention", value, "H Q K")).toEqual({ H: 2, Q: 4, K: 4 });
		expect(assertShape("attention", value, "2 S S", "float32")).toEqual({ S: 4 });
	});

	it.each([
		["rank", "Q K", undefined],
		["equal names", "S S K", undefined],
		["fixed size", "3 Q K", undefined],
		["dtype", "H Q K", "float64"],
	] as const)("refuses another %s, and prints what it expected and got", (_, pattern, dtype) => {
		try {
			assertShape("attention", value, pattern, dtype);
			expect.unreachable();
		} catch (error) {
			if (!isLvlmError(error, "shape-mismatch")) throw error;
			expect(error.fields.name).toBe("attention");
			expect(error.fields.actual).toBe("float32 [2, 4, 4]");
			expect(error.message).toContain(error.fields.expected);
		}
	});
});
