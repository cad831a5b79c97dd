import type { Value } from "../../ir/value.js";
import type { MicrosoftName } from "../../ops/names.js";
import { type GradientRule, notDifferentiable, vjp } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";
import { geluDerivative, geluTanhDerivative } from "./elementwise.js";
import { normalizationRules, skipNormalization } from "./normalization.js";
import { fusedMatMul } from "./products.js";

const fusedAttention = notDifferentiable("fused attention has to be taken apart first (attentionRules)");

/** f(x + bias): the same cotangent for both, summed to the bias' shape. */
function biased(derivative: (call: VjpCall, x: Value) => Value): GradientRule {
	const rule = (call: VjpCall, dy: Value, index: number): Value => {
		const bias = call.node.inputs[1];
		const dx = call.once("sum", () => {
			const x = bias ? call.add(call.input(0), bias) : call.input(0);
			return call.mul(dy, derivative(call, x));
		});
		return call.sumTo(dx, call.dims(call.output()), call.input(index));
	};
	return vjp(rule, rule);
}

/** x·σ(αx): σ·(1 + αx·(1 - σ)). */
function quickGeluDerivative(call: VjpCall, x: Value): Value {
	const alpha = (call.attributes.alpha as number | undefined) ?? 1.702;
	const scaled = alpha === 1 ? x : call.mul(x, call.scalar(alpha));
	const sigmoid = call.sigmoid(x, alpha);
	const inner = call.add(call.scalar(1), call.mul(scaled, call.sub(call.scalar(1), sigmoid)));
	return call.mul(sigmoid, inner);
}

/** A rotation is undone by the opposite angle: the operator itself with -sin. */
const rotary: GradientRule = vjp(
	(call, dy) => {
		const [x, positions, cos, sin] = [call.input(0), call.input(1), call.input(2), call.input(3)];
		const { scale, ...rest } = call.attributes as { scale?: number };
		if (scale !== undefined && scale !== 1) throw call.refuse("it scales");
		const attributes = Object.fromEntries(
			Object.entries(rest).filter(([, value]) => typeof value === "number"),
		) as Record<string, number>;
		const turn = (value: Value, at: Value) =>
			call.builder.op("RotaryEmbedding", [value, at, cos, call.neg(sin)], attributes, { domain: "com.microsoft" });
		if (!call.lead) return turn(dy, positions);
		// Seeds and batch become one axis; position ids of each batch entry are repeated for every seed.
		const shape = call.part(x, 1, call.dims(x).length);
		const folded = call.op("Reshape", [dy, call.op("Concat", [call.ints(-1), shape], { axis: 0 })]);
		let places = positions;
		if (call.dims(positions).length === 2) {
			const rows = call.part(positions, 1, 2);
			const seeds = call.part(dy, 0, 1);
			const each = call.op("Concat", [seeds, call.op("Shape", [positions])], { axis: 0 });
			const all = call.op("Expand", [positions, each]);
			places = call.op("Reshape", [all, call.op("Concat", [call.ints(-1), rows], { axis: 0 })]);
		}
		return call.op("Reshape", [turn(folded, places), call.fullShape(x)]);
	},
	null,
	null,
	null,
);

export const microsoftRules: { readonly [N in MicrosoftName]: GradientRule } = {
	SimplifiedLayerNormalization: normalizationRules.SimplifiedLayerNormalization,
	LayerNormalization: normalizationRules.LayerNormalization,
	SkipSimplifiedLayerNormalization: skipNormalization(false, 3),
	SkipLayerNormalization: skipNormalization(true, 4),
	FusedMatMul: fusedMatMul,
	Gelu: vjp((call, dy) => call.mul(dy, geluDerivative(call, call.input(0)))),
	BiasGelu: biased(geluDerivative),
	FastGelu: biased(geluTanhDerivative),
	QuickGelu: vjp((call, dy) => call.mul(dy, quickGeluDerivative(call, call.input(0)))),
	RotaryEmbedding: rotary,
	MultiHeadAttention: fusedAttention,
	GroupQueryAttention: fusedAttention,
};
