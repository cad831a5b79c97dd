import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { attribute, type Kernel, type KernelCall, numbersOf, type Tf } from "./kernel.js";

const unary = (run: (tf: Tf, x: TfTensor, call: KernelCall) => TfTensor): Kernel => ({
	run: (call) => run(call.tf, call.x(0), call),
});

const binary = (run: (tf: Tf, a: TfTensor, b: TfTensor) => TfTensor): Kernel => ({
	run: (call) => run(call.tf, call.x(0), call.x(1)),
});

const variadic = (run: (tf: Tf, a: TfTensor, b: TfTensor) => TfTensor): Kernel => ({
	run: (call) => {
		let result = call.x(0);
		for (let index = 1; index < call.inputCount; index++) result = run(call.tf, result, call.x(index));
		return result;
	},
});

/** x·Φ(x). */
export function gelu(tf: Tf, x: TfTensor): TfTensor {
	return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** The tanh form of GELU: x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))). */
export function geluTanh(tf: Tf, x: TfTensor): TfTensor {
	const cube = tf.mul(tf.mul(tf.mul(x, x), x), 0.044715);
	return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(tf.add(x, cube), Math.sqrt(2 / Math.PI))), 1));
}

// ONNX numbers of the element types that live on the device.
const floatCodes = new Set([1, 10, 16]);
const boolCode = 9;

/** Element by element, under broadcasting. */
export const elementwise: Readonly<Record<string, Kernel>> = {
	Abs: unary((tf, x) => tf.abs(x)),
	Neg: unary((tf, x) => tf.neg(x)),
	Sqrt: unary((tf, x) => tf.sqrt(x)),
	Exp: unary((tf, x) => tf.exp(x)),
	Log: unary((tf, x) => tf.log(x)),
	Erf: unary((tf, x) => tf.erf(x)),
	Tanh: unary((tf, x) => tf.tanh(x)),
	Sigmoid: unary((tf, x) => tf.sigmoid(x)),
	Reciprocal: unary((tf, x) => tf.div(1, x)),
	Sin: unary((tf, x) => tf.sin(x)),
	Cos: unary((tf, x) => tf.cos(x)),
	Floor: unary((tf, x) => tf.floor(x)),
	Ceil: unary((tf, x) => tf.ceil(x)),
	Round: unary((tf, x) => tf.round(x)),
	Sign: unary((tf, x) => tf.sign(x)),
	Relu: unary((tf, x) => tf.relu(x)),
	// log(1 + eˣ) without overflow.
	Softplus: unary((tf, x) => tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))))),
	Gelu: unary((tf, x, call) => (attribute(call, "approximate") === "tanh" ? geluTanh(tf, x) : gelu(tf, x))),
	Not: unary((tf, x) => tf.logicalNot(x)),
	And: binary((tf, a, b) => tf.logicalAnd(a, b)),
	Or: binary((tf, a, b) => tf.logicalOr(a, b)),
	Equal: binary((tf, a, b) => tf.equal(a, b)),
	Greater: binary((tf, a, b) => tf.greater(a, b)),
	GreaterOrEqual: binary((tf, a, b) => tf.greaterEqual(a, b)),
	Less: binary((tf, a, b) => tf.less(a, b)),
	LessOrEqual: binary((tf, a, b) => tf.lessEqual(a, b)),
	Add: binary((tf, a, b) => tf.add(a, b)),
	Sub: binary((tf, a, b) => tf.sub(a, b)),
	Mul: binary((tf, a, b) => tf.mul(a, b)),
	Div: binary((tf, a, b) => tf.div(a, b)),
	Pow: {
		deviceIntegers: [1],
		run: ({ tf, x }) => tf.pow(x(0), tf.cast(x(1), "float32")),
	},
	Max: variadic((tf, a, b) => tf.maximum(a, b)),
	Min: variadic((tf, a, b) => tf.minimum(a, b)),
	Where: { run: ({ tf, x }) => tf.where(x(0), x(1), x(2)) },
	Clip: {
		hostInputs: [1, 2],
		run({ tf, x, has, host }) {
			let y = x(0);
			if (has(1)) y = tf.maximum(y, numbersOf(host(1))[0] as number);
			if (has(2)) y = tf.minimum(y, numbersOf(host(2))[0] as number);
			return y;
		},
	},
	Cast: {
		supports: (call) => floatCodes.has(attribute(call, "to")) || attribute(call, "to") === boolCode,
		run: (call) => {
			const x = call.x(0);
			if (attribute(call, "to") !== boolCode) return call.tf.cast(x, "float32");
			return x.dtype === "bool" ? x : call.tf.notEqual(x, 0);
		},
	},
};

/** Activations of com.microsoft. */
export const microsoftElementwise: Readonly<Record<string, Kernel>> = {
	Gelu: unary(gelu),
	QuickGelu: unary((tf, x, call) => tf.mul(x, tf.sigmoid(tf.mul(x, attribute<number>(call, "alpha"))))),
	FastGelu: unary((tf, x, call) => geluTanh(tf, call.has(1) ? tf.add(x, call.x(1)) : x)),
	BiasGelu: { run: ({ tf, x }) => gelu(tf, tf.add(x(0), x(1))) },
};
