import { LvlmError } from "@lvlm-interpret/core";
import { GraphBuilder } from "../build/builder.js";
import { inferShapes } from "../infer/infer-shapes.js";
import type { Graph, OnnxModel } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import { valuesRead } from "../ir/order.js";
import type { Value } from "../ir/value.js";
import { isFloat } from "../ops/nd-array.js";
import { readAttributes } from "../ops/operator.js";
import { findOperator } from "../ops/table.js";
import { floatConstant } from "../rewrite/attention-core.js";
import { NamedSizes, Recomputation, type RecomputeRequest } from "./recompute.js";
import { type GradientRule, ruleOfInput } from "./rule.js";
import { gradientRuleOf } from "./table.js";
import { type Sweep, shapeOf, VjpCall } from "./vjp-call.js";

/** Since when the operators that rules write have their present form. */
const minOpset = 18;

export interface GradientRequest {
	/** What is differentiated, and the cotangent that starts at each: of its shape, with one more axis in front if `batched`. */
	readonly of: readonly { readonly value: Value; readonly seed: Value }[];
	/** With respect to what: any floats of the graph, also in the middle of it. */
	readonly wrt: readonly Value[];
	/** Seeds have an axis [n] in front: n backward passes over one forward; gradients get the same axis. Default false. */
	readonly batched?: boolean;
	/** Rules for single nodes in place of the table's. */
	readonly overrides?: ReadonlyMap<Node, GradientRule>;
	/** What the backward pass computes again, for memory; see `differentiate` for reading such values beside gradients. Default nothing. */
	readonly recompute?: RecomputeRequest;
}

export interface Differentiated {
	/** One value a `wrt`. */
	readonly gradients: readonly Value[];
	/** The `wrt` themselves as the backward pass has them: computed again, where that was asked for. */
	readonly values: readonly Value[];
}

/** Values from which gradients can come: those that depend on a `wrt`, through floats and operators that let them pass. */
function dependents(order: readonly Node[], wrt: readonly Value[], ruleOf: (node: Node) => GradientRule): Set<Value> {
	const found = new Set(wrt);
	for (const node of order) {
		const reads = valuesRead(node).some((value) => found.has(value));
		if (!reads) continue;
		const rule = ruleOf(node);
		if (rule.kind === "constant") continue;
		const passes =
			rule.kind === "not-differentiable" ||
			node.inputs.some((input, index) => input && found.has(input) && ruleOfInput(rule, index));
		if (!passes) continue;
		for (const output of node.outputs) if (!output.type || isFloat(output.type.dtype)) found.add(output);
	}
	return found;
}

function checkFloat({ name, type }: Value): void {
	if (!type || isFloat(type.dtype)) return;
	throw new LvlmError("invalid-argument", `There is no gradient of or with respect to "${name}".`, {
		name,
		expected: "a float value",
		actual: type.dtype,
	});
}

function refusal(node: Node, reason: string): LvlmError<"unsupported-op"> {
	const { opType, domain, name } = node;
	return new LvlmError(
		"unsupported-op",
		`Node "${name}" (${domain ? `${domain}.` : ""}${opType}) lies on the path of a gradient, and has none: ${reason}.`,
		{ opType, domain, phase: "gradient", node: name },
	);
}

/**
 * Reverse-mode differentiation: writes nodes of primitive operators into the graph that compute, for each `wrt`, the gradient
 * Σ seedᵀ · ∂of/∂wrt. Only nodes between a `wrt` and an `of` are visited. Gradients with respect to several values on one path
 * are each the total derivative, as PyTorch's retained gradients are.
 *
 * @param model  The graph that holds the values, with its opsets. Its shapes are inferred first.
 * @param scope  In front of the names of the new nodes.
 * @returns One value a `wrt`, of its shape (behind [n] if batched); zeros where `of` does not depend on it.
 * @throws {LvlmError} "unsupported-op" naming a node on the path without derivative; "invalid-argument" for no `of` or `wrt`, or integers;
 *   "capability-missing" for an opset before 18 (reductions and Pad with axes as inputs).
 *
 * Source: Griewank & Walther 2008, "Evaluating Derivatives", chapter 3 (reverse mode).
 */
export function gradients(model: OnnxModel, request: GradientRequest, scope = "gradient"): readonly Value[] {
	return differentiate(model, request, scope).gradients;
}

