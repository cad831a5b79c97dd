import type { Value } from "../ir/value.js";
import type { VjpCall } from "./vjp-call.js";

/**
 * The cotangent of one input of a node.
 *
 * @param dy  Cotangent of output 0, of that output's shape (zeros when nothing flows back into it).
 * @param index  Which input.
 * @returns A value of the input's shape, behind the call's leading axes.
 */
export type InputRule = (call: VjpCall, dy: Value, index: number) => Value;

/** How gradients pass an operator. */
export type GradientRule =
	/** One rule an input, null for inputs that are indices, sizes, or limits; `rest` stands for all inputs after these. */
	| { readonly kind: "vjp"; readonly inputs: readonly (InputRule | null)[]; readonly rest?: InputRule }
	/** Piecewise constant, or its outputs are no floats: nothing flows back, as behind a detach. */
	| { readonly kind: "constant" }
	/** No derivative here; a path through it is an error that gives the reason. */
	| { readonly kind: "not-differentiable"; readonly reason: string };

/** An operator with a rule for each input. */
export function vjp(...inputs: readonly (InputRule | null)[]): GradientRule {
	return { kind: "vjp", inputs };
}

/** An operator with any number of inputs that are treated alike. */
export function vjpOfEach(rule: InputRule): GradientRule {
	return { kind: "vjp", inputs: [], rest: rule };
}

export const constant: GradientRule = { kind: "constant" };

export function notDifferentiable(reason: string): GradientRule {
	return { kind: "not-differentiable", reason };
}

/** The rule of an input; null where no gradient flows. */
export function ruleOfInput(rule: GradientRule, index: number): InputRule | null {
	if (rule.kind !== "vjp") return null;
	return index < rule.inputs.length ? (rule.inputs[index] ?? null) : (rule.rest ?? null);
}
