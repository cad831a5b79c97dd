import type { Value } from "../../ir/value.js";
import type { NormalizationName } from "../../ops/names.js";
import { type GradientRule, type InputRule, vjp } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";

/** The normalised axes, counted from the end. */
function axesOf(call: VjpCall, x: Value): number[] {
	const rank = call.dims(x).length;
	const given = (call.attributes.axis as number | undefined) ?? -1;
	const first = given < 0 ? given : given - rank;
	return Array.from({ length: -first }, (_, index) => first + index);
}

interface Normalised {
	/** x̂, of the input's shape. */
	readonly unit: Value;
	/** ρ, with size 1 along the axes. */
	readonly scale: Value;
}

/** ρ = (mean x² + ε)^(-1/2), x̂ = (x - μ)·ρ; without the mean for RMS norms. Computed again: no kernel gives them in inference. */
function normalised(call: VjpCall, x: Value, axes: readonly number[], centred: boolean): Normalised {
	const from = centred ? call.sub(x, call.mean(x, axes)) : x;
	const power = call.mean(call.mul(from, from), axes);
	const epsilon = (call.attributes.epsilon as number | undefined) ?? 1e-5;
	const scale = call.op("Reciprocal", [call.op("Sqrt", [call.add(power, call.scalar(epsilon))])]);
	return { unit: call.mul(from, scale), scale };
}

/** dx = ρ(g - x̂·mean(g ⊙ x̂)), g = γ ⊙ dy; for LayerNorm also less mean(g). */
export function normalisedCotangent(
	call: VjpCall,
	x: Value,
	gamma: Value | undefined,
	dy: Value,
	axes: readonly number[],
	centred: boolean,
): Value {
	const { unit, scale } = normalised(call, x, axes, centred);
	const g = gamma ? call.mul(dy, gamma) : dy;
	const along = call.mul(unit, call.mean(call.mul(g, unit), axes));
	const across = centred ? call.sub(g, call.mean(g, axes)) : g;
	return call.mul(scale, call.sub(across, along));
}

function normalization(centred: boolean): GradientRule {
	const toWeights: InputRule = (call, dy, index) => {
		const x = call.input(0);
		const part = index === 1 ? call.mul(dy, normalised(call, x, axesOf(call, x), centred).unit) : dy;
		return call.sumTo(part, call.dims(call.output()), call.input(index));
	};
	return vjp(
		(call, dy) => {
			const x = call.input(0);
			return normalisedCotangent(call, x, call.node.inputs[1], dy, axesOf(call, x), centred);
		},
		toWeights,
		toWeights,
	);
}

export const normalizationRules: { readonly [N in NormalizationName]: GradientRule } = {
	LayerNormalization: normalization(true),
	RMSNormalization: normalization(false),
	SimplifiedLayerNormalization: normalization(false),
};

/**
 * com.microsoft SkipLayerNormalization and SkipSimplifiedLayerNormalization: the norm of s = input + skip (+ bias); s itself is
 * output 3. Their bias is the last input.
 */
export function skipNormalization(centred: boolean, biasAt: number): GradientRule {
	const toSum: InputRule = (call, dy, index) => {
		const ds = call.once("sum", () => sumCotangent(call, dy, centred, biasAt));
		return call.sumTo(ds, call.dims(call.output()), call.input(index));
	};
	const weights: InputRule = (call) => {
		throw call.refuse("gradients of its weights are not written");
	};
	const inputs = [toSum, toSum, weights, weights];
	inputs[biasAt] = toSum;
	return vjp(...inputs);
}

/** Of s, from both its readers: the norm, and output 3. */
function sumCotangent(call: VjpCall, dy: Value, centred: boolean, biasAt: number): Value {
	const written = call.node.outputs[3];
	let sum = written && !written.isOmitted ? written : call.add(call.input(0), call.input(1));
	const bias = call.node.inputs[biasAt];
	if (bias && (!written || written.isOmitted)) sum = call.add(sum, bias);
	sum.type ??= call.input(0).type;
	const direct = call.cotangent(3);
	// Nothing but the sum is read: the norm passes nothing.
	if (!call.cotangent(0) && direct) return direct;
	const ds = normalisedCotangent(call, sum, call.node.inputs[2], dy, [-1], centred);
	return direct ? call.add(ds, direct) : ds;
}
