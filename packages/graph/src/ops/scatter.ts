import { sameAsFirst } from "./dims.js";
import { elementOffsets, tupleOffsets } from "./gather.js";
import type { ScatterName } from "./names.js";
import { elements, type NdArray, type NdData, toNumbers } from "./nd-array.js";
import { type Call, type Family, int, need, operator, string, unsupported } from "./operator.js";

type Scalar = number | bigint;
type Combine = (old: Scalar, update: Scalar) => Scalar;

function combiner(call: Call, reduction: string): Combine {
	switch (reduction) {
		case "none":
			return (_, update) => update;
		case "add":
			return (old, update) => ((old as number) + (update as number)) as Scalar;
		case "mul":
			return (old, update) => ((old as number) * (update as number)) as Scalar;
		case "max":
			// biome-ignore lint/complexity/useMathMinMax: Math.max has no bigints
			return (old, update) => (old < update ? update : old);
		case "min":
			// biome-ignore lint/complexity/useMathMinMax: Math.min has no bigints
			return (old, update) => (update < old ? update : old);
		default:
			throw unsupported(call, `reduction "${reduction}"`);
	}
}

/** A copy of `x` in which update n is combined into element `offsets[n]`, in order. */
function scatter(x: NdArray, offsets: readonly number[], updates: NdArray, combine: Combine): NdArray {
	const result: NdArray = { ...x, data: x.data.slice() as NdData };
	const [to, from] = [elements(result), elements(updates)];
	offsets.forEach((offset, n) => {
		to[offset] = combine(to[offset], from[n]);
	});
	return result;
}

/** Operators that write by index. */
export const scatters: Family<ScatterName> = {
	ScatterND: operator({
		inputs: [3, 3],
		attributes: { reduction: string("none") },
		infer: sameAsFirst,
		evaluate(call) {
			const [x, indices] = [need(call, 0), need(call, 1)];
			const tuples = { shape: indices.shape, numbers: toNumbers(indices) };
			const { offsets, slice } = tupleOffsets(call, x.shape, tuples, 0);
			const places = offsets.flatMap((start) => Array.from({ length: slice }, (_, i) => start + i));
			return [scatter(x, places, need(call, 2), combiner(call, call.attributes.reduction))];
		},
	}),

	ScatterElements: operator({
		inputs: [3, 3],
		attributes: { axis: int(0), reduction: string("none") },
		infer: sameAsFirst,
		evaluate(call) {
			const [x, indices] = [need(call, 0), need(call, 1)];
			const places = elementOffsets(call, x.shape, indices.shape, toNumbers(indices), call.attributes.axis);
			return [scatter(x, places, need(call, 2), combiner(call, call.attributes.reduction))];
		},
	}),
};
