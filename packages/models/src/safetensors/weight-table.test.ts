import { isLvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { fileList } from "../files/file-list.js";
import type { ModelFiles } from "../files/model-files.js";
import { readWeights } from "./weight-table.js";

/** A safetensors file: length, header, `data` bytes of zeros. `header` may be text that is no JSON. */
function safetensors(header: unknown, data = 0, declared?: bigint): Blob {
	const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
	const length = new Uint8Array(8);
	new DataView(length.buffer).setBigUint64(0, declared ?? BigInt(json.length), true);
	return new Blob([length, json, new Uint8Array(data)]);
}

/** Counts what is read. */
function counting(files: ModelFiles): ModelFiles & { bytesRead: number } {
	const counted = {
		...files,
		bytesRead: 0,
		async read(name: string, start: number, end: number) {
			counted.bytesRead += end - start;
			return files.read(name, start, end);
		},
	};
	return counted;
}

const open = (blob: Blob) => counting(fileList([{ name: "model.safetensors", blob }]));
const f32 = (shape: unknown, start: unknown, end: unknown) => ({ dtype: "F32", shape, data_offsets: [start, end] });

describe("readWeights", () => {
	it("gives offsets from the start of the file, and reads the header only", async () => {
		const header = {
			__metadata__: { format: "pt" },
			b: f32([2, 3], 8, 32),
			a: f32([], 4, 8),
			empty: f32([0, 5], 4, 4),
		};
		const files = open(safetensors(header, 1000));
		const table = await readWeights(files);
		const start = 8 + JSON.stringify(header).length;
		expect(files.bytesRead).toBe(start);
		expect([...table.keys()]).toEqual(["b", "a", "empty"]);
		expect(table.get("b")).toEqual({
			name: "b",
			file: "model.safetensors",
			storedDType: "F32",
			shape: [2, 3],
			offset: start + 8,
			byteLength: 24,
		});
	});

	const invalid: Record<string, [Blob, string]> = {
		"a range that disagrees with the shape": [safetensors({ a: f32([3], 0, 8) }, 8), "range and shape disagree"],
		"a range beyond the file": [safetensors({ a: f32([4], 0, 16) }, 15), "range outside the file"],
		"overlapping ranges": [safetensors({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12), "overlapping ranges"],
		"a backward range": [safetensors({ a: f32([0], 8, 4) }, 8), "bad range"],
		"a range that is no pair": [safetensors({ a: { dtype: "F32", shape: [1], data_offsets: [0] } }, 4), "bad range"],
		"a negative size": [safetensors({ a: f32([-1], 0, 4) }, 4), "bad shape"],
		"a size that is no integer": [safetensors({ a: f32([1.5], 0, 6) }, 6), "bad shape"],
		"an unknown dtype": [safetensors({ a: { dtype: "F31", shape: [1], data_offsets: [0, 4] } }, 4), "unknown dtype"],
		"a dtype from the prototype": [
			safetensors({ a: { dtype: "constructor", shape: [1], data_offsets: [0, 4] } }, 4),
			"unknown dtype",
		],
		"a name twice": [
			safetensors(
				'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}',
				8,
			),
			"duplicate name",
		],
		"a header that is no JSON": [safetensors("{nonsense"), "broken header"],
		"a header that is no object": [safetensors([]), "broken header"],
		"an entry that is no object": [safetensors({ a: 7 }), "bad entry"],
	};
	it.each(Object.entries(invalid))("refuses %s from the header alone", async (_, [blob, reason]) => {
		const files = open(blob);
		const error = await readWeights(files).catch((one) => one);
		expect(isLvlmError(error, "invalid-model")).toBe(true);
		expect(error.fields.reason).toBe(reason);
		expect(error.fields.offset).toBeGreaterThanOrEqual(8);
		const length = Number(new DataView(await blob.slice(0, 8).arrayBuffer()).getBigUint64(0, true));
		expect(files.bytesRead).toBe(8 + length);
	});

	it("refuses a header above 100 MB, or beyond the file's end, after 8 bytes", async () => {
		const large = open(safetensors({}, 0, 100_000_001n));
		const tooLarge = await readWeights(large).catch((one) => one);
		expect(isLvlmError(tooLarge, "limit-exceeded")).toBe(true);
		expect(tooLarge.fields).toEqual({ limit: "safetensors header bytes", allowed: 100_000_000, actual: 100_000_001 });
		expect(large.bytesRead).toBe(8);
		const beyond = open(safetensors({}, 0, 3n));
		const truncated = await readWeights(beyond).catch((one) => one);
		expect(isLvlmError(truncated, "invalid-model")).toBe(true);
		expect(truncated.fields).toEqual({ reason: "truncated file", file: "model.safetensors", offset: 10 });
		expect(beyond.bytesRead).toBe(8);
		const stub = open(new Blob([new Uint8Array(7)]));
		expect(isLvlmError(await readWeights(stub).catch((one) => one), "invalid-model")).toBe(true);
		expect(stub.bytesRead).toBe(0);
	});

	it("refuses more than 2^53 elements and more than 8 axes", async () => {
		const many = await readWeights(open(safetensors({ a: f32([2 ** 27, 2 ** 27], 0, 0) }))).catch((one) => one);
		expect(isLvlmError(many, "limit-exceeded")).toBe(true);
		expect(many.fields).toEqual({ limit: "tensor elements", allowed: 2 ** 53, actual: 2 ** 54 });
		const hidden = await readWeights(open(safetensors({ a: f32([0, 2 ** 27, 2 ** 27], 0, 0) }))).catch((one) => one);
		expect(isLvlmError(hidden, "limit-exceeded")).toBe(true);
		const deep = await readWeights(open(safetensors({ a: f32([1, 1, 1, 1, 1, 1, 1, 1, 1], 0, 4) }, 4))).catch(
			(one) => one,
		);
		expect(isLvlmError(deep, "limit-exceeded")).toBe(true);
		expect(deep.fields.actual).toBe(9);
	});

	const sharded = (map: unknown, ...shards: [string, Blob][]) =>
		fileList([
			{ name: "model.safetensors.index.json", blob: new Blob([JSON.stringify({ weight_map: map })]) },
			...shards.map(([name, blob]) => ({ name, blob })),
		]);
	const one = safetensors({ a: f32([1], 0, 4) }, 4);

	it("reads shards by their index", async () => {
		const two = safetensors({ b: f32([1], 0, 4) }, 4);
		const table = await readWeights(
			sharded({ a: "x.safetensors", b: "y.safetensors" }, ["x.safetensors", one], ["y.safetensors", two]),
		);
		expect([...table.values()].map(({ name, file }) => [name, file])).toEqual([
			["a", "x.safetensors"],
			["b", "y.safetensors"],
		]);
	});

	it("names a missing shard, and a folder without weights", async () => {
		const missing = await readWeights(sharded({ a: "x.safetensors" })).catch((error) => error);
		expect(isLvlmError(missing, "model-not-found")).toBe(true);
		expect(missing.fields.file).toBe("x.safetensors");
		const none = await readWeights(fileList([], { id: "empty" })).catch((error) => error);
		expect(isLvlmError(none, "model-not-found")).toBe(true);
		expect(none.fields).toEqual({ path: "empty", file: "model.safetensors" });
	});

	it.each([
		["leads out of the folder", { a: "../x.safetensors" }],
		["is absolute", { a: "/x.safetensors" }],
		["names a weight that its shard lacks", { a: "x.safetensors", c: "x.safetensors" }],
		["has no map", undefined],
	])("refuses an index that %s", async (_, map) => {
		const error = await readWeights(sharded(map, ["x.safetensors", one])).catch((thrown) => thrown);
		expect(isLvlmError(error, "invalid-model")).toBe(true);
	});

	it("refuses a weight that two shards have", async () => {
		const both = safetensors({ a: f32([1], 0, 4), b: f32([1], 4, 8) }, 8);
		const files = sharded({ a: "x.safetensors", b: "y.safetensors" }, ["x.safetensors", one], ["y.safetensors", both]);
		const error = await readWeights(files).catch((thrown) => thrown);
		expect(error.fields?.reason).toBe("duplicate name");
	});
});
