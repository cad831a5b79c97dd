import { readdirSync, readFileSync } from "node:fs";
import { isLvlmError, LvlmError } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { Graph, type OnnxModel } from "../ir/graph.js";
import { externalTensor, inlineBytes } from "../ir/tensor-data.js";
import { decodeModel } from "./decode.js";
import { encodeModel } from "./encode.js";

const folder = new URL("../../../../fixtures/onnx-codec/", import.meta.url);
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));

function names(model: OnnxModel): Map<string, import("../ir/value.js").Value> {
	const found = new Map([...model.graph.initializers.keys(), ...model.graph.inputs].map((one) => [one.name, one]));
	for (const node of model.graph.nodes) for (const output of node.outputs) found.set(output.name, output);
	return found;
}

function codeOf(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (isLvlmError(error)) return error.code;
		return `not ours: ${error}`;
	}
	return "no error";
}

describe("codec", () => {
	const files = readdirSync(folder).filter((one) => one.endsWith(".onnx"));

	it.each(files)("writes what it read: %s", (file) => {
		const first = encodeModel(decodeModel(read(file)));
		expect(encodeModel(decodeModel(first))).toEqual(first);
		expect(decodeModel(first).graph.nodes.size).toBe(decodeModel(read(file)).graph.nodes.size);
	});

	it("reads typed fields as numpy does", () => {
		const expected = JSON.parse(readFileSync(new URL("typed.json", folder), "utf8")) as Record<
			string,
			{ shape: number[]; hex: string }
		>;
		for (const model of [decodeModel(read("typed.onnx")), decodeModel(encodeModel(decodeModel(read("typed.onnx"))))]) {
			const seen: string[] = [];
			for (const [value, data] of model.graph.initializers) {
				seen.push(value.name);
				expect(data.shape, value.name).toEqual(expected[value.name]?.shape);
				expect(Buffer.from(inlineBytes(value.name, data)).toString("hex"), value.name).toBe(expected[value.name]?.hex);
			}
			expect(seen).toEqual(Object.keys(expected));
			// A node may be called like its output; neither is renamed.
			expect(model.graph.outputs[0]?.name).toBe("y");
			expect(model.graph.outputs[0]?.producer?.name).toBe("y");
		}
	});

	it("keeps raw_data as a view of the file", () => {
		const bytes = read("typed.onnx");
		const model = decodeModel(bytes);
		const raw = [...model.graph.initializers].find(([value]) => value.name === "raw");
		expect(inlineBytes("raw", raw?.[1] as never).buffer).toBe(bytes.buffer);
	});

	it("reads attributes, sizes, omitted inputs and outputs, metadata", () => {
		for (const model of [
			decodeModel(read("attributes.onnx")),
			decodeModel(encodeModel(decodeModel(read("attributes.onnx")))),
		]) {
			const values = names(model);
			expect(model.producer).toBe("codec-fixture");
			expect([...model.metadata]).toEqual([
				["license", "none"],
				["made-by", "make.py"],
			]);
			expect(model.opsets.get("test.domain")).toBe(3);
			expect(model.graph.inputs[0]?.type).toEqual({ dtype: "float32", shape: ["batch", null, 4] });
			expect(values.get("clipped")?.type?.shape).toEqual(["batch", null, 4]);
			const clip = values.get("clipped")?.producer;
			expect(clip?.inputs.map((one) => one?.name)).toEqual(["x", undefined, "high"]);
			const dropout = values.get("dropped")?.producer;
			expect(dropout?.outputs.map((one) => one.isOmitted)).toEqual([false, true]);
			const custom = Object.fromEntries(values.get("z")?.producer?.attributes ?? []);
			expect(custom.an_int).toEqual({ type: "int", value: Number.MAX_SAFE_INTEGER });
			expect(custom.a_float).toEqual({ type: "float", value: 0.5 });
			expect(custom.a_string).toEqual({ type: "string", value: "größe" });
			expect(custom.ints).toEqual({ type: "ints", value: [1, -2] });
			expect(custom.floats).toEqual({ type: "floats", value: [1.5, 2.5] });
			expect(custom.strings).toEqual({ type: "strings", value: ["a", "b"] });
			expect(custom.a_tensor).toMatchObject({ type: "tensor", value: { dtype: "int64", shape: [2] } });
			expect(model.graph.outputs[0]?.type).toEqual({ dtype: "float32", shape: undefined });
		}
	});

	it("reads subgraphs that use outer values", () => {
		for (const model of [
			decodeModel(read("branches.onnx")),
			decodeModel(encodeModel(decodeModel(read("branches.onnx")))),
		]) {
			const x = model.graph.inputs[1];
			const branch = [...model.graph.nodes][0];
			const readers = [...(x?.uses ?? [])].map((use) => use.node.opType);
			expect(readers.sort()).toEqual(["Add", "Mul"]);
			for (const name of ["then_branch", "else_branch"]) {
				const attribute = branch?.attributes.get(name);
				expect(attribute?.type === "graph" && attribute.value.outer).toBe(model.graph);
			}
		}
	});

	it("points at external data and asks where it is", () => {
		const model = decodeModel(read("external.onnx"));
		const far = [...model.graph.initializers].find(([value]) => value.name === "far")?.[1];
		expect(far?.content).toEqual({
			kind: "external",
			file: "weights.safetensors",
			offset: 2 ** 33 + 3,
			byteLength: 24,
		});
		const moved = decodeModel(encodeModel(model, { locate: (file) => `elsewhere/${file}` }));
		expect([...moved.graph.initializers.values()].map((one) => one.content)).toMatchObject([
			{ file: "elsewhere/weights.safetensors", offset: 16 },
			{ file: "elsewhere/weights.safetensors", offset: 2 ** 33 + 3 },
		]);
	});

	it("keeps functions and doc strings as bytes", () => {
		const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
		expect(text(encodeModel(decodeModel(read("function.onnx"))))).toContain("Twice");
		expect(text(decodeModel(read("function.onnx")).unreadFields as Uint8Array)).toContain("Twice");
		const typed = text(encodeModel(decodeModel(read("typed.onnx"))));
		for (const kept of ["a node with the name of its output", "kept as bytes", "kept too"])
			expect(typed).toContain(kept);
	});

	it("puts no external weight into the file", () => {
		const graph = new Graph();
		const builder = new GraphBuilder(graph);
		const weight = builder.initializer("w", externalTensor("float16", [4096, 32000], "a", 0, 4096 * 32000 * 2));
		builder.output("y", weight);
		const model: OnnxModel = { irVersion: 10, opsets: new Map([["", 21]]), producer: "", metadata: new Map(), graph };
		expect(encodeModel(model).byteLength).toBeLessThan(400);
	});
});

