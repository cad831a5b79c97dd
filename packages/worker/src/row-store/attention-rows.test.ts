import { type ModelFacts, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import type { RowBlock } from "../protocol/messages.js";
import { type AttentionRowsOptions, attentionRowSource, type RowsCall } from "./attention-rows.js";
import { BlockCache } from "./block-cache.js";

const [L, H, promptLength, answered] = [3, 2, 5, 3];
const S = promptLength + answered - 1;
const blockBytes = H * (S + 4);
const facts = { text: { layers: L, heads: H } } as ModelFacts;
const answer = { sequence: { tokens: [], promptLength }, tokens: Array(answered).fill({}) } as never;
/** Byte of the invented attention: a row's first key has 255, so that a row's scale is its largest value. */
const byteAt = (l: number, h: number, q: number, k: number) =>
	k === 0 ? 255 : (l * 61 + h * 31 + q * 11 + k * 7) % 200;
const scaleAt = (l: number, h: number, q: number) => (1 + l + h + q) / 20;

function blockOf(layer: number, query: number): RowBlock {
	const bytes = Uint8Array.from({ length: H * S }, (_, i) => byteAt(layer, Math.floor(i / S), query, i % S));
	return { layer, query, bytes, scales: Float32Array.from({ length: H }, (_, h) => scaleAt(layer, h, query)) };
}

/** A source whose model answers at once, or when told to. */
function sourceOf(options: AttentionRowsOptions, gate: Promise<void> = Promise.resolve()) {
	const calls: RowsCall[] = [];
	const source = attentionRowSource(answer, facts, options, async (wanted, { onBlocks }) => {
		calls.push(wanted);
		await gate;
		for (const query of wanted.queries) {
			onBlocks(
				wanted.layers.map((layer) => blockOf(layer, query)),
				query / 1e6,
			);
		}
		return { compileMs: 0, runMs: 0, outputBytes: 0 };
	});
	return { source, calls };
}

describe("attention rows", () => {
	it("ask once for the rows that predict the answer, all layers", async () => {
		const { source, calls } = sourceOf({ bytesPerRun: 1000 });
		await source.filled;
		expect(calls).toEqual([{ layers: [0, 1, 2], queries: [4, 5, 6], bytesPerRun: 1000 }]);
		expect(source.shape).toEqual({ layers: L, heads: H, queries: S, keys: S });
		expect(source.status).toEqual({ bytes: L * 3 * blockBytes, maxBytes: 128 * 2 ** 20, rowSumError: 6e-6 });
		const rows = await source.rows({ layers: [2, 0], heads: [1], queries: [6, 4], keys: [3, 0] });
		const at = (l: number, q: number, k: number) =>
			Math.fround((byteAt(l, 1, q, k) * Math.fround(scaleAt(l, 1, q))) / 255);
		expect(rows.tensor.shape).toEqual([2, 1, 2, 2]);
		expect([...rows.tensor.data]).toEqual([2, 0].flatMap((l) => [6, 4].flatMap((q) => [at(l, q, 3), at(l, q, 0)])));
		expect(rows.origin).toBe("store");
		const bytes = await source.rows({ layers: [1], queries: [5], dtype: "uint8" });
		expect(bytes.tensor).toEqual(tensor("uint8", [1, H, 1, S], blockOf(1, 5).bytes, ["layer", "head", "query", "key"]));
		expect(bytes.scales).toEqual(blockOf(1, 5).scales);
		// A part of a row keeps the row's scale: it is not quantised again.
		const part = await source.rows({ layers: [1], heads: [1], queries: [6, 5], keys: [2, 1], dtype: "uint8" });
		expect([...part.tensor.data]).toEqual([6, 5].flatMap((q) => [byteAt(1, 1, q, 2), byteAt(1, 1, q, 1)]));
		expect([...(part.scales ?? [])]).toEqual([6, 5].map((q) => Math.fround(scaleAt(1, 1, q))));
		const half = await source.rows({
			layers: [1],
			queries: [6],
			over: ["head", "key"],
			reducer: "max",
			dtype: "float16",
		});
		expect(half.tensor.shape).toEqual([1, 1]);
		expect(calls).toHaveLength(1);
	});

	it("of other positions ask the model for what is missing, and no more", async () => {
		const { source, calls } = sourceOf({ fill: false });
		expect(source.runsModel({ layers: [1], queries: [0, 1] })).toBe(true);
		expect((await source.rows({ layers: [1], queries: [0, 1] })).origin).toBe("model");
		expect((await source.rows({ layers: [1], queries: [1, 2], over: ["head"], reducer: "max" })).origin).toBe("model");
		expect(calls.map(({ layers, queries }) => [layers, queries])).toEqual([
			[[1], [0, 1]],
			[[1], [2]],
		]);
		expect(source.runsModel({ layers: [1], queries: [0, 1, 2] })).toBe(false);
		source.clear();
		expect([source.status.bytes, source.runsModel({ layers: [1], queries: [0] })]).toEqual([0, true]);
	});

	it("are not ready while filling has yet to bring them, without running the model", async () => {
		let open: () => void = () => undefined;
		const { source, calls } = sourceOf({}, new Promise<void>((resolve) => (open = resolve)));
		let told = 0;
		source.subscribe(() => told++);
		const waiting = await source.rows({ queries: [4] });
		expect([waiting.isComplete, waiting.origin, calls.length]).toEqual([false, "store", 1]);
		expect(waiting.tensor.data.every(Number.isNaN)).toBe(true);
		const bytes = await source.rows({ layers: [0], queries: [4], dtype: "uint8" });
		expect([bytes.isComplete, bytes.scales?.every(Number.isNaN), bytes.tensor.data[0]]).toEqual([false, true, 0]);
		open();
		await source.filled;
		expect((await source.rows({ queries: [4] })).isComplete).toBe(true);
		expect(told).toBeGreaterThanOrEqual(3);
	});

	it("stay within their bound: answer tokens first, the rest makes room for what is newer", async () => {
		const { source, calls } = sourceOf({ maxBytes: (2 * L + 2) * blockBytes });
		await source.filled;
		// The third token does not fit.
		expect(calls[0]?.queries).toEqual([4, 5]);
		for (const query of [0, 1, 2]) await source.rows({ layers: [0], queries: [query] });
		expect(source.status.bytes).toBe(source.status.maxBytes);
		const runs = [0, 1, 2, 4, 5, 6].map((query) => source.runsModel({ layers: [0], queries: [query] }));
		expect(runs).toEqual([true, false, false, false, false, true]);
		expect((await source.rows({ layers: [0], queries: [6] })).isComplete).toBe(true);
		const { source: none } = sourceOf({ maxBytes: blockBytes, fill: false });
		await expect(none.rows({ layers: [0, 1], queries: [0] })).rejects.toMatchObject({
			code: "limit-exceeded",
			fields: { allowed: blockBytes, actual: 2 * blockBytes },
		});
	});

	it("refuse what does not exist before the model runs, and bounds that are none", async () => {
		const { source, calls } = sourceOf({ fill: false });
		for (const wrong of [{ layers: [3] }, { heads: [-1] }, { queries: [S] }, { keys: [S] }, { queries: [] }]) {
			await expect(source.rows(wrong)).rejects.toMatchObject({ code: "invalid-argument" });
		}
		await expect(source.rows({ signal: AbortSignal.abort() })).rejects.toHaveProperty("name", "AbortError");
		expect(calls).toEqual([]);
		expect(() => sourceOf({ maxBytes: 0 })).toThrow(/maxBytes/);
		expect(() => sourceOf({ bytesPerRun: Number.NaN })).toThrow(/bytesPerRun/);
	});

	it("that filling could not bring are computed when they are asked for", async () => {
		let fails = true;
		const source = attentionRowSource(answer, facts, {}, async (wanted, { onBlocks }) => {
			if (fails) throw new Error("the worker ended");
			onBlocks(
				wanted.queries.flatMap((query) => wanted.layers.map((layer) => blockOf(layer, query))),
				0,
			);
			return { compileMs: 0, runMs: 0, outputBytes: 0 };
		});
		await expect(source.filled).rejects.toThrow("the worker ended");
		fails = false;
		const rows = await source.rows({ queries: [4] });
		expect([rows.origin, rows.isComplete]).toEqual(["model", true]);
	});
});

describe("BlockCache", () => {
	it("lets go what was used longest ago, and never what is kept for good", () => {
		const size = { heads: 1, queries: 10, keys: 6 };
		const cache = new BlockCache(30, size);
		const block = (query: number): RowBlock => ({
			layer: 0,
			query,
			bytes: new Uint8Array(6),
			scales: new Float32Array(1),
		});
		cache.set(block(0), "always");
		cache.set(block(1), "while-there-is-room");
		cache.set(block(2), "while-there-is-room");
		cache.get(0, 1);
		cache.set(block(3), "while-there-is-room");
		expect([0, 1, 2, 3].map((query) => cache.has(0, query))).toEqual([true, true, false, true]);
		cache.set(block(0), "while-there-is-room");
		cache.set(block(4), "always");
		cache.set(block(5), "always");
		cache.set(block(6), "always");
		expect([0, 1, 3, 4, 5, 6].map((query) => cache.has(0, query))).toEqual([true, false, false, true, true, false]);
		expect(cache.bytes).toBe(30);
	});
});
