import { readFileSync } from "node:fs";
import { allocate, type DType, elementCount, type Tensor, tensor } from "@lvlm-interpret/core";
import { type AttributeLike, GraphBuilder } from "../../build/builder.js";
import { decodeModel } from "../../codec/decode.js";
import { inferShapes } from "../../infer/infer-shapes.js";
import { Graph, type OnnxModel } from "../../ir/graph.js";
import { inlineBytes, inlineTensor } from "../../ir/tensor-data.js";
import type { Dim, Value } from "../../ir/value.js";
import { decodeBytes } from "../../ops/decode.js";
import { isFloat, toNumbers } from "../../ops/nd-array.js";

export interface CaseInput {
	readonly shape: readonly number[];
	/** Default "float": float64 or float32, as the case is built. */
	readonly dtype?: "float" | Exclude<DType, "float64" | "float32" | "float16" | "bfloat16">;
	/** Default: seeded noise in [from, to). */
	readonly data?: readonly number[];
	readonly from?: number;
	readonly to?: number;
	/** Stored as an initialiser. */
	readonly isConstant?: boolean;
	/** Its sizes are always declared: the rank of the output depends on them. */
	readonly isSized?: boolean;
}

/** One node, and what is differentiated. */
export interface RuleCase {
	readonly op: string;
	readonly domain: string;
	readonly opset: number;
	readonly inputs: readonly (CaseInput | undefined)[];
	readonly attributes: Readonly<Record<string, AttributeLike>>;
	readonly outputs: number | readonly string[];
	/** Outputs that a cotangent starts at. */
	readonly seeded: readonly number[];
	/** Inputs with respect to which; default all floats that are no initialisers. */
	readonly wrt: readonly number[];
}

type CaseOptions = Partial<Omit<RuleCase, "op" | "inputs" | "attributes">>;

export function ruleCase(
	op: string,
	inputs: readonly (CaseInput | undefined)[],
	attributes: RuleCase["attributes"] = {},
	options: CaseOptions = {},
): RuleCase {
	const wrt = inputs.flatMap((one, index) => (one && isFloatInput(one) && !one.isConstant ? [index] : []));
	return { op, domain: "", opset: 21, inputs, attributes, outputs: 1, seeded: [0], wrt, ...options };
}

export function microsoftCase(
	op: string,
	inputs: readonly (CaseInput | undefined)[],
	attributes: RuleCase["attributes"] = {},
	options: CaseOptions = {},
): RuleCase {
	return ruleCase(op, inputs, attributes, { domain: "com.microsoft", ...options });
}

function isFloatInput(input: CaseInput): boolean {
	return (input.dtype ?? "float") === "float";
}

/** A float input of noise in [-2, 2). */
export function noise(...shape: number[]): CaseInput {
	return { shape };
}

/** A float input of noise in [0.3, 2.3), where logarithms and quotients are smooth. */
export function positive(...shape: number[]): CaseInput {
	return { shape, from: 0.3, to: 2.3 };
}

/** Floats with these values. */
export function floats(shape: readonly number[], ...data: number[]): CaseInput {
	return { shape, data };
}

/** A float initialiser. */
export function weight(...shape: number[]): CaseInput {
	return { shape, isConstant: true };
}

/** A constant int64 vector. */
export function ints(...data: number[]): CaseInput {
	return { shape: [data.length], dtype: "int64", data, isConstant: true };
}

/** int64 indices that are fed. */
export function indices(shape: readonly number[], ...data: number[]): CaseInput {
	return { shape, dtype: "int64", data };
}

/** Indices whose sizes say the rank of the output. */
export function sized(input: CaseInput): CaseInput {
	return { ...input, isSized: true };
}

/** A generator of numbers in [0, 1): mulberry32. */
export function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Numbers as a tensor of `dtype`. */
export function tensorOf(dtype: DType, shape: readonly number[], numbers: ArrayLike<number>): Tensor {
	const data = allocate(dtype, numbers.length) as unknown as { [index: number]: number | bigint };
	const isWide = dtype === "int64" || dtype === "uint64";
	for (let i = 0; i < numbers.length; i++) data[i] = isWide ? BigInt(numbers[i] as number) : (numbers[i] as number);
	return tensor(dtype, shape, data as never);
}

