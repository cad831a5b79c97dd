import { invariant, LvlmError } from "@lvlm-interpret/core";
import type { GraphBuilder } from "../build/builder.js";
import type { Value } from "../ir/value.js";
import type { ModelHandles } from "../program/program.js";

/** Axes of a tap's values. `group` counts the weightings of {@link massTap}. */
export type TapAxis = "head" | "query" | "key" | "group";

/**
 * Attention of some layers on its way out of the model: one value a layer, all with the same axes. Taps are combined by the
 * functions of this folder; each adds nodes to the explanation graph and returns a new tap.
 */
export interface AttentionTap {
	readonly builder: GraphBuilder;
	/** Layer numbers, one a value. */
	readonly layers: readonly number[];
	readonly values: readonly Value[];
	readonly axes: readonly TapAxis[];
}

export interface AttentionTapOptions {
	/** Layer numbers; default all. */
	readonly layers?: readonly number[];
	/** Head numbers; default all. */
	readonly heads?: readonly number[];
	/** Queries to keep: joint positions, int32 [R], fed at run time. Default all S rows. */
	readonly rows?: Value;
	/** Keys to keep: joint positions, int32 [C], fed at run time. Default all S columns. */
	readonly columns?: Value;
}

/** The same nodes for every layer. */
function mapLayers(
	tap: AttentionTap,
	axes: readonly TapAxis[],
	write: (builder: GraphBuilder, value: Value) => Value,
): AttentionTap {
	const values = tap.values.map((value, index) => write(tap.builder.scope(`tap/layers.${tap.layers[index]}`), value));
	return { ...tap, values, axes };
}

function axisOf(tap: AttentionTap, axis: TapAxis): number {
	const place = tap.axes.indexOf(axis);
	invariant(place >= 0, `a tap with the axes [${tap.axes.join(", ")}] has no axis "${axis}"`);
	return place;
}

/**
 * Attention probabilities of the chosen layers, heads, rows and columns: axes [head, query, key]. Rows are taken first, so
 * that no further [H, S, S] tensor is made.
 *
 * @throws {LvlmError} "invalid-argument" for a layer or head that the model does not have.
 */
export function attentionTap(handles: ModelHandles, options: AttentionTapOptions = {}): AttentionTap {
	const { decoder, facts } = handles;
	const layers = options.layers ?? decoder.layers.map((_, index) => index);
	check("layers", layers, decoder.layers.length);
	if (options.heads) check("heads", options.heads, facts.text.heads);
	const { builder } = decoder;
	const batch = builder.constant("int64", [0], undefined, "tap/batch");
	const heads = options.heads && builder.constant("int32", options.heads, undefined, "tap/heads");
	const values = layers.map((layer) => decoder.layers[layer]?.attention as Value);
	return mapLayers({ builder, layers, values, axes: [] }, ["head", "query", "key"], (scope, attention) => {
		let value = options.rows ? scope.op("Gather", [attention, options.rows], { axis: 2 }) : attention;
		if (options.columns) value = scope.op("Gather", [value, options.columns], { axis: 3 });
		value = scope.op("Squeeze", [value, batch]);
		return heads ? scope.op("Gather", [value, heads], { axis: 0 }) : value;
	});
}

function check(name: string, indices: readonly number[], count: number): void {
	const outside = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= count);
	if (outside === undefined && indices.length > 0) return;
	const expected = `at least one of 0 to ${count - 1}`;
	const actual = outside === undefined ? "none" : String(outside);
	throw new LvlmError("invalid-argument", `A tap's ${name} should be ${expected}, but one is ${actual}.`, {
		name,
		expected,
		actual,
	});
}

/** Reduces one axis away. */
export function reduceTap(tap: AttentionTap, axis: TapAxis, by: "mean" | "sum" | "max"): AttentionTap {
	const place = axisOf(tap, axis);
	const opType = { mean: "ReduceMean", sum: "ReduceSum", max: "ReduceMax" }[by];
	const axes = tap.builder.constant("int64", [place], undefined, "tap/axis");
	const rest = tap.axes.filter((_, index) => index !== place);
	return mapLayers(tap, rest, (scope, value) => scope.op(opType, [value, axes], { keepdims: 0 }));
}

/**
 * Weighted attention mass of whole blocks of pairs: for every weighting g,
 *
 *   mass[h, g] = Σ_q Σ_k queryWeights[q, g] · A[h, q, k] · keyWeights[k, g].
 *
 * @param tap  Axes [head, query, key].
 * @param queryWeights  float32 [R, G], R as many as the tap's queries.
 * @param keyWeights  float32 [C, G], C as many as the tap's keys.
 * @returns Axes [head, group]. Cost: one product [H·R, C] x [C, G] a layer.
 */
export function massTap(tap: AttentionTap, queryWeights: Value, keyWeights: Value): AttentionTap {
	invariant(tap.axes.join() === "head,query,key", "a mass needs a tap with the axes [head, query, key]");
	const axes = tap.builder.constant("int64", [1], undefined, "tap/axis");
	return mapLayers(tap, ["head", "group"], (scope, value) => {
		const perQuery = scope.op("MatMul", [value, keyWeights]);
		return scope.op("ReduceSum", [scope.op("Mul", [perQuery, queryWeights]), axes], { keepdims: 0 });
	});
}

/**
 * Entropy of each row in nats, -Σ_k a ln a with 0 ln 0 = 0: masked keys add nothing.
 *
 * @param tap  With an axis "key", last; the rows should be whole, or it is the entropy's part of the chosen columns.
 * @returns The tap without its axis "key"; values in [0, ln K].
 */
export function entropyTap(tap: AttentionTap): AttentionTap {
	const place = axisOf(tap, "key");
	const axes = tap.builder.constant("int64", [place], undefined, "tap/axis");
	// The smallest normal float32: ln stays finite, and a ln a is 0 where a is 0.
	const tiny = tap.builder.constant("float32", 1.17549435e-38, [], "tap/tiny");
	return mapLayers(tap, tap.axes.slice(0, place), (scope, value) => {
		const logarithm = scope.op("Log", [scope.op("Max", [value, tiny])]);
		const terms = scope.op("Mul", [value, logarithm]);
		return scope.op("Neg", [scope.op("ReduceSum", [terms, axes], { keepdims: 0 })]);
	});
}

/**
 * The k largest entries along the keys, in descending order.
 *
 * @param k  How many, fixed when the graph is compiled; the row must have as many keys.
 * @returns `values`: the tap with k keys; `indices`: int64, places among the tap's keys.
 */
export function topKTap(tap: AttentionTap, k: number): { values: AttentionTap; indices: AttentionTap } {
	const place = axisOf(tap, "key");
	const count = tap.builder.constant("int64", [k], undefined, "tap/k");
	const pairs = tap.values.map((value, index) =>
		tap.builder.scope(`tap/layers.${tap.layers[index]}`).ops("TopK", [value, count], { axis: place }, { outputs: 2 }),
	);
	const pick = (output: number): AttentionTap => ({ ...tap, values: pairs.map((pair) => pair[output] as Value) });
	return { values: pick(0), indices: pick(1) };
}

/** The tap as one value with a leading axis over the layers: [L, ...axes]. */
export function stackTap(tap: AttentionTap): Value {
	const builder = tap.builder.scope("tap");
	const axes = builder.constant("int64", [0], undefined, "axis");
	const slices = tap.values.map((value) => builder.op("Unsqueeze", [value, axes]));
	return builder.op("Concat", slices, { axis: 0 });
}
