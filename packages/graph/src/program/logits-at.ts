import { inferShapes } from "../infer/infer-shapes.js";
import type { Value } from "../ir/value.js";
import { gatherRows } from "../passes/gather-rows.js";
import { attentionProducts } from "../rewrite/attention-products.js";
import type { ModelHandles } from "./program.js";

/**
 * Logits of some rows, [1, R, V]. All that lies behind the last attention (its output projection and MLP, final norm, head) is
 * computed for these rows alone, and gradients of them start there: cheaper than rows of `decoder.logits`, which has all of them.
 *
 * @param rows  Joint positions, int32 or int64 [R].
 */
export function logitsAt(handles: ModelHandles, rows: Value): Value {
	const { model, builder, layers, logits } = handles.decoder;
	inferShapes(model.graph, { opsets: model.opsets, mode: "partial" });
	const mixed = layers.map(({ attention }) => attentionProducts(attention).mixed.outputs[0] as Value);
	return gatherRows(builder, logits, 1, rows, new Set(mixed));
}
