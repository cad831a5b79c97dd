import { elementCount, isLvlmError, LvlmError } from "@lvlm-interpret/core";
import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import { topologicalOrder } from "../ir/order.js";
import type { Dim, Value, ValueType } from "../ir/value.js";
import { decodeBytes } from "../ops/decode.js";
import { mayEqual, showShape } from "../ops/dims.js";
import type { NdArray } from "../ops/nd-array.js";
import { type InferCall, mismatch, type Operator, readAttributes } from "../ops/operator.js";
import { findOperator } from "../ops/table.js";
import {
	type Content,
	contentLimit,
	contentSizes,
	type KnownContents,
	SymbolTokens,
	sizeArithmetic,
	sizesAsContent,
} from "./known-content.js";

export interface InferOptions {
	/** Domain to version; default 21 for ai.onnx, 1 for the others. */
	readonly opsets?: ReadonlyMap<string, number>;
	/**
	 * "strict" (default): an operator without an entry is an error. "partial": its outputs keep the types they have, if any,
	 * and the inference goes on; shapes that contradict each other are an error in both.
	 */
	readonly mode?: "strict" | "partial";
}

export interface InferReport {
	/** Nodes whose operator has no entry ("partial" only). */
	readonly unsupported: readonly Node[];
	/** Outputs of nodes of which not even the rank is known. */
	readonly unknown: readonly Value[];
}

interface State {
	readonly options: InferOptions;
	readonly contents: KnownContents;
	readonly tokens: SymbolTokens;
	readonly unsupported: Node[];
	readonly unknown: Value[];
}

/**
 * Writes `type` of every node output of a graph and its subgraphs, from the inputs' types and the initialisers. Small
 * constants and sizes are followed through the nodes (Shape, Gather, Concat, Reshape, …), symbols included. A type that is
 * there already (a file's value_info) is checked, and keeps what inference does not know.
 *
 * @throws {LvlmError} "unsupported-op" ("strict"), "shape-mismatch" with the node's name, "invalid-model".
 */
export function inferShapes(graph: Graph, options: InferOptions = {}): InferReport {
	const state: State = { options, contents: new Map(), tokens: new SymbolTokens(), unsupported: [], unknown: [] };
	inferGraph(graph, state);
	return { unsupported: state.unsupported, unknown: state.unknown };
}

function inferGraph(graph: Graph, state: State): (ValueType | undefined)[] {
	for (const [value, data] of graph.initializers) {
		value.type ??= { dtype: data.dtype, shape: data.shape };
		if (data.content.kind === "inline" && elementCount(data.shape) <= contentLimit) {
			state.contents.set(value, { array: decodeBytes(value.name, data, data.content.bytes) });
		}
	}
	for (const node of topologicalOrder(graph)) inferNode(node, state);
	return graph.outputs.map((output) => output.type);
}

function inferNode(node: Node, state: State): void {
	const rules = findOperator(node.domain, node.opType);
	if (!rules) {
		if (state.options.mode !== "partial") {
			const { opType, domain, name } = node;
			throw new LvlmError(
				"unsupported-op",
				`Node "${name}": ${domain ? `${domain}.` : ""}${opType} has no shape inference.`,
				{ opType, domain, phase: "infer", node: name },
				{ hint: 'With mode "partial" its outputs stay unknown.' },
			);
		}
		state.unsupported.push(node);
	} else {
		const call = inferCall(node, rules, state);
		checkInputCount(node, rules);
		const types = rules.infer(call);
		node.outputs.forEach((output, index) => {
			output.type = merge(call, output, types[index]);
		});
		followContent(call, rules, state);
	}
	for (const output of node.outputs) if (!output.type?.shape) state.unknown.push(output);
}

function inferCall(node: Node, rules: Operator, state: State): InferCall {
	const { contents, options } = state;
	const content = (index: number): Content | undefined => {
		const value = node.inputs[index];
		return value && contents.get(value);
	};
	return {
		node,
		opset: options.opsets?.get(node.domain) ?? (node.domain === "" ? 21 : 1),
		attributes: readAttributes(node, rules.attributes),
		types: node.inputs.map((input) => input?.type),
		constant(index): NdArray | undefined {
			const known = content(index);
			return known && "array" in known ? known.array : undefined;
		},
		sizes: (index) => contentSizes(content(index)),
		inferGraph: (inner) => inferGraph(inner, state),
	};
}