describe("hostile bytes", () => {
	const bytes = read("attributes.onnx");

	it("names the offset of a broken length", () => {
		try {
			decodeModel(bytes.subarray(0, bytes.length - 5));
			expect.unreachable();
		} catch (error) {
			expect(isLvlmError(error, "invalid-model") && error.fields.offset).toBeTypeOf("number");
		}
	});

	it("answers every truncation and every flipped byte with a typed error or a model", () => {
		for (const file of ["attributes.onnx", "branches.onnx", "external.onnx"]) {
			const whole = read(file);
			for (let at = 0; at < whole.length; at++) {
				for (const broken of [whole.subarray(0, at), whole.map((byte, index) => (index === at ? byte ^ 0xff : byte))]) {
					try {
						decodeModel(broken);
					} catch (error) {
						if (!(error instanceof LvlmError)) throw new Error(`${file} at ${at}: ${error}`, { cause: error });
					}
				}
			}
		}
	});

	it("refuses nesting, ranks and sizes before allocating", () => {
		// field 7 (graph) > field 1 (node) > field 5 (attribute) > field 6 (graph) > ... , 200 levels
		let nested = new Uint8Array(0);
		const wrap = (field: number, inner: Uint8Array) => {
			const length: number[] = [];
			for (let rest = inner.length; ; rest >>>= 7) {
				length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
				if (rest <= 0x7f) break;
			}
			return new Uint8Array([(field << 3) | 2, ...length, ...inner]);
		};
		for (let level = 0; level < 70; level++) nested = wrap(1, wrap(5, wrap(6, nested)));
		expect(codeOf(() => decodeModel(wrap(7, nested)))).toBe("limit-exceeded");

		const dims = (count: number) => Array.from({ length: count }, () => [0x08, 0x01]).flat();
		const tensor = (head: number[]) => wrap(7, wrap(5, new Uint8Array([...head, 0x10, 0x01, 0x42, 0x01, 0x77])));
		expect(codeOf(() => decodeModel(tensor(dims(17))))).toBe("limit-exceeded");
		// dims 2^62 and 4: the product does not fit
		const huge = [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0x08, 0x04];
		expect(codeOf(() => decodeModel(tensor(huge)))).toBe("limit-exceeded");
		// int64, 2^40 elements declared, none there: refused without allocating 8 TiB
		const many = [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
		expect(codeOf(() => decodeModel(wrap(7, wrap(5, new Uint8Array([...many, 0x10, 0x07])))))).toBe("invalid-model");
		expect(codeOf(() => decodeModel(new Uint8Array(0)))).toBe("invalid-model");
		expect(codeOf(() => decodeModel(new TextEncoder().encode("<!DOCTYPE html><html>")))).toBe("invalid-model");
	});

	it("refuses to write 2 GiB of inline weights", () => {
		const graph = new Graph();
		const bytes = new Uint8Array(2 ** 20);
		const data = { dtype: "uint8", shape: [2 ** 20], content: { kind: "inline", bytes } } as const;
		for (let index = 0; index < 2048; index++) graph.addInitializer("w", data);
		const model: OnnxModel = { irVersion: 10, opsets: new Map([["", 21]]), producer: "", metadata: new Map(), graph };
		expect(codeOf(() => encodeModel(model))).toBe("limit-exceeded");
	});
});