/** How the sizes of fed inputs are declared: numbers, a symbol for each size but 1, or nothing. */
export type Declared = "sizes" | "symbols" | "nothing";

export interface BuiltCase {
	readonly model: OnnxModel;
	readonly builder: GraphBuilder;
	readonly dtype: "float64" | "float32";
	/** Inputs of the node by position. */
	readonly inputs: readonly (Value | undefined)[];
	readonly outputs: readonly Value[];
	readonly feeds: Readonly<Record<string, Tensor>>;
}

function declaredDims(shape: readonly number[], declared: Declared): readonly Dim[] {
	if (declared === "sizes") return shape;
	return shape.map((size) => (declared === "nothing" ? null : size === 1 ? 1 : `size_${size}`));
}

/** The case as a model of one node, with its inputs' values. */
export function buildCase(one: RuleCase, dtype: "float64" | "float32", declared: Declared = "sizes"): BuiltCase {
	const random = randomNumbers(one.inputs.length + 7);
	const graph = new Graph();
	const builder = new GraphBuilder(graph);
	const feeds: Record<string, Tensor> = {};
	const inputs = one.inputs.map((input, index): Value | undefined => {
		if (!input) return undefined;
		const { shape, data, from = -2, to = 2 } = input;
		const numbers = data ?? Array.from({ length: elementCount(shape) }, () => from + (to - from) * random());
		const type = isFloatInput(input) ? dtype : (input.dtype as DType);
		const held = tensorOf(type, shape, numbers);
		if (input.isConstant) return graph.addInitializer(`x${index}`, inlineTensor(held));
		feeds[`x${index}`] = held;
		return builder.input(`x${index}`, type, input.isSized ? shape : declaredDims(shape, declared));
	});
	const outputs = builder.ops(one.op, inputs, one.attributes, {
		domain: one.domain,
		outputs: one.outputs,
		name: "node",
	});
	const opsets = new Map([
		["", one.opset],
		["com.microsoft", 1],
	]);
	const model: OnnxModel = { irVersion: 10, opsets, producer: "test", metadata: new Map(), graph };
	inferShapes(graph, { opsets, mode: "partial" });
	return { model, builder, dtype, inputs, outputs, feeds };
}

interface Packed {
	readonly dtype: DType;
	readonly shape: number[];
	readonly data: (number | string)[];
}

interface PackedCase {
	readonly op: string;
	readonly domain: string;
	readonly model: string;
	readonly feeds: Readonly<Record<string, Packed>>;
}

function inputOf(dtype: DType, shape: readonly number[], data: readonly number[], isConstant: boolean): CaseInput {
	return { dtype: isFloat(dtype) ? "float" : (dtype as "int64"), shape, data, isConstant };
}

function unpackCase(packed: PackedCase): RuleCase {
	const { graph, opsets } = decodeModel(Buffer.from(packed.model, "base64"));
	const [node] = graph.nodes;
	if (!node) throw new Error("a case without node");
	const inputs = node.inputs.map((value) => {
		if (!value) return undefined;
		const data = graph.initializers.get(value);
		if (data) {
			const numbers = toNumbers(decodeBytes(value.name, data, inlineBytes(value.name, data)));
			return inputOf(data.dtype, data.shape, numbers, true);
		}
		const fed = packed.feeds[value.name] as Packed;
		return inputOf(fed.dtype, fed.shape, fed.data.map(Number), false);
	});
	const outputs = node.outputs.map((output) => (output.isOmitted ? "" : output.name));
	const options = { domain: node.domain, opset: opsets.get("") ?? 21, outputs };
	return ruleCase(packed.op, inputs, Object.fromEntries(node.attributes), options);
}

/** The cases of fixtures/operators (written for the forward pass), each with a cotangent at output 0. */
export function fixtureCases(): RuleCase[] {
	const file = new URL("../../../../../fixtures/operators/cases.json", import.meta.url);
	return (JSON.parse(readFileSync(file, "utf8")) as PackedCase[]).map(unpackCase);
}
