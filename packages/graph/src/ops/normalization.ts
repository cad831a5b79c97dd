import type { ValueType } from "../ir/value.js";
import { normalAxis, shapeOf, typed } from "./dims.js";
import type { NormalizationName } from "./names.js";
import { normalize } from "./normalization-core.js";
import { type Family, float, type InferCall, int, need, operator } from "./operator.js";

/** x's type, then the statistics' types (normalised axes of size 1). */
function normTypes(call: InferCall, axis: number, statistics: number): (ValueType | undefined)[] {
	const shape = shapeOf(call, 0);
	const first = shape && normalAxis(call, axis, shape.length);
	const reduced = shape?.map((dim, at) => (first !== undefined && at >= first ? 1 : dim));
	const statistic = typed(call.types[0] && "float32", reduced);
	return [call.types[0], ...Array.from({ length: statistics }, () => statistic)];
}

/** Normalisations over the axes from `axis` on. */
export const normalizations: Family<NormalizationName> = {
	LayerNormalization: operator({
		inputs: [2, 3],
		attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) },
		infer: (call) => normTypes(call, call.attributes.axis, 2),
		evaluate(call) {
			const x = need(call, 0);
			const { epsilon } = call.attributes;
			const axis = normalAxis(call, call.attributes.axis, x.shape.length);
			const options = { axis, epsilon, centred: true, scale: need(call, 1), bias: call.inputs[2] };
			const { y, mean, inverseDeviation } = normalize(x, options);
			return [y, { ...mean, dtype: "float32" }, { ...inverseDeviation, dtype: "float32" }];
		},
	}),

	RMSNormalization: operator({
		inputs: [2, 2],
		attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) },
		infer: (call) => normTypes(call, call.attributes.axis, 0),
		evaluate(call) {
			const x = need(call, 0);
			const axis = normalAxis(call, call.attributes.axis, x.shape.length);
			return [normalize(x, { axis, epsilon: call.attributes.epsilon, centred: false, scale: need(call, 1) }).y];
		},
	}),

	// Not in ONNX: ONNX Runtime's RMS norm, which it keeps in the default domain.
	SimplifiedLayerNormalization: operator({
		inputs: [2, 2],
		attributes: { axis: int(-1), epsilon: float(1e-5), stash_type: int(1) },
		infer: (call) => normTypes(call, call.attributes.axis, 1),
		evaluate(call) {
			const x = need(call, 0);
			const axis = normalAxis(call, call.attributes.axis, x.shape.length);
			const options = { axis, epsilon: call.attributes.epsilon, centred: false, scale: need(call, 1) };
			const { y, inverseDeviation } = normalize(x, options);
			return [y, { ...inverseDeviation, dtype: "float32" }];
		},
	}),
};
