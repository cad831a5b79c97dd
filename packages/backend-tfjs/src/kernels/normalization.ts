import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { attribute, fromFront, type Kernel, type Tf } from "./kernel.js";

interface Norm {
	readonly y: TfTensor;
	readonly mean: TfTensor | undefined;
	readonly inverse: TfTensor;
}

/** (x - mean)/√(var + ε) · scale + bias over the axes from `first` on; without centring the root mean square takes the deviation's place. */
function normalize(
	tf: Tf,
	x: TfTensor,
	first: number,
	epsilon: number,
	centred: boolean,
	scale: TfTensor,
	bias?: TfTensor,
): Norm {
	const axes = Array.from({ length: x.shape.length - first }, (_, axis) => first + axis);
	const mean = centred ? tf.mean(x, axes, true) : undefined;
	const centre = mean ? tf.sub(x, mean) : x;
	const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centre), axes, true), epsilon));
	const y = tf.mul(tf.mul(centre, inverse), scale);
	return { y: bias ? tf.add(y, bias) : y, mean, inverse };
}

const norm = (centred: boolean): Kernel => ({
	run(call) {
		const x = call.x(0);
		const [first] = fromFront([attribute<number>(call, "axis")], x.shape.length) as [number];
		const epsilon = attribute<number>(call, "epsilon");
		const bias = centred && call.has(2) ? call.x(2) : undefined;
		const { y, mean, inverse } = normalize(call.tf, x, first, epsilon, centred, call.x(1), bias);
		return mean ? [y, mean, inverse] : [y, inverse];
	},
});

/** The norm of input + skip (+ bias), and that sum as output 3. */
const skipNorm = (centred: boolean): Kernel => ({
	run(call) {
		const { tf, x } = call;
		const biasIndex = centred ? 4 : 3;
		const joined = tf.add(x(0), x(1));
		const sum = call.has(biasIndex) ? tf.add(joined, x(biasIndex)) : joined;
		const epsilon = attribute<number>(call, "epsilon");
		const bias = centred && call.has(3) ? x(3) : undefined;
		const { y } = normalize(tf, sum, sum.shape.length - 1, epsilon, centred, x(2), bias);
		return [y, undefined, undefined, sum];
	},
});

/** Normalisations. */
export const normalizations: Readonly<Record<string, Kernel>> = {
	LayerNormalization: norm(true),
	RMSNormalization: norm(false),
	SimplifiedLayerNormalization: norm(false),
};

/** Those of com.microsoft. */
export const microsoftNormalizations: Readonly<Record<string, Kernel>> = {
	LayerNormalization: norm(true),
	SimplifiedLayerNormalization: norm(false),
	SkipLayerNormalization: skipNorm(true),
	SkipSimplifiedLayerNormalization: skipNorm(false),
};
