import type { Dim } from "../ir/value.js";
import { attend, mergeHeads, splitHeads } from "./attention-core.js";
import { productOf, shapeOf, sumOf, typed } from "./dims.js";
import { zipElements } from "./elementwise-rules.js";
import { elements, type NdArray, range, reshaped, takeGrid } from "./nd-array.js";
import {
	type EvaluateCall,
	float,
	int,
	mismatch,
	need,
	type Operator,
	operator,
	unsupported,
	wants,
} from "./operator.js";
import { concatenate } from "./pieces.js";

/** q, k, v as [B, H, rows, d], from packed or separate inputs, with their biases. */
function project(call: EvaluateCall, heads: number): [NdArray, NdArray, NdArray] {
	const [query, key, value] = [need(call, 0), call.inputs[1], call.inputs[2]];
	const bias = call.inputs[3];
	let starts = 0;
	const biased = (x: NdArray): NdArray => {
		if (!bias) return x;
		const width = x.shape[2];
		const part = takeGrid(bias, [range(width).map((i) => starts + i)]);
		starts += width;
		return zipElements(call, x, part, (a: number, b: number) => a + b);
	};
	const packed = (x: NdArray, part: number) => {
		const [batch, rows, , , size] = x.shape;
		const taken = takeGrid(
			x,
			x.shape.map((count, axis) => (axis === 3 ? [part] : range(count))),
		);
		return reshaped(taken, [batch, rows, heads * size]);
	};
	const parts = !key
		? [0, 1, 2].map((part) => packed(query, part))
		: !value
			? [query, packed(key, 0), packed(key, 1)]
			: [query, key, value];
	const [q, k, v] = parts.map((one) => {
		if (one.shape.length === 3) return splitHeads(biased(one), heads);
		if (bias) throw unsupported(call, "a bias and keys per head");
		return one;
	});
	return [q, k, v];
}

/** Mask value for a key: [B, K] or [B, Q, K] flags, or [B] lengths. */
function padding(call: EvaluateCall, mask: NdArray | undefined, filter: number, keys: number, queries: number) {
	if (!mask) return () => 0;
	const flags = elements(mask);
	const rank = mask.shape.length;
	if (rank === 1 && mask.shape[0] === need(call, 0).shape[0]) {
		return (b: number, _: number, k: number) => (k < Number(flags[b]) ? 0 : filter);
	}
	if (rank === 2) return (b: number, _: number, k: number) => (flags[b * keys + k] ? 0 : filter);
	if (rank === 3) return (b: number, q: number, k: number) => (flags[(b * queries + q) * keys + k] ? 0 : filter);
	throw mismatch(call, "a key padding mask [B], [B, K] or [B, Q, K]", `[${mask.shape.join(", ")}]`);
}

/**
 * com.microsoft MultiHeadAttention: query [B, Q, H·d]; key and value [B, K, H·d] or [B, H, K, d]; or packed query
 * [B, Q, H, 3, d], or query and packed key [B, K, H, 2, d]. Outputs: y [B, Q, H·dv], present key and value
 * [B, H, past + K, d], scaled scores before the softmax [B, H, Q, past + K].
 */
export const multiHeadAttention: Operator = operator({
	inputs: [1, 10],
	attributes: { num_heads: int(1), mask_filter_value: float(-10000), scale: float(), unidirectional: int(0) },
	infer(call) {
		const heads = call.attributes.num_heads;
		const dtype = call.types[0]?.dtype;
		const [query, key, value, past] = [0, 1, 2, 6].map((index) => shapeOf(call, index));
		if (!query) return range(4).map(() => typed(dtype, undefined));
		const size = (shape: readonly Dim[]): Dim => {
			const last = shape[shape.length - 1];
			return shape.length > 3 ? last : typeof last === "number" ? last / heads : null;
		};
		const head = size(query);
		const valueHead = value ? size(value) : head;
		const rows = key ? (key.length === 4 ? key[2] : key[1]) : query[1];
		const total = call.node.inputs[6] ? sumOf([past?.[2] ?? null, rows]) : rows;
		const batch = query[0];
		return [
			typed(dtype, [batch, query[1], productOf([heads, valueHead])]),
			typed(dtype, [batch, heads, total, head]),
			typed(dtype, [batch, heads, total, valueHead]),
			typed(dtype, [batch, heads, query[1], total]),
		];
	},
	evaluate(call) {
		const { num_heads: heads, mask_filter_value: filter, unidirectional } = call.attributes;
		if (call.inputs[8] || call.inputs[9]) throw unsupported(call, "a shared cache buffer");
		const [q, newKeys, newValues] = project(call, heads);
		const [pastKeys, pastValues] = [call.inputs[6], call.inputs[7]];
		const k = pastKeys ? concatenate([pastKeys, newKeys], 2) : newKeys;
		const v = pastValues ? concatenate([pastValues, newValues], 2) : newValues;
		const [, , queries, size] = q.shape;
		const keys = k.shape[2];
		const pad = padding(call, call.inputs[4], filter, keys, queries);
		const future = (qi: number, ki: number) => (unidirectional && ki > qi + keys - queries ? filter : 0);
		const { output, scores } = attend(q, k, v, {
			scale: call.attributes.scale || 1 / Math.sqrt(size),
			bias: call.inputs[5],
			mask: (b, qi, ki) => pad(b, qi, ki) + future(qi, ki),
		});
		return [mergeHeads(output), k, v, wants(call, 3) ? scores : undefined];
	},
});
