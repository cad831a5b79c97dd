import { describe, expect, it } from "vitest";
import { isLvlmError } from "../errors.js";
import { fromHalf, toHalf } from "../half.js";
import { tensor } from "../tensor.js";
import { memoryRowSource } from "./memory-row-source.js";
import { newestRows } from "./newest-rows.js";
import type { RowSource } from "./row-source.js";

const [L, H, Q, K] = [2, 3, 4, 5];
const data = Float32Array.from({ length: L * H * Q * K }, (_, i) => ((i * 37) % 101) / 101);
const at = (l: number, h: number, q: number, k: number) => data[((l * H + h) * Q + q) * K + k] as number;
const source = memoryRowSource({ tensor: tensor("float32", [L, H, Q, K], data) });

describe("rows", () => {
	it("come in the order asked: FROM the query, TO the key", async () => {
		const { tensor: rows, isComplete } = await source.rows({ layers: [1], heads: [2, 0], queries: [3], keys: [1, 4] });
		expect(rows.axes).toEqual(["layer", "head", "query", "key"]);
		expect(rows.shape).toEqual([1, 2, 1, 2]);
		// A transposed source would give at(…, 1, 3) and (…, 4, 3).
		expect([...rows.data]).toEqual([at(1, 2, 3, 1), at(1, 2, 3, 4), at(1, 0, 3, 1), at(1, 0, 3, 4)]);
		expect(isComplete).toBe(true);
	});

	it("fold axes by mean, max and sum", async () => {
		const request = { layers: [0], heads: [1, 2], queries: [0, 3], keys: [2] } as const;
		const all = [at(0, 1, 0, 2), at(0, 1, 3, 2), at(0, 2, 0, 2), at(0, 2, 3, 2)];
		const fold = async (reducer: "mean" | "max" | "sum") =>
			(await source.rows({ ...request, over: ["head", "query"], reducer })).tensor;
		expect((await fold("mean")).shape).toEqual([1, 1]);
		const sum = all.reduce((a, b) => a + b);
		expect((await fold("mean")).data[0]).toBeCloseTo(sum / 4, 6);
		expect((await fold("sum")).data[0]).toBeCloseTo(sum, 6);
		expect((await fold("max")).data[0]).toBe(Math.max(...all));
		const mass = await source.rows({ over: ["key"], reducer: "sum", queries: [2] });
		expect(mass.tensor.shape).toEqual([L, H, 1]);
		expect(mass.ready.length).toBe(L * H);
		expect(mass.tensor.data[4]).toBeCloseTo(
			[0, 1, 2, 3, 4].reduce((total, k) => total + at(1, 1, 2, k), 0),
			6,
		);
	});

	it("keep their values as uint8 with a scale a row, and as float16", async () => {
		const bytes = await source.rows({ dtype: "uint8" });
		const halves = await source.rows({ dtype: "float16" });
		const scales = bytes.scales as Float32Array;
		for (let i = 0; i < data.length; i++) {
			const scale = scales[Math.floor(i / K)] as number;
			expect(Math.abs(((bytes.tensor.data[i] as number) * scale) / 255 - (data[i] as number))).toBeLessThanOrEqual(
				scale / 510 + 1e-7,
			);
			expect(Math.abs(fromHalf(halves.tensor.data[i] as number) - (data[i] as number))).toBeLessThan(2 ** -11);
		}
		const again = memoryRowSource({ tensor: bytes.tensor, scales });
		expect((await again.rows({ dtype: "uint8" })).tensor.data).toEqual(bytes.tensor.data);
		const fromHalves = memoryRowSource({ tensor: halves.tensor });
		expect((await fromHalves.rows({ dtype: "float16" })).tensor.data).toEqual(halves.tensor.data);
	});

	it("say what is not ready, and tell when more is", async () => {
		const ready = new Uint8Array(L * H * Q);
		ready.fill(1, 0, H * Q);
		const partial = memoryRowSource({ tensor: tensor("float32", [L, H, Q, K], data), ready });
		let told = 0;
		const end = partial.subscribe(() => told++);
		const request = { heads: [0], queries: [1], over: ["key"], reducer: "sum" } as const;
		const before = await partial.rows(request);
		expect([...before.ready]).toEqual([1, 0]);
		expect(before.isComplete).toBe(false);
		expect(before.tensor.data[1]).toBeNaN();
		expect((await partial.rows({ ...request, over: ["layer"] })).ready[0]).toBe(0);
		expect((await partial.rows({ layers: [1], dtype: "uint8" })).scales?.[0]).toBeNaN();
		partial.markReady(1, 0);
		end();
		partial.markReady(1);
		expect(told).toBe(1);
		expect((await partial.rows(request)).isComplete).toBe(true);
	});

	it("refuse what does not exist, instead of leaving it out of a mean", async () => {
		for (const wrong of [{ layers: [2] }, { heads: [-1] }, { queries: [0.5] }, { keys: [5] }, { keys: [] }]) {
			await expect(source.rows(wrong)).rejects.toSatisfy((error) => isLvlmError(error, "invalid-argument"));
		}
		await expect(source.rows({ reducer: "median" as "mean" })).rejects.toThrow(/mean, max or sum/);
		expect(() => memoryRowSource({ tensor: tensor("uint8", [1, 1, 1, 2], new Uint8Array(2)) })).toThrow(/scales/);
		expect(() => memoryRowSource({ tensor: tensor("float32", [1, 2], new Float32Array(2)) })).toThrow(/L, H, Q, K/);
	});

	it("stop when aborted, before and between slices", async () => {
		await expect(source.rows({ signal: AbortSignal.abort() })).rejects.toHaveProperty("name", "AbortError");
		const long = memoryRowSource({ tensor: tensor("float32", [1, 1, 20_000, 1], new Float32Array(20_000)) });
		const stop = new AbortController();
		const answer = long.rows({ signal: stop.signal });
		stop.abort();
		await expect(answer).rejects.toHaveProperty("name", "AbortError");
	});
});

describe("newestRows", () => {
	it("lets only the newest request win, even from a source that never looks at its signal", async () => {
		const deaf: RowSource = {
			...source,
			rows: (request) => source.rows({ ...request, signal: undefined } as typeof request),
		};
		const ask = newestRows(deaf);
		const [old, fresh] = await Promise.allSettled([ask({ queries: [0] }), ask({ queries: [1], keys: [0] })]);
		expect(old.status === "rejected" && (old.reason as Error).name).toBe("AbortError");
		expect(fresh.status === "fulfilled" && fresh.value.tensor.data[0]).toBe(at(0, 0, 1, 0));
	});
});

describe("float16", () => {
	it("goes through all 65,536 patterns unchanged", () => {
		let wrong = 0;
		for (let half = 0; half < 65536; half++) {
			const value = fromHalf(half);
			if (!Number.isNaN(value) && value !== 0 && toHalf(value) !== half) wrong++;
		}
		expect(wrong).toBe(0);
	});

	it("rounds ties to even and large numbers to infinity", () => {
		expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
		expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
		expect(toHalf(65519)).toBe(0x7bff);
		expect(toHalf(65520)).toBe(0x7c00);
		expect(toHalf(2 ** -25)).toBe(0);
	});
});
