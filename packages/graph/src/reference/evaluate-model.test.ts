import { type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { Graph } from "../ir/graph.js";
import { externalTensor } from "../ir/tensor-data.js";
import { evaluateModel } from "./evaluate-model.js";

function open(): GraphBuilder {
	return new GraphBuilder(new Graph());
}
function numbers(value: Tensor): number[] {
	return Array.from(value.data as ArrayLike<number | bigint>, Number);
}
const row = tensor("float32", [1, 3], new Float32Array([1, 2, 3]));

describe("evaluateModel", () => {
	it("computes in float64 and rounds only on request", () => {
		const b = open();
		b.output("y", b.op("Div", [b.input("x", "float32", [1, "n"]), b.constant("float32", 3)]));
		expect(numbers(evaluateModel(b.graph, { x: row }).y)).toEqual([1 / 3, 2 / 3, 1]);
		const rounded = evaluateModel(b.graph, { x: row }, { precision: "float32" }).y;
		expect(rounded).toEqual(tensor("float32", [1, 3], new Float32Array([1 / 3, 2 / 3, 1])));
	});

	it("keeps int64 beyond 2^53 exact", () => {
		const b = open();
		const x = b.input("x", "int64", [1]);
		b.output("y", b.op("Add", [x, b.constant("int64", [1])]));
		const x53 = tensor("int64", [1], BigInt64Array.of(2n ** 60n));
		expect(evaluateModel(b.graph, { x: x53 }).y.data).toEqual(BigInt64Array.of(2n ** 60n + 1n));
	});

	it("refuses an integer division by zero", () => {
		const b = open();
		b.output("y", b.op("Div", [b.input("x", "int64", [1]), b.constant("int64", [0])]));
		const one = tensor("int64", [1], BigInt64Array.of(1n));
		expect(() => evaluateModel(b.graph, { x: one })).toThrow(expect.objectContaining({ code: "invalid-argument" }));
	});

	it("reads external float16 and bfloat16 initialisers at any offset", () => {
		const b = open();
		const half = b.initializer("half", externalTensor("float16", [2], "w.bin", 1, 4));
		const brain = b.initializer("brain", externalTensor("bfloat16", [2], "w.bin", 5, 4));
		b.output("y", b.op("Mul", [b.op("Cast", [half], { to: 1 }), b.op("Cast", [brain], { to: 1 })]));
		// 1.5 and -2^-24 in float16, 2 and -3 in bfloat16, after one byte of something else.
		const bytes = new Uint8Array([9, 0x00, 0x3e, 0x01, 0x80, 0x00, 0x40, 0x40, 0xc0]);
		const external = (_: string, offset: number, byteLength: number) => bytes.subarray(offset, offset + byteLength);
		expect(numbers(evaluateModel(b.graph, {}, { external }).y)).toEqual([3, 3 * 2 ** -24]);
		expect(() => evaluateModel(b.graph, {})).toThrow(expect.objectContaining({ code: "invalid-model" }));
	});

	it("returns inner values by name and computes only what they need", () => {
		const b = open();
		const inner = b.op("Neg", [b.input("x", "float32", [1, 3])], {}, { outputs: ["inner"] });
		b.output("y", b.op("Unheard", [inner]));
		const seen: string[] = [];
		const onNode = (node: { opType: string }) => seen.push(node.opType);
		const results = evaluateModel(b.graph, { x: row }, { outputs: ["inner"], onNode });
		expect(numbers(results.inner)).toEqual([-1, -2, -3]);
		expect(seen).toEqual(["Neg"]);
		expect(() => evaluateModel(b.graph, { x: row })).toThrow(expect.objectContaining({ code: "unsupported-op" }));
		expect(() => evaluateModel(b.graph, { x: row }, { outputs: ["z"] })).toThrow(
			expect.objectContaining({ code: "invalid-argument" }),
		);
	});

	it("refuses feeds that do not fit, unknown attributes and missing inputs", () => {
		const b = open();
		b.output("y", b.op("Softmax", [b.input("x", "float32", [1, 2])], { axes: 1 }));
		expect(() => evaluateModel(b.graph, { x: row })).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
		const fitting = tensor("float32", [1, 2], new Float32Array(2));
		expect(() => evaluateModel(b.graph, { x: fitting })).toThrow(/attribute "axes" of Softmax is not known/);
		expect(() => evaluateModel(b.graph, {})).toThrow(expect.objectContaining({ code: "invalid-model" }));
		expect(() => evaluateModel(b.graph, { x: fitting, z: row })).toThrow(
			expect.objectContaining({ code: "invalid-argument" }),
		);
	});

	it("does two 64-wide decoder layers on 150 positions, rows summing to 1", () => {
		const b = open();
		let x = b.input("x", "float32", [1, 150, 64]);
		const weight = (rows: number, columns: number) => {
			const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 12.9898) / 8);
			return b.constant("float32", values, [rows, columns]);
		};
		const gamma = b.constant("float32", new Float32Array(64).fill(1));
		const norm = () => b.op("SimplifiedLayerNormalization", [x, gamma], { axis: -1, epsilon: 1e-5 });
		const heads = (y: typeof x, perm: number[]) =>
			b.op("Transpose", [b.op("Reshape", [y, b.constant("int64", [0, 0, 4, 16])])], { perm });
		for (let layer = 0; layer < 2; layer++) {
			const h = norm();
			const [q, k, v] = [0, 1, 2].map((n) =>
				heads(b.op("MatMul", [h, weight(64, 64)]), [0, 2, n === 1 ? 3 : 1, n === 1 ? 1 : 3]),
			);
			const attention = b.op("Softmax", [b.op("MatMul", [q, k])], { axis: -1 }, { outputs: [`attention.${layer}`] });
			const mixed = b.op("Transpose", [b.op("MatMul", [attention, v])], { perm: [0, 2, 1, 3] });
			x = b.op("Add", [x, b.op("Reshape", [mixed, b.constant("int64", [0, 0, 64])])]);
			const up = b.op("MatMul", [norm(), weight(64, 256)]);
			x = b.op("Add", [x, b.op("MatMul", [b.op("Mul", [up, b.op("Sigmoid", [up])]), weight(256, 64)])]);
		}
		b.output("y", x);
		const data = Float32Array.from({ length: 150 * 64 }, (_, i) => Math.cos(i));
		const results = evaluateModel(
			b.graph,
			{ x: tensor("float32", [1, 150, 64], data) },
			{ outputs: ["y", "attention.1"] },
		);
		const attention = results["attention.1"].data as Float64Array;
		for (let at = 0; at < attention.length; at += 150) {
			expect(attention.subarray(at, at + 150).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
		}
	});
});