/** {@link gradients}, and what they are with respect to: for products of both, where the request says `recompute`. */
export function differentiate(model: OnnxModel, request: GradientRequest, scope = "gradient"): Differentiated {
	const { graph, opsets } = model;
	const { of, wrt, overrides } = request;
	const [first] = of;
	if (!first || wrt.length === 0) {
		throw new LvlmError("invalid-argument", "A gradient is of something, with respect to something.", {
			name: first ? "wrt" : "of",
			expected: "at least one value",
			actual: "an empty list",
		});
	}
	for (const value of [...of.map((one) => one.value), ...wrt]) checkFloat(value);
	const opset = opsets.get("") ?? 0;
	if (opset < minOpset) {
		throw new LvlmError("capability-missing", `A gradient's nodes need opset ${minOpset}; the graph has ${opset}.`, {
			owner: graph.name,
			capability: `opset ${minOpset}`,
			neededBy: "gradients",
		});
	}
	inferShapes(graph, { opsets, mode: "partial" });
	const order = graph.topologicalOrder();
	const ruleOf = (node: Node): GradientRule => overrides?.get(node) ?? gradientRuleOf(node.domain, node.opType);
	const depends = dependents(order, wrt, ruleOf);

	const known = new Set(graph.nodes);
	const root = new GraphBuilder(graph, scope);
	let leadSize: Value | undefined;
	const sweep: Sweep = {
		graph,
		lead: request.batched ? 1 : 0,
		leadSize() {
			const place = (at: number) => root.constant("int64", [at]);
			leadSize ??= root.op("Slice", [root.op("Shape", [first.seed]), place(0), place(1)]);
			return leadSize;
		},
		shapes: new Map(),
		fullShapes: new Map(),
		again: new Map(),
		sizes: new NamedSizes(graph, root),
		recomputed: undefined,
	};
	const recomputed =
		request.recompute && new Recomputation(request.recompute, root, (value) => shapeOf(value, sweep, root));
	sweep.recomputed = recomputed;
	const cotangents = new Map<Value, Value>();
	const accumulate = (value: Value, cotangent: Value): void => {
		const before = cotangents.get(value);
		cotangents.set(value, before ? root.op("Add", [before, cotangent]) : cotangent);
	};
	for (const { value, seed } of of) accumulate(value, seed);

	for (const node of order.reverse()) {
		const flowing = node.outputs.map((output) => cotangents.get(output));
		if (flowing.every((one) => one === undefined)) continue;
		if (!valuesRead(node).some((value) => depends.has(value))) continue;
		const rule = ruleOf(node);
		if (rule.kind === "constant") continue;
		if (rule.kind === "not-differentiable") throw refusal(node, rule.reason);
		const builder = root.scope(node.name);
		const call = new VjpCall(node, attributesOf(node), builder, sweep, flowing);
		const passing = node.inputs.flatMap((input, index) => {
			const inputRule = input && depends.has(input) ? ruleOfInput(rule, index) : null;
			return input && inputRule ? [{ input, index, inputRule }] : [];
		});
		if (passing.length === 0) continue;
		const dy = flowing[0] ?? call.zeros(call.output(0));
		for (const { input, index, inputRule } of passing) accumulate(input, inputRule(call, dy, index));
		const unread = call.unreadOutput();
		if (unread !== undefined) throw refusal(node, `its output ${unread} has no rule`);
	}
	const found = wrt.map((value) => cotangents.get(value) ?? zeros(value, root, sweep));
	const values = wrt.map((value, at) => recomputed?.of(value, found[at] as Value) ?? value);
	orderForMemory(
		graph,
		known,
		of.map((one) => one.seed),
	);
	return { gradients: found, values };
}

/**
 * Puts the new nodes that depend on a seed behind those that depend on forward values alone (slopes of activations, norms). ONNX
 * Runtime, where order is free, runs what stands last in the file first among a node's inputs: so the backward pass reaches a slope
 * just before it is needed, and not all slopes before the backward pass begins, where they would all be kept.
 */
function orderForMemory(graph: Graph, known: ReadonlySet<Node>, seeds: readonly Value[]): void {
	const backward = new Set<Value>(seeds);
	const last: Node[] = [];
	for (const node of graph.nodes) {
		if (known.has(node) || !node.inputs.some((input) => input && backward.has(input))) continue;
		last.push(node);
		for (const output of node.outputs) backward.add(output);
	}
	graph.moveToEnd(last);
}

/** Attributes with their defaults; as they are where the operator is not known and an override differentiates it. */
function attributesOf(node: Node): VjpCall["attributes"] {
	const operator = findOperator(node.domain, node.opType);
	if (operator) return readAttributes(node, operator.attributes);
	return Object.fromEntries([...node.attributes].map(([name, attribute]) => [name, attribute.value]));
}

function zeros(value: Value, builder: GraphBuilder, sweep: Sweep): Value {
	const zero = floatConstant(builder, value.type?.dtype ?? "float32", 0, "zero");
	const shape = builder.op("Shape", [value]);
	const full = sweep.lead ? builder.op("Concat", [sweep.leadSize(), shape], { axis: 0 }) : shape;
	return builder.op("Expand", [zero, full]);
}
