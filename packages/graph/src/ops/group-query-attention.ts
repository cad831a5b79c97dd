import type { Dim } from "../ir/value.js";
import { attend, mergeHeads, rotate, splitHeads } from "./attention-core.js";
import { shapeOf, typed } from "./dims.js";
import { floats, type NdArray, ndArray, range, takeGrid, toNumbers } from "./nd-array.js";
import { normalize } from "./normalization-core.js";
import { type EvaluateCall, float, int, need, type Operator, operator, string, unsupported } from "./operator.js";

/** Query, key and value as [B, heads, S, d], from three inputs or packed side by side in the first. */
function project(call: EvaluateCall, heads: number, keyHeads: number): [NdArray, NdArray, NdArray] {
	const [query, key, value] = [need(call, 0), call.inputs[1], call.inputs[2]];
	if (key && value) return [splitHeads(query, heads), splitHeads(key, keyHeads), splitHeads(value, keyHeads)];
	const [batch, rows, width] = query.shape;
	const size = width / (heads + 2 * keyHeads);
	let start = 0;
	const part = (count: number) => {
		const columns = range(count * size).map((i) => start + i);
		start += count * size;
		return splitHeads(takeGrid(query, [range(batch), range(rows), columns]), count);
	};
	return [part(heads), part(keyHeads), part(keyHeads)];
}

/** The valid rows of the cache with the new ones behind them, for each batch entry: [B, Hk, length, d]; the rest is 0. */
function append(past: NdArray | undefined, rows: NdArray, pastLengths: readonly number[], length: number): NdArray {
	const [batch, heads, count, size] = rows.shape;
	const result = ndArray(rows.dtype, [batch, heads, length, size]);
	const to = floats(result);
	for (let lane = 0; lane < batch * heads; lane++) {
		const before = pastLengths[Math.floor(lane / heads)];
		if (past) {
			const stride = past.shape[2] * size;
			to.set(floats(past).subarray(lane * stride, lane * stride + before * size), lane * length * size);
		}
		const fitting = Math.min(count, length - before);
		const from = lane * count * size;
		to.set(floats(rows).subarray(from, from + fitting * size), (lane * length + before) * size);
	}
	return result;
}

/**
 * com.microsoft GroupQueryAttention, causal attention with a cache. Inputs: query [B, S, H·d] (or packed
 * [B, S, (H + 2·Hk)·d]), key, value [B, S, Hk·d], past key and value [B, Hk, P, d], seqlens_k [B] (valid keys - 1),
 * total_sequence_length, cos and sin caches [rows, half], position_ids [B, S], attention_bias [B|1, H|1, S, K], head_sink [H],
 * (quantised cache: not supported), q and k norm weights [d]. Outputs: y [B, S, H·d], present key and value (after rotation),
 * and by `qk_output` the scores (1) or probabilities (2) [B, H, S, K].
 */