function checkInputCount(node: Node, rules: Operator): void {
	const [least, most] = rules.inputs;
	if (node.inputs.length >= least && node.inputs.length <= most) return;
	throw new LvlmError(
		"invalid-model",
		`Node "${node.name}" (${node.opType}) has ${node.inputs.length} inputs, not ${least} to ${most}.`,
		{ reason: "number of inputs", node: node.name },
	);
}

/** What was said before about a value and what was inferred, together. @throws {LvlmError} "shape-mismatch" if they differ. */
function merge(call: InferCall, value: Value, inferred: ValueType | undefined): ValueType | undefined {
	const declared = value.type;
	if (!declared || !inferred) return declared ?? inferred;
	const [a, b] = [declared.shape, inferred.shape];
	const clash = a && b && (a.length !== b.length || a.some((dim, axis) => !mayEqual(dim, b[axis])));
	if (declared.dtype !== inferred.dtype || clash) {
		const show = (type: ValueType) => `${type.dtype} ${showShape(type.shape)}`;
		throw mismatch(call, `"${value.name}" as declared, ${show(declared)}`, show(inferred));
	}
	if (!a || !b) return { dtype: declared.dtype, shape: b ?? a };
	const shape = b.map((dim, axis): Dim => (dim === null || typeof a[axis] === "number" ? a[axis] : dim));
	return { dtype: declared.dtype, shape };
}

/** Computes the content of the outputs where the inputs' content allows it. */
function followContent(call: InferCall, rules: Operator, state: State): void {
	const { node } = call;
	const output = node.outputs[0];
	if (!output) return;
	if (node.domain === "" && node.opType === "Shape") {
		const { start, end } = call.attributes as { start: number; end: number | undefined };
		const dims = call.types[0]?.shape?.slice(start, end ?? call.types[0].shape.length);
		if (dims) state.contents.set(output, sizesAsContent([dims.length], dims));
		return;
	}
	const inputs = node.inputs.map((input) => input && state.contents.get(input));
	if (node.inputs.some((input, index) => input && !inputs[index])) return;
	if ([...node.attributes.values()].some((attribute) => attribute.type === "graph")) return;
	const sizes = node.outputs.map((one) => one.type?.shape);
	if (sizes.some((shape) => !shape?.every((dim) => typeof dim === "number"))) return;
	if (sizes.some((shape) => elementCount(shape as number[]) > contentLimit)) return;
	const symbolic = inputs.some((content) => content && "dims" in content);
	if (symbolic && (castSizes(call, inputs, state) || arithmetic(call, inputs, state))) return;
	// A symbol may only be moved, and only as an element of what is moved, never as an index or a size.
	if (symbolic && !rules.movesElements) return;
	const moved = node.opType === "Concat" ? inputs.length : 1;
	if (inputs.slice(moved).some((content) => content && "dims" in content)) return;
	try {
		const arrays = inputs.map((content) => content && state.tokens.encode(content));
		const results = rules.evaluate({ ...call, inputs: arrays, runGraph: () => [] });
		node.outputs.forEach((value, index) => {
			const result = results[index];
			if (result) state.contents.set(value, state.tokens.decode(result));
		});
	} catch (error) {
		// Constants that do not compute (an index out of range) are the run's business, not a contradiction of types.
		if (!isLvlmError(error)) throw error;
	}
}

/** Sizes as another integer dtype: the symbols stay. */
function castSizes(call: InferCall, inputs: readonly (Content | undefined)[], state: State): boolean {
	const output = call.node.outputs[0];
	if (call.node.opType !== "Cast" || !inputs[0]) return false;
	if (output.type?.dtype === "int64" || output.type?.dtype === "int32") state.contents.set(output, inputs[0]);
	return true;
}

/** Add, Sub, Mul and Div of sizes. */
function arithmetic(call: InferCall, inputs: readonly (Content | undefined)[], state: State): boolean {
	const { node } = call;
	if (node.domain !== "" || !["Add", "Sub", "Mul", "Div"].includes(node.opType)) return false;
	const [a, b] = [contentSizes(inputs[0]), contentSizes(inputs[1])];
	const output = node.outputs[0];
	const shape = output.type?.shape as number[];
	if (!a || !b) return false;
	const count = elementCount(shape);
	const dims = Array.from({ length: count }, (_, i) =>
		sizeArithmetic(node.opType, a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i]),
	);
	state.contents.set(output, sizesAsContent(shape, dims));
	return true;
}
