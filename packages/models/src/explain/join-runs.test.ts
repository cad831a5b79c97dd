import { isLvlmError, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { joinRuns } from "./join-runs.js";

const floats = (shape: number[], ...values: number[]): Tensor => tensor("float32", shape, Float32Array.from(values));

describe("joinRuns", () => {
	it("puts the rows of several runs behind one another, output by output, in order", () => {
		const joined = joinRuns("test", [
			{ rows: floats([1, 2], 1, 2), ids: tensor("int64", [1], BigInt64Array.of(7n)) },
			{ rows: floats([2, 2], 3, 4, 5, 6), ids: tensor("int64", [2], BigInt64Array.of(8n, 9n)) },
		]);
		expect(joined.rows).toEqual(floats([3, 2], 1, 2, 3, 4, 5, 6));
		expect(joined.ids).toEqual(tensor("int64", [3], BigInt64Array.of(7n, 8n, 9n)));
	});

	it("passes one run as it is, a number too, and none as nothing", () => {
		const only = { total: floats([], 3), rows: floats([1, 1], 4) };
		expect(joinRuns("test", [only])).toBe(only);
		expect(joinRuns("test", [])).toEqual({});
	});

	it.each([
		["a number without axes", floats([], 1), floats([], 2)],
		["rows of another width", floats([1, 2], 1, 2), floats([1, 3], 1, 2, 3)],
		["rows of other axes", floats([1, 2], 1, 2), floats([1, 2, 1], 1, 2)],
	])("refuses %s, by name", (_, first, second) => {
		let thrown: unknown;
		try {
			joinRuns("a method", [{ odd: first }, { odd: second }]);
		} catch (error) {
			thrown = error;
		}
		expect(isLvlmError(thrown, "shape-mismatch")).toBe(true);
		expect(String(thrown)).toContain('a method runs several times, but its output "odd" cannot be joined');
	});
});
