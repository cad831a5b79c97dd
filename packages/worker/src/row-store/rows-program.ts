import { type GraphBuilder, maxOver, sumOver, tapAttentionByLayer, type Value } from "@lvlm-interpret/graph";
import type { Computation } from "@lvlm-interpret/models";

// The smallest normal float32: rows of zeros stay zeros.
const tiny = 1.17549435e-38;
/** `TensorProto.DataType.UINT8`. */
const uint8 = 2;

/** Names of the graph's inputs and outputs for a layer. */
export const namesOf = (layer: number): { readonly rows: string; readonly bytes: string; readonly scales: string } => ({
	rows: `attention_rows.${layer}`,
	bytes: `attention_bytes.${layer}`,
	scales: `attention_scales.${layer}`,
});

/** Output [1]: largest deviation of a row's sum from 1. */
export const rowSumErrorName = "row_sum_error";

function lastAxis(builder: GraphBuilder, value: Value): Value {
	return builder.op("Unsqueeze", [value, builder.constant("int64", [2], undefined, "axes")]);
}

/**
 * Rows of attention as bytes, quantised where they are made: a quarter of the numbers' size leaves the session.
 *
 * Formula: scale = max_k A[h, q, k]; byte = floor(255 · A / scale + 1/2), so |A - byte · scale / 255| ≤ scale / 510.
 *
 * Every layer has an input for its rows, int32 [R_l], so that one compiled graph serves any layers: those that nobody wants get one row.
 * Outputs per layer: bytes uint8 [H, R_l, K] and scales float32 [H, R_l]; and `row_sum_error` float32 [1].
 */
export const attentionRows: Computation = {
	id: "attention-rows",
	write(handles) {
		const { builder } = handles.decoder;
		const number = (value: number): Value => builder.constant("float32", value, [], "number");
		const outputs: Record<string, Value> = {};
		let worst: Value | undefined;
		for (let layer = 0; layer < handles.facts.text.layers; layer++) {
			const names = namesOf(layer);
			const rows = builder.input(names.rows, "int32", [names.rows]);
			const [tap] = tapAttentionByLayer(handles, { layers: [layer], rows });
			if (!tap) continue;
			const scales = maxOver("key")(builder, tap).value;
			const shares = builder.op("Div", [tap.value, lastAxis(builder, builder.op("Max", [scales, number(tiny)]))]);
			const steps = builder.op("Add", [builder.op("Mul", [shares, number(255)]), number(0.5)]);
			outputs[names.bytes] = builder.op("Cast", [builder.op("Floor", [steps])], { to: uint8 });
			outputs[names.scales] = scales;
			const sums = sumOver("key")(builder, tap).value;
			const off = builder.op("ReduceMax", [builder.op("Abs", [builder.op("Sub", [sums, number(1)])])], { keepdims: 0 });
			worst = worst ? builder.op("Max", [worst, off]) : off;
		}
		const one = builder.constant("int64", [0], undefined, "axes");
		if (worst) outputs[rowSumErrorName] = builder.op("Unsqueeze", [worst, one]);
		return { outputs };
	},
};
