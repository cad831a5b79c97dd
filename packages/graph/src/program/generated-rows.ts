import { inferShapes } from "../infer/infer-shapes.js";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import { gatherRows } from "../passes/gather-rows.js";
import { attentionProducts } from "../rewrite/attention-products.js";
import type { ModelHandles } from "./program.js";

/** Some rows of the whole decoder, computed apart. */
export interface GeneratedRows {
	/** [1, R, V]. */
	readonly logits: Value;
	/** The rows of each layer's attention, [1, H, R, S], lowest layer first: what `logits` depend on, and `layers[l].attention` not. */
	readonly attention: readonly Value[];
}

/** A product's result with its groups of heads unfolded, [1, H, S, ·], and its left side before they are folded. */
function unfolded(product: Node): { readonly result: Value; readonly left: Value } {
	const [output] = product.outputs as [Value];
	const [left] = product.inputs as [Value];
	const fold = left.producer?.opType === "Reshape" ? left.producer : undefined;
	// Its shape is read beside it.
	const unfold = [...output.uses].find(({ node, index }) => node.opType === "Reshape" && index === 0)?.node;
	if (!fold || !unfold) return { result: output, left };
	return { result: unfold.outputs[0] as Value, left: fold.inputs[0] as Value };
}

/** All values that change with the prompt. */
function changing(handles: ModelHandles): ReadonlySet<Value> {
	const { model, inputsEmbeds } = handles.decoder;
	const found = new Set([inputsEmbeds]);
	for (const { opType, inputs, outputs } of model.graph.topologicalOrder()) {
		// Sizes of values are no values.
		if (opType === "Shape" || !inputs.some((input) => input && found.has(input))) continue;
		for (const output of outputs) found.add(output);
	}
	return found;
}

/**
 * Some rows of the decoder as a cache would compute them, each independent of the others: all keys and values come from the replay, and are
 * constants but for each row's own. So ∂z_t/∂A[q_t] of every layer, for every t at once, is the plain derivative of `logits` with respect to
 * `attention`, over R rows instead of S.
 *
 *     scores[r, q_r] += Q[r] · (k_r - K[q_r]),   O[r] += A[r, q_r] (v_r - V[q_r]),
 *
 * where k_r, v_r are computed from the row itself: both additions are 0 up to rounding, and carry the derivative of a row's own key and value.
 *
 * Cost: R rows through all layers and R·S numbers of attention a head, beside the forward pass of the whole decoder.
 *
 * @param rows  Joint positions, int32 or int64 [R].
 * @returns undefined where an operator between the layers does not work row by row, as far as is known here.
 * @throws {LvlmError} "pattern-not-found" for a layer whose attention is not made of plain operators.
 * Source: rows of generated tokens do not interact (claim C of the replay); verified against gradients through the cache (tests/parity).
 */
export function generatedRows(handles: ModelHandles, rows: Value): GeneratedRows | undefined {
	const { model, layers, logits, inputsEmbeds, hiddenStates } = handles.decoder;
	const builder = handles.decoder.builder.scope("generated");
	inferShapes(model.graph, { opsets: model.opsets, mode: "partial" });
	const changes = changing(handles);
	const column = builder.constant("int64", [1], undefined, "column");
	const scalar = (value: number) => builder.constant("int64", value, []);
	const last = builder.constant("int64", [-1], undefined, "last");
	const size = builder.op("Gather", [builder.op("Shape", [inputsEmbeds]), scalar(1)], { axis: 0 });
	const positions = builder.op("Unsqueeze", [builder.op("Cast", [rows], { to: 7 }), column]);
	const isOwn = builder.op("Equal", [positions, builder.op("Range", [scalar(0), size, scalar(1)])]);
	const own = builder.op("Cast", [isOwn], { to: 1 }, { name: "own" });

	const gathered = new Map<Value, Value>();
	const amend = new Map<Value, (rows: Value) => Value>();
	const rowsOf = (value: Value, axis: number) => gatherRows(builder, value, axis, rows, { amend, gathered });
	/** What each row itself gives, less what the replay gave, once a query head: [1, H, R, d]. Nothing differentiates the replay's. */
	const difference = (value: Value, axis: 2 | 3, heads: number) => {
		const change = builder.op("Sub", [rowsOf(value, axis), builder.op("Gather", [value, rows], { axis })]);
		const shared = value.type?.shape?.[1];
		const upright = axis === 2 ? change : builder.op("Transpose", [change], { perm: [0, 1, 3, 2] });
		if (typeof shared !== "number" || shared === heads) return upright;
		const places = Array.from({ length: heads }, (_, head) => Math.floor((head * shared) / heads));
		return builder.op("Gather", [upright, builder.constant("int64", places, undefined, "key_heads")], { axis: 1 });
	};
	for (const { attention } of layers) {
		const products = attentionProducts(attention);
		const scores = unfolded(products.scores);
		const mixed = unfolded(products.mixed);
		const [keys, values] = [products.scores.inputs[1] as Value, products.mixed.inputs[1] as Value];
		const { heads } = handles.facts.text;
		amend.set(scores.result, (found) => {
			const products = builder.op("Mul", [gathered.get(scores.left) as Value, difference(keys, 3, heads)]);
			const gain = builder.op("ReduceSum", [products, last], { keepdims: 1 });
			return builder.op("Add", [found, builder.op("Mul", [gain, own])]);
		});
		amend.set(mixed.result, (found) => {
			const share = builder.op("Mul", [gathered.get(mixed.left) as Value, own]);
			const weight = builder.op("ReduceSum", [share, last], { keepdims: 1 });
			return builder.op("Add", [found, builder.op("Mul", [weight, difference(values, 2, heads)])]);
		});
	}
	const found = rowsOf(logits, 1);
	const isKeptTogether = ([whole, part]: [Value, Value]) =>
		whole !== inputsEmbeds &&
		whole !== hiddenStates[0] &&
		changes.has(whole) &&
		part.producer?.opType === "Gather" &&
		part.producer.inputs[0] === whole;
	const attention = layers.map((layer) => gathered.get(layer.attention));
	if ([...gathered].some(isKeptTogether) || attention.some((one) => one === undefined)) return undefined;
	return { logits: found, attention: attention as Value[] };
}
