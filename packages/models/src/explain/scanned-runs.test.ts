import { type ExternalFile, type Tensor, tensor } from "@lvlm-interpret/core";
import type { Replay, Rows } from "@lvlm-interpret/graph";
import { describe, expect, it } from "vitest";
import { runsOfACall, scannedCalls, unscanned } from "./scanned-runs.js";

const floats = (shape: number[], ...values: number[]): Tensor => tensor("float32", shape, Float32Array.from(values));
const ids = tensor("int64", [2], BigInt64Array.of(7n, 8n));

/** One run of as many tokens as there are values. */
const run = (...values: number[]): Rows => ({ ids, seeds: floats([values.length, 1], ...values) });

describe("scannedCalls", () => {
	it("stacks the inputs that differ, and feeds the others once", () => {
		const [call, ...others] = scannedCalls([run(1, 2), run(3, 4), run(5, 6)], ["seeds"], 8);
		expect(others).toEqual([]);
		expect(call).toEqual({ runs: 3, feeds: { ids, seeds: floats([3, 2, 1], 1, 2, 3, 4, 5, 6) } });
		expect(call?.feeds.ids).toBe(ids);
	});

	it("makes calls of about equally many runs, and one of its own for a run of another size", () => {
		const runs = [run(1), run(2), run(3), run(4), run(5), run(6, 7)];
		const calls = scannedCalls(runs, ["seeds"], 4);
		expect(calls.map((one) => one.runs)).toEqual([3, 2, 1]);
		expect(calls.map(({ feeds }) => feeds.seeds?.shape)).toEqual([
			[3, 1, 1],
			[2, 1, 1],
			[1, 2, 1],
		]);
		expect(calls.flatMap(({ feeds }) => Array.from(feeds.seeds?.data as Float32Array))).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});
});

describe("unscanned", () => {
	it("takes the axis of the runs into the first one, where an output has it", () => {
		const each = { inputs: ["seeds"], outputs: new Set(["rows"]), isScanned: true };
		const rows = { rows: floats([2, 1, 3], 1, 2, 3, 4, 5, 6), once: floats([3], 7, 8, 9) };
		expect(unscanned(rows, each)).toEqual({ rows: floats([2, 3], 1, 2, 3, 4, 5, 6), once: rows.once });
	});
});

describe("runsOfACall", () => {
	const files = (...list: ExternalFile[]) => new Map(list.map((file, index) => [String(index), file]));
	const replay = { rows: 600 } as Replay;

	it("is fewer for more weights, however they are held, rows and tokens, and at least one", () => {
		const small = files({ kind: "bytes", bytes: new Uint8Array(5e6) }, { kind: "blob", blob: new Blob(["12345"]) });
		const path = (byteLength: number) => files({ kind: "path", path: "/weights", byteLength });
		expect(runsOfACall(small, replay, 1)).toBeGreaterThan(1000);
		const some = runsOfACall(path(5e8), replay, 1);
		expect(some).toBeGreaterThan(10);
		expect(runsOfACall(path(1e9), replay, 1)).toBeLessThanOrEqual(some / 2);
		expect(runsOfACall(path(5e8), replay, 4)).toBeLessThanOrEqual(some / 4);
		expect(runsOfACall(path(1e9), { rows: 6000 } as Replay, 1)).toBeLessThan(some / 10);
		expect(runsOfACall(path(1e12), replay, 8)).toBe(1);
	});
});
