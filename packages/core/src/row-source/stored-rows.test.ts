import { describe, expect, it } from "vitest";
import { isLvlmError } from "../errors.js";
import { tensor } from "../tensor.js";
import { memoryRowSource } from "./memory-row-source.js";
import { assertStoredRows, storedRowSource, storeRows } from "./stored-rows.js";

const [L, H, K] = [2, 3, 6];
const data = Float32Array.from({ length: L * H * K * K }, (_, at) => ((at * 37) % 101) / 101);
const whole = memoryRowSource({ tensor: tensor("float32", [L, H, K, K], data) });
const at = (l: number, h: number, q: number, k: number) => data[((l * H + h) * K + q) * K + k] as number;

describe("stored rows", () => {
	it("give the rows that were stored, at their joint positions, within half a step", async () => {
		const stored = await storeRows(whole, [4, 2, 4]);
		expect(stored.queries).toEqual([2, 4]);
		expect(stored.values.shape).toEqual([L, H, 2, K]);
		const source = storedRowSource(stored);
		expect(source.shape).toEqual({ layers: L, heads: H, queries: K, keys: K });
		const rows = await source.rows({ layers: [1], heads: [2, 0], queries: [4], keys: [5, 0] });
		const expected = [at(1, 2, 4, 5), at(1, 2, 4, 0), at(1, 0, 4, 5), at(1, 0, 4, 0)];
		rows.tensor.data.forEach((value, index) => {
			expect(Math.abs(value - (expected[index] as number))).toBeLessThan(1 / 510 + 1e-6);
		});
		expect(rows.isComplete).toBe(true);
	});

	it("are not ready where they were not stored, alone, among others and in a mean", async () => {
		const source = storedRowSource(await storeRows(whole, [1, 3]));
		const all = await source.rows({ layers: [0], heads: [0] });
		expect([...all.ready]).toEqual([0, 1, 0, 1, 0, 0]);
		expect(all.tensor.data.slice(0, K).every(Number.isNaN)).toBe(true);
		expect(all.tensor.data[K + 1]).toBeCloseTo(at(0, 0, 1, 1), 2);
		const mean = async (queries: number[]) =>
			(await source.rows({ layers: [0], heads: [0], queries, over: ["query"] })).isComplete;
		expect(await mean([1, 3])).toBe(true);
		expect(await mean([1, 2])).toBe(false);
		const bytes = await source.rows({ layers: [0], heads: [0], queries: [2, 3], dtype: "uint8" });
		expect([...(bytes.scales as Float32Array)].map(Number.isNaN)).toEqual([true, false]);
	});

	it("keep a row that was not ready as one that is not", async () => {
		const partial = memoryRowSource({
			tensor: tensor("float32", [L, H, K, K], data),
			ready: Uint8Array.from({ length: L * H * K }, (_, row) => Number(row % K !== 3)),
		});
		const source = storedRowSource(await storeRows(partial, [3, 5]));
		expect([...(await source.rows({ layers: [0], heads: [1], queries: [3, 5] })).ready]).toEqual([0, 1]);
	});

	it("can be none at all", async () => {
		const none = {
			values: tensor("uint8", [L, H, 0, K], new Uint8Array()),
			scales: tensor("float32", [L, H, 0], new Float32Array()),
			queries: [],
		};
		expect((await storedRowSource(none).rows({ queries: [0] })).isComplete).toBe(false);
	});

	it("refuse requests and parts that are out of place", async () => {
		const stored = await storeRows(whole, [1, 3]);
		await expect(storedRowSource(stored).rows({ queries: [K] })).rejects.toThrow("queries");
		const codes = [
			{ ...stored, queries: [3, 1] },
			{ ...stored, queries: [1, K] },
			{ ...stored, queries: [1] },
			{ ...stored, scales: tensor("float32", [L, H, 1], new Float32Array(L * H)) },
		].map((rows) => {
			try {
				assertStoredRows(rows);
				return "none";
			} catch (error) {
				return isLvlmError(error) ? error.code : String(error);
			}
		});
		expect(codes).toEqual(["invalid-argument", "invalid-argument", "shape-mismatch", "shape-mismatch"]);
	});
});
