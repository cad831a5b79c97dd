import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { Graph } from "../ir/graph.js";
import { inferShapes } from "./infer-shapes.js";

function open(): GraphBuilder {
	return new GraphBuilder(new Graph());
}

describe("inferShapes", () => {
	it("carries symbols through Shape, Gather, Unsqueeze, Concat and Reshape", () => {
		const b = open();
		const x = b.input("x", "float32", ["batch", "rows", 64]);
		const shape = b.op("Shape", [x]);
		const rows = b.op("Unsqueeze", [b.op("Gather", [shape, b.constant("int64", 1)]), b.constant("int64", [0])]);
		const batch = b.op("Slice", [shape, b.constant("int64", [0]), b.constant("int64", [1])]);
		const target = b.op("Concat", [batch, rows, b.constant("int64", [4, -1])], { axis: 0 });
		const heads = b.op("Reshape", [x, target]);
		const scores = b.op("Transpose", [heads], { perm: [0, 2, 1, 3] });
		const merged = b.op("Reshape", [scores, b.constant("int64", [0, 4, -1])]);
		expect(inferShapes(b.graph)).toEqual({ unsupported: [], unknown: [] });
		expect(heads.type).toEqual({ dtype: "float32", shape: ["batch", "rows", 4, 16] });
		expect(scores.type?.shape).toEqual(["batch", 4, "rows", 16]);
		expect(merged.type?.shape).toEqual(["batch", 4, null]);
	});

	it("names the sum of a cache and the new rows, and cancels it again", () => {
		const b = open();
		const past = b.input("past", "float32", ["batch", 2, "past", 8]);
		const rows = b.input("rows", "float32", ["batch", 2, "rows", 8]);
		const all = b.op("Concat", [past, rows], { axis: 2 });
		const total = b.op("Gather", [b.op("Shape", [all]), b.constant("int64", 2)]);
		const before = b.op("Gather", [b.op("Shape", [past]), b.constant("int64", 2)]);
		const positions = b.op("Range", [b.constant("int64", 0), total, b.constant("int64", 1)]);
		const count = b.op("Sub", [total, before]);
		const zeros = b.op("ConstantOfShape", [b.op("Unsqueeze", [count, b.constant("int64", [0])])]);
		inferShapes(b.graph);
		expect(all.type?.shape).toEqual(["batch", 2, "past + rows", 8]);
		expect(positions.type).toEqual({ dtype: "int64", shape: ["past + rows"] });
		expect(zeros.type?.shape).toEqual(["rows"]);
	});

	it("broadcasts numbers over unknown sizes, and gives up where either side may be 1", () => {
		const b = open();
		const x = b.input("x", "float32", [null, "a", 1]);
		const y = b.input("y", "float32", [5, "b", "c"]);
		const sum = b.op("Add", [x, y]);
		inferShapes(b.graph);
		expect(sum.type?.shape).toEqual([5, null, "c"]);
	});

	it("keeps the cache's length through an int32 cast into GroupQueryAttention", () => {
		const b = open();
		const q = b.input("q", "float32", [1, "rows", 32]);
		const kv = b.input("kv", "float32", [1, "rows", 16]);
		const mask = b.input("mask", "int64", [1, "total"]);
		const total = b.op("Cast", [b.op("Gather", [b.op("Shape", [mask]), b.constant("int64", 1)])], { to: 6 });
		const last = b.input("last", "int32", [1]);
		const [y, present] = b.ops(
			"GroupQueryAttention",
			[q, kv, kv, undefined, undefined, last, total],
			{ num_heads: 4, kv_num_heads: 2 },
			{ domain: "com.microsoft", outputs: 3 },
		);
		inferShapes(b.graph);
		expect(y.type?.shape).toEqual([1, "rows", 32]);
		expect(present.type?.shape).toEqual([1, 2, "total", 8]);
	});

	it("names the node whose inputs do not fit", () => {
		const b = open();
		const x = b.input("x", "float32", [2, 3]);
		b.op("MatMul", [x, x], {}, { name: "bad" });
		expect(() => inferShapes(b.graph)).toThrow(
			expect.objectContaining({ code: "shape-mismatch", fields: expect.objectContaining({ name: "bad" }) }),
		);
	});

	it("refuses a declared type that inference contradicts", () => {
		const b = open();
		const y = b.op("Relu", [b.input("x", "float32", [2, 3])]);
		y.type = { dtype: "float32", shape: [2, 4] };
		expect(() => inferShapes(b.graph)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
	});

	it("stops at an unknown operator, or goes on in partial mode", () => {
		const make = () => {
			const b = open();
			const odd = b.op("Odd", [b.input("x", "float32", [2])], {}, { domain: "acme", name: "odd" });
			const sum = b.op("Add", [odd, b.input("y", "float32", [3])]);
			return { graph: b.graph, odd, sum };
		};
		expect(() => inferShapes(make().graph)).toThrow(
			expect.objectContaining({ code: "unsupported-op", fields: expect.objectContaining({ node: "odd" }) }),
		);
		const { graph, odd, sum } = make();
		const report = inferShapes(graph, { mode: "partial" });
		expect(report.unsupported).toEqual([odd.producer]);
		expect(report.unknown).toEqual([odd, sum]);
		expect(sum.type).toEqual({ dtype: "float32", shape: undefined });
	});
});
