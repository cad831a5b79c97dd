import { type ModelHandles, sumOver, tapAttention, type Value } from "@lvlm-interpret/graph";

/**
 * The correctness signal of everything that reads attention: largest |Σ_k A[h, q, k] - 1| over the chosen layers, all heads and
 * the chosen rows. Some 1e-6 in float32; more means that what was read is no attention.
 *
 * @param rows  int32 [R], joint positions of the rows.
 * @returns A float32 scalar.
 */
export function rowSumError(handles: ModelHandles, layers: readonly number[], rows: Value): Value {
	const { builder } = handles.decoder;
	const sums = tapAttention(handles, { layers, rows, reduce: [sumOver("key")] }).value;
	const one = builder.constant("float32", 1, [], "one");
	return builder.op("ReduceMax", [builder.op("Abs", [builder.op("Sub", [sums, one])])], { keepdims: 0 });
}
