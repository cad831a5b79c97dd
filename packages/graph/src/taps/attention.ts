import { LvlmError } from "@lvlm-interpret/core";
import type { Value } from "../ir/value.js";
import type { ModelHandles } from "../program/program.js";
import { type AxisValue, chain, type Reduction } from "./axes.js";

export interface AttentionTap {
	/** Layer numbers, in the order they shall come out, or "all" (default). */
	readonly layers?: readonly number[] | "all";
	/** Query positions to keep: [R], int32 or int64, usually a run-time input. Default: all. */
	readonly rows?: Value;
	/** Key positions to keep: [C], int32 or int64. Default: all. */
	readonly columns?: Value;
	/** Applied to each layer, in order, before the layers are put together. */
	readonly reduce?: readonly Reduction[];
}

function chosenLayers(handles: ModelHandles, layers: readonly number[] | "all"): readonly number[] {
	const count = handles.decoder.layers.length;
	const chosen = layers === "all" ? handles.decoder.layers.map((_, index) => index) : layers;
	const wrong = chosen.find((one) => !Number.isInteger(one) || one < 0 || one >= count);
	if (wrong === undefined && chosen.length > 0) return chosen;
	throw new LvlmError("invalid-argument", `The model has the layers 0 to ${count - 1}.`, {
		name: "layers",
		expected: `a non-empty list of numbers in 0 … ${count - 1}`,
		actual: chosen.length === 0 ? "an empty list" : String(wrong),
	});
}

/**
 * Attention probabilities, one value a layer: axes head, query, key, then what `reduce` leaves of them. Rows are gathered
 * first, so with `rows` nothing of [H, S, S] is kept beyond the layer's own probabilities.
 *
 * @throws {LvlmError} "invalid-argument" for a layer or axis that does not exist.
 */
export function tapAttentionByLayer(handles: ModelHandles, tap: AttentionTap = {}): readonly AxisValue[] {
	return chosenLayers(handles, tap.layers ?? "all").map((layer) => {
		const builder = handles.decoder.builder.scope(`attention.${layer}`);
		let value = (handles.decoder.layers[layer] as { attention: Value }).attention;
		if (tap.rows) value = builder.op("Gather", [value, tap.rows], { axis: 2 }, { name: "rows" });
		if (tap.columns) value = builder.op("Gather", [value, tap.columns], { axis: 3 }, { name: "columns" });
		value = builder.op("Squeeze", [value, builder.constant("int64", [0], undefined, "batch")]);
		return chain(...(tap.reduce ?? []))(builder, { value, axes: ["head", "query", "key"] });
	});
}

/**
 * Attention probabilities of the chosen layers, stacked: axes layer, head, query, key, less what was reduced. Reduce as far as
 * you can: what is left of [L, H, S, S] leaves the session.
 *
 * @throws {LvlmError} "invalid-argument" for a layer or axis that does not exist.
 */
export function tapAttention(handles: ModelHandles, tap: AttentionTap = {}): AxisValue {
	return stackLayers(handles, tapAttentionByLayer(handles, tap));
}

/** Values of equal axes, one a layer, under a new first axis "layer". */
export function stackLayers(handles: ModelHandles, layers: readonly AxisValue[]): AxisValue {
	const { builder } = handles.decoder;
	const first = builder.constant("int64", [0], undefined, "layer");
	const value = builder.op(
		"Concat",
		layers.map((one) => builder.op("Unsqueeze", [one.value, first])),
		{ axis: 0 },
		{ name: "layers" },
	);
	return { value, axes: ["layer", ...(layers[0] as AxisValue).axes] };
}
