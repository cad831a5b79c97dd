import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { attribute, type Kernel, type Tf } from "./kernel.js";

const product = (sizes: readonly number[]): number => sizes.reduce((all, one) => all * one, 1);

/** Batch axes of two operands under broadcasting. */
function broadcastBatch(a: readonly number[], b: readonly number[]): number[] {
	const rank = Math.max(a.length, b.length);
	return Array.from({ length: rank }, (_, axis) => {
		const [one, other] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
		return one === 1 ? other : one;
	});
}

/**
 * NumPy's matrix product. TensorFlow.js's kernels broadcast a batch of 1 or an equal one; anything else is written out first, and all batch axes
 * go in as one, so that the rank does not matter.
 */
export function matMul(tf: Tf, a: TfTensor, b: TfTensor): TfTensor {
	const left = a.shape.length === 1 ? tf.reshape(a, [1, -1]) : a;
	const right = b.shape.length === 1 ? tf.reshape(b, [-1, 1]) : b;
	const [rows, inner] = left.shape.slice(-2) as [number, number];
	const columns = right.shape.at(-1) as number;
	const batch = broadcastBatch(left.shape.slice(0, -2), right.shape.slice(0, -2));
	const count = product(batch);
	let result: TfTensor;
	if (product(right.shape.slice(0, -2)) === 1) {
		// One matrix on the right: all rows of the left side are one matrix, too.
		result = tf.matMul(tf.reshape(left, [-1, inner]) as never, tf.reshape(right, [inner, columns]) as never);
	} else {
		const whole = (x: TfTensor, height: number, width: number): TfTensor => {
			const own = product(x.shape.slice(0, -2));
			if (own === 1 || own === count) return tf.reshape(x, [own, height, width]);
			return tf.reshape(tf.broadcastTo(x, [...batch, height, width]), [count, height, width]);
		};
		const lefts = whole(left, rows, inner);
		const spread = lefts.shape[0] === 1 && count > 1 ? tf.tile(lefts, [count, 1, 1]) : lefts;
		result = tf.matMul(spread as never, whole(right, inner, columns) as never);
	}
	const shape = [...batch, ...(a.shape.length === 1 ? [] : [rows]), ...(b.shape.length === 1 ? [] : [columns])];
	return tf.reshape(result, shape);
}

/** The last two axes exchanged. */
function swapped(tf: Tf, x: TfTensor): TfTensor {
	const rank = x.shape.length;
	const order = Array.from({ length: rank }, (_, axis) => axis);
	[order[rank - 2], order[rank - 1]] = [rank - 1, rank - 2];
	return tf.transpose(x, order);
}

const scaled = (tf: Tf, x: TfTensor, by: number): TfTensor => (by === 1 ? x : tf.mul(x, by));

/** Matrix products. */
export const products: Readonly<Record<string, Kernel>> = {
	MatMul: { run: ({ tf, x }) => matMul(tf, x(0), x(1)) },
	Gemm: {
		run(call) {
			const { tf, x } = call;
			const side = (index: number, name: string) => (attribute(call, name) ? swapped(tf, x(index)) : x(index));
			const y = scaled(tf, matMul(tf, side(0, "transA"), side(1, "transB")), attribute(call, "alpha"));
			return call.has(2) ? tf.add(y, scaled(tf, x(2), attribute(call, "beta"))) : y;
		},
	},
};

/** alpha · op(A) · op(B) of com.microsoft. */
export const fusedMatMul: Kernel = {
	supports: (call) => !attribute(call, "transBatchA") && !attribute(call, "transBatchB"),
	run(call) {
		const { tf, x } = call;
		const side = (index: number, name: string) => (attribute(call, name) ? swapped(tf, x(index)) : x(index));
		return scaled(tf, matMul(tf, side(0, "transA"), side(1, "transB")), attribute(call, "alpha"));
	},
};