export const groupQueryAttention: Operator = operator({
	inputs: [7, 16],
	attributes: {
		num_heads: int(1),
		kv_num_heads: int(1),
		scale: float(),
		softcap: float(0),
		causal: int(1),
		do_rotary: int(0),
		rotary_interleaved: int(0),
		local_window_size: int(-1),
		smooth_softmax: int(-1),
		qk_output: int(0),
		qk_norm_epsilon: float(1e-6),
		k_quant_type: string("NONE"),
		v_quant_type: string("NONE"),
		kv_cache_bit_width: int(),
		sliding_window_cache: int(0),
	},
	infer(call) {
		const { num_heads: heads, kv_num_heads: keyHeads } = call.attributes;
		const dtype = call.types[0]?.dtype;
		const query = shapeOf(call, 0);
		if (!query) return range(4).map(() => typed(dtype, undefined));
		const columns = call.node.inputs[1] ? heads : heads + 2 * keyHeads;
		const width = query[2];
		const size: Dim = typeof width === "number" ? width / columns : null;
		const total = call.sizes(6)?.[0] ?? null;
		const past = call.node.inputs[3] ? (shapeOf(call, 3)?.[2] ?? null) : 0;
		const length =
			typeof past === "number" && typeof total === "number" ? Math.max(past, total) : past === 0 ? total : null;
		const cache = [query[0], keyHeads, length, size];
		return [
			typed(dtype, [query[0], query[1], typeof size === "number" ? size * heads : null]),
			typed(dtype, cache),
			typed(dtype, cache),
			typed(dtype, [query[0], heads, query[1], total]),
		];
	},
	evaluate(call) {
		const { num_heads: heads, kv_num_heads: keyHeads, local_window_size: window, qk_output: exposed } = call.attributes;
		refuseQuantised(call);
		let [q, k, v] = project(call, heads, keyHeads);
		const [batch, , rows, size] = q.shape;
		const total = toNumbers(need(call, 6))[0];
		const valid = toNumbers(need(call, 5)).map((last) => last + 1);
		// The prompt (all rows new) starts at 0 in every batch entry, however long its valid part is.
		const past = valid.map((count) => (rows === total ? 0 : count - rows));
		[q, k] = [norm(call, q, 14), norm(call, k, 15)];
		if (call.attributes.do_rotary) {
			const positions = call.inputs[9] && toNumbers(call.inputs[9]);
			// ONNX Runtime reads only the first id of a prompt, and counts on from it in every batch entry.
			const given = (b: number, s: number, ids: readonly number[]) => (rows === total ? ids[0] + s : ids[b * rows + s]);
			const position = (b: number, s: number) => (positions ? given(b, s, positions) : past[b] + s);
			const interleaved = call.attributes.rotary_interleaved !== 0;
			const options = { cos: need(call, 7), sin: need(call, 8), position, interleaved };
			[q, k] = [rotate(q, options), rotate(k, options)];
		}
		const length = Math.max(total, call.inputs[3]?.shape[2] ?? 0);
		k = append(call.inputs[3], k, past, length);
		v = append(call.inputs[4], v, past, length);
		const sink = call.inputs[11]
			? floats(call.inputs[11])
			: call.attributes.smooth_softmax === 1
				? new Float64Array(heads)
				: undefined;
		const cut = (x: NdArray) => takeGrid(x, [range(batch), range(keyHeads), range(total), range(size)]);
		const { output, scores, probabilities } = attend(q, cut(k), cut(v), {
			scale: call.attributes.scale || 1 / Math.sqrt(size),
			softcap: call.attributes.softcap,
			bias:
				call.inputs[10] &&
				takeGrid(
					call.inputs[10],
					call.inputs[10].shape.map((count, axis) => range(axis === 3 ? total : count)),
				),
			sink,
			mask: (b, s, key) => {
				const here = past[b] + s;
				const future = call.attributes.causal ? key > here : key >= valid[b];
				return future || (window > 0 && key <= here - window) ? Number.NEGATIVE_INFINITY : 0;
			},
		});
		return [mergeHeads(output), k, v, exposed === 0 ? undefined : exposed === 1 ? visible(scores) : probabilities];
	},
});

/** Per-head RMS norm, where input `index` has its weight. */
function norm(call: EvaluateCall, x: NdArray, index: number): NdArray {
	const scale = call.inputs[index];
	const epsilon = call.attributes.qk_norm_epsilon as number;
	return scale ? normalize(x, { axis: 3, epsilon, centred: false, scale }).y : x;
}

/** ONNX Runtime writes 0 where a key is hidden. */
function visible(scores: NdArray): NdArray {
	const data = floats(scores).map((score) => (score === Number.NEGATIVE_INFINITY ? 0 : score));
	return ndArray(scores.dtype, scores.shape, data);
}

function refuseQuantised(call: EvaluateCall): void {
	if (call.attributes.k_quant_type !== "NONE" || call.attributes.v_quant_type !== "NONE") {
		throw unsupported(call, "a quantised cache");
	}
	if (call.attributes.sliding_window_cache) throw unsupported(call, "a sliding cache");
}
