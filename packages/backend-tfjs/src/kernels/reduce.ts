import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { attribute, fromFront, type Kernel, type KernelCall, numbersOf, type Tf } from "./kernel.js";

function axesOf(call: Omit<KernelCall, "x">): number[] {
	const rank = call.shape(0).length;
	const given = call.has(1) ? numbersOf(call.host(1)) : (attribute<readonly number[] | undefined>(call, "axes") ?? []);
	if (given.length > 0) return fromFront(given, rank);
	return attribute(call, "noop_with_empty_axes") ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

/** `run` over the axes that the node names; `alone` for a node that names none and is told to reduce nothing. */
function reduction(
	run: (tf: Tf, x: TfTensor, axes: number[], keep: boolean) => TfTensor,
	alone: (tf: Tf, x: TfTensor) => TfTensor = (_, x) => x,
): Kernel {
	return {
		hostInputs: [1],
		run(call) {
			const axes = axesOf(call);
			const x = call.x(0);
			return axes.length === 0 ? alone(call.tf, x) : run(call.tf, x, axes, attribute(call, "keepdims") !== 0);
		},
	};
}

/** Sums, means and extremes over axes. */
export const reduce: Readonly<Record<string, Kernel>> = {
	ReduceSum: reduction((tf, x, axes, keep) => tf.sum(x, axes, keep)),
	ReduceMean: reduction((tf, x, axes, keep) => tf.mean(x, axes, keep)),
	// TensorFlow itself has no extremes of bool.
	ReduceMax: reduction((tf, x, axes, keep) => (x.dtype === "bool" ? tf.any : tf.max)(x, axes, keep)),
	ReduceMin: reduction((tf, x, axes, keep) => (x.dtype === "bool" ? tf.all : tf.min)(x, axes, keep)),
	// The WebGPU kernel forgets the kept axes.
	ReduceProd: reduction((tf, x, axes, keep) => {
		const shape = x.shape.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]));
		return tf.reshape(tf.prod(x, axes, keep), shape);
	}),
	ReduceSumSquare: reduction(
		(tf, x, axes, keep) => tf.sum(tf.square(x), axes, keep),
		(tf, x) => tf.square(x),
	),
	ReduceL2: reduction(
		(tf, x, axes, keep) => tf.sqrt(tf.sum(tf.square(x), axes, keep)),
		(tf, x) => tf.abs(x),
	),
	// max + log Σ exp(x - max)
	ReduceLogSumExp: reduction((tf, x, axes, keep) => {
		const largest = tf.max(x, axes, true);
		const sum = tf.log(tf.sum(tf.exp(tf.sub(x, largest)), axes, keep));
		return tf.add(sum, tf.reshape(largest, sum.shape));
	}),
};

/** `run` on the last axis, whichever axis the node names. */
function lanes(run: (tf: Tf, x: TfTensor) => TfTensor): Kernel {
	return {
		// Before version 13 all axes behind the named one are one.
		supports: ({ opset, shape }) => opset >= 13 && shape(0).length > 0,
		run(call) {
			const { tf } = call;
			const x = call.x(0);
			const rank = x.shape.length;
			const [axis] = fromFront([attribute<number | undefined>(call, "axis") ?? -1], rank) as [number];
			if (axis === rank - 1) return run(tf, x);
			const order = Array.from({ length: rank }, (_, at) => (at === axis ? rank - 1 : at === rank - 1 ? axis : at));
			return tf.transpose(run(tf, tf.transpose(x, order)), order);
		},
	};
}

/** Along one axis. */
export const laneKernels: Readonly<Record<string, Kernel>> = {
	Softmax: lanes((tf, x) => tf.softmax(x)),
	LogSoftmax: lanes((tf, x) => tf.logSoftmax(x)),
	CumSum: {
		hostInputs: [1],
		run(call) {
			const [axis] = fromFront(numbersOf(call.host(1)), call.shape(0).length) as [number];
			return call.tf.cumsum(call.x(0), axis, attribute(call, "exclusive") === 1, attribute(call, "reverse") === 1);
		},
	},
};
