import type { Value } from "../../ir/value.js";
import type { ElementwiseName } from "../../ops/names.js";
import { isFloat } from "../../ops/nd-array.js";
import { constant, type GradientRule, notDifferentiable, vjp, vjpOfEach } from "../rule.js";
import type { VjpCall } from "../vjp-call.js";

const two_over_root_pi = 2 / Math.sqrt(Math.PI);

/** Sums a cotangent of output 0 to an input's shape. */
function toInput(call: VjpCall, dy: Value, index: number): Value {
	return call.sumTo(dy, call.dims(call.output()), call.input(index));
}

/** y = f(x), element by element: dx = dy · derivative. */
function unary(derivative: (call: VjpCall, x: Value, y: Value) => Value): GradientRule {
	return vjp((call, dy) => call.mul(dy, derivative(call, call.input(0), call.output())));
}

/** Largest or smallest of several: the gradient goes to those that reach it, in equal parts, as in PyTorch. */
const extreme: GradientRule = vjpOfEach((call, dy, index) => {
	const reaches = (value: Value) => call.indicator(call.op("Equal", [value, call.output()]));
	const hit = (one: number) => call.once(`reaches ${one}`, () => reaches(call.input(one)));
	const part = call.once("part", () => {
		const count = call.node.inputs.map((_, one) => hit(one)).reduce((sum, one) => call.add(sum, one));
		return call.div(dy, count);
	});
	return toInput(call, call.mul(part, hit(index)), index);
});

/** Φ(x) = (1 + erf(x/√2))/2 and its density: gelu(x) = x·Φ(x), gelu' = Φ + x·φ. */
export function geluDerivative(call: VjpCall, x: Value): Value {
	const erf = call.op("Erf", [call.mul(x, call.scalar(Math.SQRT1_2))]);
	const phi = call.mul(call.add(erf, call.scalar(1)), call.scalar(0.5));
	const density = call.mul(
		call.op("Exp", [call.mul(call.mul(x, x), call.scalar(-0.5))]),
		call.scalar(1 / Math.sqrt(2 * Math.PI)),
	);
	return call.add(phi, call.mul(x, density));
}

/** gelu(x) = x/2·(1 + tanh u), u = √(2/π)·(x + 0.044715x³). */
export function geluTanhDerivative(call: VjpCall, x: Value): Value {
	const root = Math.sqrt(2 / Math.PI);
	const square = call.mul(x, x);
	const inner = call.add(call.mul(square, call.scalar(0.044715)), call.scalar(1));
	const tanh = call.op("Tanh", [call.mul(call.mul(x, inner), call.scalar(root))]);
	const half = call.mul(call.add(tanh, call.scalar(1)), call.scalar(0.5));
	const slope = call.mul(
		call.add(call.mul(square, call.scalar(3 * 0.044715 * root)), call.scalar(root)),
		call.mul(x, call.scalar(0.5)),
	);
	return call.add(half, call.mul(call.sub(call.scalar(1), call.mul(tanh, tanh)), slope));
}

/** 1 where the condition of x holds, as a factor. */
function gate(opType: "Greater" | "Less", call: VjpCall, x: Value): Value {
	return call.indicator(call.op(opType, [x, call.scalar(0)]));
}

export const elementwiseRules: { readonly [N in ElementwiseName]: GradientRule } = {
	Add: vjpOfEach(toInput),
	Sub: vjp(toInput, (call, dy) => call.neg(toInput(call, dy, 1))),
	Mul: vjp(
		(call, dy) => toInput(call, call.mul(dy, call.kept(1)), 0),
		(call, dy) => toInput(call, call.mul(dy, call.kept(0)), 1),
	),
	Div: vjp(
		(call, dy) => toInput(call, call.div(dy, call.input(1)), 0),
		(call, dy) => call.neg(toInput(call, call.div(call.mul(dy, call.output()), call.input(1)), 1)),
	),
	// d(aᵇ) = b·aᵇ⁻¹ da + ln(a)·aᵇ db
	Pow: vjp(
		(call, dy) => {
			const power = call.op("Cast", [call.input(1)], { to: castTo(call) });
			const lower = call.op("Pow", [call.input(0), call.sub(power, call.scalar(1))]);
			return toInput(call, call.mul(dy, call.mul(power, lower)), 0);
		},
		(call, dy) => toInput(call, call.mul(dy, call.mul(call.output(), call.op("Log", [call.input(0)]))), 1),
	),
	Neg: vjp((call, dy) => call.neg(dy)),
	Abs: unary((call, x) => call.sub(gate("Greater", call, x), gate("Less", call, x))),
	Relu: unary((call, x) => gate("Greater", call, x)),
	Sqrt: vjp((call, dy) => call.div(call.mul(dy, call.scalar(0.5)), call.output())),
	Exp: unary((_, __, y) => y),
	Log: vjp((call, dy) => call.div(dy, call.input(0))),
	Reciprocal: vjp((call, dy) => call.neg(call.mul(dy, call.mul(call.output(), call.output())))),
	Tanh: unary((call, _, y) => call.sub(call.scalar(1), call.mul(y, y))),
	Sigmoid: unary((call, _, y) => call.mul(y, call.sub(call.scalar(1), y))),
	Erf: unary((call, x) => call.mul(call.op("Exp", [call.neg(call.mul(x, x))]), call.scalar(two_over_root_pi))),
	Sin: unary((call, x) => call.op("Cos", [x])),
	Cos: unary((call, x) => call.neg(call.op("Sin", [x]))),
	// σ(x) as exp(x - softplus(x)), which keeps its digits where σ is tiny; kernels of Sigmoid do not.
	Softplus: unary((call, x, y) => call.op("Exp", [call.sub(x, y)])),
	Gelu: unary((call, x) =>
		call.attributes.approximate === "tanh" ? geluTanhDerivative(call, x) : geluDerivative(call, x),
	),
	Max: extreme,
	Min: extreme,
	Where: vjp(
		null,
		(call, dy) => toInput(call, call.op("Where", [call.input(0), dy, call.scalarLike(1, 0)]), 1),
		(call, dy) => toInput(call, call.op("Where", [call.input(0), call.scalarLike(2, 0), dy]), 2),
	),
	Clip: vjp(
		(call, dy) => {
			const x = call.input(0);
			const [, low, high] = call.node.inputs;
			let inside = dy;
			if (low) inside = call.mul(inside, call.indicator(call.op("GreaterOrEqual", [x, low])));
			if (high) inside = call.mul(inside, call.indicator(call.op("LessOrEqual", [x, high])));
			return inside;
		},
		null,
		null,
	),
	Cast: vjp((call, dy) => {
		const from = call.input(0).type?.dtype;
		if (from && !isFloat(from)) throw call.refuse(`it casts from ${from}`);
		return call.op("Cast", [dy], { to: castTo(call) });
	}),
	Identity: vjp((_, dy) => dy),
	Mod: notDifferentiable("a remainder jumps"),
	Floor: constant,
	Ceil: constant,
	Round: constant,
	Sign: constant,
	Not: constant,
	And: constant,
	Or: constant,
	Equal: constant,
	Greater: constant,
	GreaterOrEqual: constant,
	Less: constant,
	LessOrEqual: constant,
};

/** ONNX's number of the dtype of input 0. */
function castTo(call: VjpCall): number {
	return { float64: 11, float16: 10, bfloat16: 16 }[(call.input(0).type?.dtype ?? "float32") as "float64"] ?? 1;
}
