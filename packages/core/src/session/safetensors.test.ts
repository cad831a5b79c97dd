import { describe, expect, it } from "vitest";
import { isLvlmError } from "../errors.js";
import { allocate, type DType, type Tensor } from "../tensor.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";

function file(header: unknown, data = new Uint8Array(0)): Uint8Array {
	const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
	const bytes = new Uint8Array(8 + json.length + data.length);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
	bytes.set(json, 8);
	bytes.set(data, 8 + json.length);
	return bytes;
}

function reasonOf(bytes: Uint8Array): string {
	try {
		decodeSafetensors(bytes);
	} catch (error) {
		if (isLvlmError(error, "invalid-session-file")) return error.fields.reason;
		throw error;
	}
	return "read";
}

const f32 = (shape: unknown, offsets: unknown) => ({ dtype: "F32", shape, data_offsets: offsets });

describe("safetensors", () => {
	it("gives every dtype back, aligned, in one order whatever the order given", () => {
		const dtypes: DType[] = [
			"bool",
			"float32",
			"uint8",
			"int64",
			"float16",
			"bfloat16",
			"float64",
			"int32",
			"int16",
			"int8",
			"uint64",
			"uint32",
			"uint16",
		];
		const tensors: Record<string, Tensor> = {};
		for (const dtype of dtypes) {
			const data = allocate(dtype, 3);
			new Uint8Array(data.buffer).fill(1);
			tensors[dtype] = { dtype, shape: [3, 1], data };
		}
		const bytes = encodeSafetensors(tensors);
		expect({ ...decodeSafetensors(bytes) }).toEqual(tensors);
		expect(encodeSafetensors(Object.fromEntries(Object.entries(tensors).reverse()))).toEqual(bytes);
		const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
		expect(length % 8).toBe(0);
		const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
		expect(header.float64.data_offsets[0] % 8).toBe(0);
		expect(header.float32.data_offsets[0] % 4).toBe(0);
	});

	it("reads from bytes that start at an odd offset", () => {
		const bytes = encodeSafetensors({ a: { dtype: "float32", shape: [2], data: new Float32Array([1.5, -2]) } });
		const shifted = new Uint8Array(bytes.length + 3);
		shifted.set(bytes, 3);
		expect(decodeSafetensors(shifted.subarray(3)).a.data).toEqual(new Float32Array([1.5, -2]));
	});

	it.each<[string, Uint8Array]>([
		["fewer than its length field", new Uint8Array(7)],
		["ends beyond the file", new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 123])],
		["not JSON", file("{")],
		["not an object", file("[]")],
		["unknown dtype", file({ a: { dtype: "F4", shape: [1], data_offsets: [0, 4] } }, new Uint8Array(4))],
		["at most 8", file({ a: f32([1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 4]) }, new Uint8Array(4))],
		["non-negative integers", file({ a: f32([-1], [0, 4]) }, new Uint8Array(4))],
		["two non-negative", file({ a: f32([1], [4]) }, new Uint8Array(4))],
		["needs 8 bytes, but has 4", file({ a: f32([2], [0, 4]) }, new Uint8Array(4))],
		["needs 8.11", file({ a: f32([2 ** 52, 2 ** 52], [0, 4]) }, new Uint8Array(4))],
		["starts at 0, not at 4", file({ a: f32([1], [0, 4]), b: f32([1], [0, 4]) }, new Uint8Array(4))],
		["starts at 4, not at 0", file({ a: f32([1], [4, 8]) }, new Uint8Array(8))],
		["ends beyond the file", file({ a: f32([1], [0, 4]) }, new Uint8Array(3))],
		["belong to no tensor", file({ a: f32([1], [0, 4]) }, new Uint8Array(5))],
	])("refuses: %s", (reason, bytes) => {
		expect(reasonOf(bytes)).toContain(reason);
	});
});
