import { type DType, type Tensor, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../build/builder.js";
import { inferShapes } from "../infer/infer-shapes.js";
import { Graph } from "../ir/graph.js";
import type { Dim, Value } from "../ir/value.js";
import { compileProgram } from "../program/compile.js";
import { openHandles } from "../program/handles.js";
import { numbers, tinyDecoder, tinyFacts } from "../program/tiny-decoder.js";
import { evaluateModel } from "../reference/index.js";
import { gatherRows } from "./gather-rows.js";

const size = 5;
const chosen = [4, 1, 1];

/** Rows of a tensor along an axis. */
function rowsOf({ shape, data, dtype }: Tensor, axis: number): Tensor {
	const inner = shape.slice(axis + 1).reduce((product, one) => product * one, 1);
	const length = shape[axis] as number;
	const outer = data.length / (length * inner);
	const values = Array.from({ length: outer }, (_, block) =>
		chosen.map((row) =>
			Array.from((data as Float64Array).slice((block * length + row) * inner, (block * length + row + 1) * inner)),
		),
	).flat(2);
	return tensor(dtype, shape.with(axis, chosen.length), Float64Array.from(values) as never);
}

interface Written {
	readonly value: Value;
	readonly axis: number;
}

interface Row {
	readonly name: string;
	/** Whether the gather is moved to the inputs. */
	readonly moves: boolean;
	write(builder: GraphBuilder, x: (...shape: Dim[]) => Value, weight: (...shape: number[]) => Value): Written;
}

const S = "positions";
const cases: readonly Row[] = [
	{
		name: "Add of equal rows",
		moves: true,
		write: (b, x) => ({ value: b.op("Add", [x(1, S, 3), x(1, S, 3)]), axis: 1 }),
	},
	{
		name: "Mul by a vector and by a number",
		moves: true,
		write: (b, x, w) => ({ value: b.op("Mul", [b.op("Mul", [x(1, S, 3), w(3)]), w()]), axis: 1 }),
	},
	{
		name: "Add of one row a position",
		moves: true,
		write: (b, x) => ({ value: b.op("Add", [x(2, 1, 3), x(1, S, 1)]), axis: 1 }),
	},
	{
		name: "Add of a row axis that stands elsewhere in the other",
		moves: true,
		write: (b, x) => ({ value: b.op("Add", [x(2, S, 3), x(S, 3)]), axis: 1 }),
	},
	{
		name: "LayerNormalization over the last axis",
		moves: true,
		write: (b, x, w) => ({ value: b.op("LayerNormalization", [x(1, S, 3), w(3), w(3)], { axis: -1 }), axis: 1 }),
	},
	{
		name: "Softmax over the last axis",
		moves: true,
		write: (b, x) => ({ value: b.op("Softmax", [x(2, S, 3)], { axis: -1 }), axis: 1 }),
	},
	{
		name: "Softmax over the rows",
		moves: false,
		write: (b, x) => ({ value: b.op("Softmax", [x(2, 3, S)], { axis: -1 }), axis: 2 }),
	},
	{
		name: "Softmax over another axis than the last",
		moves: false,
		write: (b, x) => ({ value: b.op("Softmax", [x(2, S, 3)], { axis: 1 }), axis: 1 }),
	},
	{
		name: "Gemm with a bias row",
		moves: true,
		write: (b, x, w) => ({ value: b.op("Gemm", [x(S, 3), w(4, 3), w(4)], { transB: 1 }), axis: 0 }),
	},
	{
		name: "Gemm that is read by columns",
		moves: false,
		write: (b, x, w) => ({ value: b.op("Gemm", [x(S, 3), w(size, 3)], { transB: 1 }), axis: 1 }),
	},
	{
		name: "Gemm of a transposed left side",
		moves: false,
		write: (b, x, w) => ({ value: b.op("Gemm", [x(3, S), w(3, 4)], { transA: 1 }), axis: 0 }),
	},
	{ name: "MatMul", moves: true, write: (b, x) => ({ value: b.op("MatMul", [x(2, S, 3), x(2, 3, 4)]), axis: 1 }) },
	{
		name: "MatMul that is read by columns",
		moves: false,
		write: (b, x) => ({ value: b.op("MatMul", [x(2, 4, 3), x(2, 3, S)]), axis: 2 }),
	},
	{
		name: "Transpose",
		moves: true,
		write: (b, x) => ({ value: b.op("Transpose", [x(2, S, 3)], { perm: [1, 2, 0] }), axis: 0 }),
	},
	{
		name: "Reshape [1, S, a] to [S, a] and back",
		moves: true,
		write: (b, x) => ({
			value: b.op("Reshape", [
				b.op("Relu", [b.op("Reshape", [x(1, S, 6), b.constant("int64", [-1, 6])])]),
				b.constant("int64", [1, -1, 2, 3]),
			]),
			axis: 1,
		}),
	},
	{
		name: "Reshape that mixes rows with columns",
		moves: false,
		write: (b, x) => ({ value: b.op("Reshape", [x(2, S, 3), b.constant("int64", [size, 6])]), axis: 0 }),
	},
	{
		name: "Concat of columns",
		moves: true,
		write: (b, x) => ({ value: b.op("Concat", [x(1, S, 3), x(1, S, 2)], { axis: 2 }), axis: 1 }),
	},
	{
		name: "Concat of rows",
		moves: false,
		write: (b, x) => ({ value: b.op("Concat", [x(1, S, 3), x(1, S, 3)], { axis: 1 }), axis: 1 }),
	},
	{
		name: "Slice of columns",
		moves: true,
		write: (b, x) => ({
			value: b.op("Slice", [x(1, S, 4), b.constant("int64", [1]), b.constant("int64", [3]), b.constant("int64", [2])]),
			axis: 1,
		}),
	},
	{
		name: "Slice of rows",
		moves: false,
		write: (b, x) => ({
			value: b.op("Slice", [x(1, S, 4), b.constant("int64", [0]), b.constant("int64", [5]), b.constant("int64", [1])]),
			axis: 1,
		}),
	},
	{
		name: "ReduceSum over columns",
		moves: false,
		write: (b, x) => ({ value: b.op("ReduceSum", [x(1, S, 4), b.constant("int64", [2])]), axis: 1 }),
	},
];

/** A graph of one case, its inputs filled with numbers. */
function made(row: Row) {
	const graph = new Graph("rows");
	const builder = new GraphBuilder(graph);
	const feeds: Record<string, Tensor> = {};
	let seed = 3;
	const x = (...shape: Dim[]) => {
		const name = `x${seed}`;
		const sizes = shape.map((dim) => (typeof dim === "number" ? dim : size));
		feeds[name] = tensor(
			"float32",
			sizes,
			numbers(
				sizes.reduce((a, b) => a * b, 1),
				seed++,
			),
		);
		return builder.input(name, "float32", shape);
	};
	const weight = (...shape: number[]) =>
		builder.constant(
			"float32",
			numbers(
				shape.reduce((a, b) => a * b, 1),
				seed++,
			),
			shape,
			"weight",
		);
	const written = row.write(builder, x, weight);
	const rows = builder.input("rows", "int32", ["rows"]);
	feeds.rows = tensor("int32", [chosen.length], Int32Array.from(chosen));
	inferShapes(graph, { mode: "partial" });
	return { graph, builder, feeds, rows, ...written };
}

const numbersOf = ({ data }: Tensor) => Array.from(data as ArrayLike<number>, Number);

function expectRows(given: Tensor | undefined, whole: Tensor | undefined, axis: number): void {
	const expected = rowsOf(whole as Tensor, axis);
	expect(given?.shape).toEqual(expected.shape);
	numbersOf(given as Tensor).forEach((value, at) => {
		expect(value).toBeCloseTo(numbersOf(expected)[at] as number, 10);
	});
}

describe("gatherRows", () => {
	it.each(cases)("$name: moved to the inputs $moves", (row) => {
		const { graph, builder, feeds, rows, value, axis } = made(row);
		const found = gatherRows(builder, value, axis, rows);
		builder.output("whole", value);
		builder.output("part", found);
		const { whole, part } = evaluateModel(graph, feeds) as Record<string, Tensor>;
		expectRows(part, whole, axis);
		// Where it could not be moved, the rows are those of the finished value.
		const isBehind = found.producer?.opType === "Gather" && found.producer.inputs[0] === value;
		expect(isBehind).toBe(!row.moves);
	});

	it("stops where it is told to, and lets the caller change rows on the way", () => {
		const build = () => {
			const it = made({
				name: "",
				moves: true,
				write: (b, x) => ({ value: b.op("Neg", [b.op("Relu", [x(1, S, 3)])]), axis: 1 }),
			});
			return { ...it, inner: it.value.producer?.inputs[0] as Value };
		};
		const stopped = build();
		const gathered = new Map<Value, Value>();
		gatherRows(stopped.builder, stopped.value, 1, stopped.rows, { stopAt: new Set([stopped.inner]), gathered });
		expect(gathered.get(stopped.inner)?.producer?.inputs[0]).toBe(stopped.inner);

		const amended = build();
		const { builder, graph, feeds, rows, value, inner } = amended;
		const two = builder.constant("float32", 2, []);
		const found = gatherRows(builder, value, 1, rows, {
			amend: new Map([[inner, (own: Value) => builder.op("Mul", [own, two])]]),
		});
		builder.output("whole", value);
		builder.output("part", found);
		const { whole, part } = evaluateModel(graph, feeds) as Record<string, Tensor>;
		const doubled = tensor(
			"float64",
			(whole as Tensor).shape,
			Float64Array.from(numbersOf(whole as Tensor), (one) => 2 * one),
		);
		expectRows(part, doubled, 1);
	});

	it("uses rows that it is given, and computes rows that several values read once", () => {
		const { builder, graph, rows, value } = made({
			name: "",
			moves: true,
			write: (b, x) => {
				const shared = b.op("Relu", [x(1, S, 3)]);
				return { value: b.op("Add", [b.op("Neg", [shared]), b.op("Exp", [shared])]), axis: 1 };
			},
		});
		const before = [...graph.nodes].filter(({ opType }) => opType === "Relu").length;
		const gathered = new Map<Value, Value>();
		const first = gatherRows(builder, value, 1, rows, { gathered });
		expect([...graph.nodes].filter(({ opType }) => opType === "Relu").length).toBe(before + 1);
		expect(gatherRows(builder, value, 1, rows, { gathered })).toBe(first);
	});

	it("goes through rotary attention whose query heads share key heads, back to the embeddings", () => {
		const handles = openHandles(tinyDecoder(), tinyFacts);
		const { builder, logits, layers, inputsEmbeds, model } = handles.decoder;
		const rows = builder.input("rows", "int32", ["rows"]);
		inferShapes(model.graph, { opsets: model.opsets, mode: "partial" });
		const gathered = new Map<Value, Value>();
		const part = gatherRows(builder, logits, 1, rows, { gathered });
		const last = layers.at(-1)?.attention as Value;
		const compiled = compileProgram(handles, {
			outputs: { whole: logits, part, attention: last, attention_rows: gathered.get(last) as Value },
		});
		const { hiddenSize } = tinyFacts.text;
		const outputs = evaluateModel(compiled, {
			inputs_embeds: tensor("float32" satisfies DType, [1, size, hiddenSize], numbers(size * hiddenSize, 9)),
			rows: tensor("int32", [chosen.length], Int32Array.from(chosen)),
		}) as Record<string, Tensor>;
		expectRows(outputs.part, outputs.whole, 1);
		expectRows(outputs.attention_rows, outputs.attention, 2);
		// The queries' rows were computed from the embeddings' rows: nothing of the whole is gathered but embeddings.
		expect(gathered.get(inputsEmbeds)?.producer?.inputs[0]).toBe(inputsEmbeds);
	});
});
