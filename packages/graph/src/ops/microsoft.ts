import { mergeHeads, rotate, splitHeads } from "./attention-core.js";
import { broadcast, sameAsFirst, shapeOf, typed } from "./dims.js";
import { floatUnary, mapElements, zipElements } from "./elementwise-rules.js";
import { groupQueryAttention } from "./group-query-attention.js";
import { matmulShape, swappedShape } from "./matmul.js";
import { matmul, swapLastTwo } from "./matmul-core.js";
import { multiHeadAttention } from "./multi-head-attention.js";
import type { MicrosoftName } from "./names.js";
import { type NdArray, toNumbers } from "./nd-array.js";
import { normalizations } from "./normalization.js";
import { normalize } from "./normalization-core.js";
import { type EvaluateCall, type Family, float, int, need, operator, unsupported } from "./operator.js";
import { gelu, geluTanh, sigmoid } from "./special-functions.js";

/** A sum of inputs under broadcasting; absent ones count nothing. */
function sum(call: EvaluateCall, ...indices: number[]): NdArray {
	const present = indices.flatMap((index) => call.inputs[index] ?? []);
	return present.reduce((a, b) => zipElements(call, a, b, (x: number, y: number) => x + y));
}

/** Norm of input + skip (+ bias). Outputs: y, mean and inverse deviation (not computed at inference), the sum. */
function skipNorm(centred: boolean, biasIndex: number) {
	return operator({
		inputs: [3, biasIndex + 1],
		attributes: { epsilon: float(1e-12) },
		infer: (call) => [call.types[0], undefined, undefined, call.types[0]],
		evaluate(call) {
			const total = sum(call, 0, 1, biasIndex);
			const bias = centred ? call.inputs[3] : undefined;
			const axis = total.shape.length - 1;
			const options = { axis, epsilon: call.attributes.epsilon, centred, scale: need(call, 2), ...(bias && { bias }) };
			return [normalize(total, options).y, undefined, undefined, total];
		},
	});
}

/** Operators of ONNX Runtime's own domain. */
export const microsoft: Family<MicrosoftName> = {
	SimplifiedLayerNormalization: normalizations.SimplifiedLayerNormalization,
	LayerNormalization: normalizations.LayerNormalization,
	SkipLayerNormalization: skipNorm(true, 4),
	SkipSimplifiedLayerNormalization: skipNorm(false, 3),
	MultiHeadAttention: multiHeadAttention,
	GroupQueryAttention: groupQueryAttention,
	Gelu: floatUnary(gelu),

	QuickGelu: operator({
		inputs: [1, 1],
		attributes: { alpha: float(1.702) },
		infer: sameAsFirst,
		evaluate: (call) => [mapElements(need(call, 0), (x: number) => x * sigmoid(call.attributes.alpha * x))],
	}),

	FastGelu: operator({
		inputs: [1, 2],
		attributes: {},
		infer: sameAsFirst,
		evaluate: (call) => [mapElements(sum(call, 0, 1), geluTanh)],
	}),

	BiasGelu: operator({
		inputs: [2, 2],
		attributes: {},
		infer: (call) => [typed(call.types[0]?.dtype, broadcast(call, shapeOf(call, 0), shapeOf(call, 1)))],
		evaluate: (call) => [mapElements(sum(call, 0, 1), gelu)],
	}),

	// alpha · op(A) · op(B), op transposing the last two axes.
	FusedMatMul: operator({
		inputs: [2, 2],
		attributes: { alpha: float(1), transA: int(0), transB: int(0), transBatchA: int(0), transBatchB: int(0) },
		infer(call) {
			const { transA, transB, transBatchA, transBatchB } = call.attributes;
			if (transBatchA || transBatchB) throw unsupported(call, "transposed batch axes");
			const a = transA ? swappedShape(shapeOf(call, 0)) : shapeOf(call, 0);
			const b = transB ? swappedShape(shapeOf(call, 1)) : shapeOf(call, 1);
			return [typed(call.types[0]?.dtype ?? call.types[1]?.dtype, matmulShape(call, a, b))];
		},
		evaluate(call) {
			const { alpha, transA, transB, transBatchA, transBatchB } = call.attributes;
			if (transBatchA || transBatchB) throw unsupported(call, "transposed batch axes");
			const [a, b] = [need(call, 0), need(call, 1)];
			const product = matmul(call, transA ? swapLastTwo(a) : a, transB ? swapLastTwo(b) : b);
			return [alpha === 1 ? product : mapElements(product, (x: number) => x * alpha)];
		},
	}),

	// x [B, S, H·d] or [B, H, S, d]; position_ids [B, S], or [1] for the position of the first row; caches [rows, half].
	RotaryEmbedding: operator({
		inputs: [4, 4],
		attributes: {
			num_heads: int(0),
			rotary_embedding_dim: int(0),
			interleaved: int(0),
			is_packed_batching: int(0),
			scale: float(1),
		},
		infer: sameAsFirst,
		evaluate(call) {
			const [x, ids, cos, sin] = [need(call, 0), need(call, 1), need(call, 2), need(call, 3)];
			const { num_heads, rotary_embedding_dim, interleaved, is_packed_batching, scale } = call.attributes;
			if (is_packed_batching || scale !== 1) throw unsupported(call, "packed batches or a scale");
			const flat = x.shape.length === 3;
			const half = cos.shape[1];
			const heads = num_heads || x.shape[2] / (rotary_embedding_dim || 2 * half);
			const split = flat ? splitHeads(x, heads) : x;
			const numbers = toNumbers(ids);
			const rows = split.shape[2];
			const position = (b: number, s: number) => (ids.shape.length === 1 ? numbers[0] + s : numbers[b * rows + s]);
			const turned = rotate(split, { cos, sin, position, interleaved: interleaved !== 0 });
			return [flat ? mergeHeads(turned) : turned];
		},
	}),
};
