import { inferShapes } from "../infer/infer-shapes.js";
import type { Value } from "../ir/value.js";
import { gatherRows } from "../passes/gather-rows.js";
import { attentionProducts } from "../rewrite/attention-products.js";
import type { ModelHandles } from "./program.js";

/** Some rows of the end of the decoder. */
export interface LastRows {
	/** [1, R, V]. */
	readonly logits: Value;
	/**
	 * The same rows of the last layer's attention, [1, H, R, S], on the path to these logits, which then do not depend on
	 * `layers.at(-1).attention`. Undefined where it cannot be computed row by row: the whole matrix is on the path.
	 */
	readonly attention: Value | undefined;
}

/** Logits of some rows, computed row by row back to where the last layer begins, or to its attention's output. */
function rowsOfLogits(
	handles: ModelHandles,
	rows: Value,
	throughAttention: boolean,
	gathered: Map<Value, Value>,
): Value {
	const { model, builder, logits, layers, hiddenStates } = handles.decoder;
	inferShapes(model.graph, { opsets: model.opsets, mode: "partial" });
	const last = layers.at(-1)?.attention;
	const stopAt = new Set([hiddenStates[layers.length - 1] as Value]);
	if (last && !throughAttention) stopAt.add(attentionProducts(last).mixed.outputs[0] as Value);
	return gatherRows(builder, logits, 1, rows, { stopAt, gathered });
}

/**
 * Logits of some rows, [1, R, V]. All that lies behind the last attention (its output projection and MLP, final norm, head) is
 * computed for these rows alone, and gradients of them start there: cheaper than rows of `decoder.logits`, which has all of them.
 *
 * @param rows  Joint positions, int32 or int64 [R].
 */
export function logitsAt(handles: ModelHandles, rows: Value): Value {
	return rowsOfLogits(handles, rows, false, new Map());
}

/** {@link logitsAt}, with the last layer's attention computed for these rows alone, too. */
export function lastRowsAt(handles: ModelHandles, rows: Value): LastRows {
	const { layers } = handles.decoder;
	const gathered = new Map<Value, Value>();
	const logits = rowsOfLogits(handles, rows, true, gathered);
	const last = layers.at(-1);
	return { logits, attention: last && gathered.get(last.attention) };
}
