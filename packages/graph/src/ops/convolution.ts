import { elementCount } from "@lvlm-interpret/core";
import type { Dim } from "../ir/value.js";
import { shapeOf, showShape, typed } from "./dims.js";
import type { ConvolutionName } from "./names.js";
import { floats, ndArray, range, strides } from "./nd-array.js";
import { type Call, type Family, int, ints, mismatch, need, operator, string } from "./operator.js";

interface Attributes {
	readonly auto_pad: string;
	readonly pads?: readonly number[] | undefined;
	readonly strides?: readonly number[] | undefined;
	readonly dilations?: readonly number[] | undefined;
}

interface Geometry {
	readonly output: number;
	readonly stride: number;
	readonly dilation: number;
	readonly before: number;
}

/** One spatial axis: o = ⌊(size + pads - (dilation (kernel - 1) + 1)) / stride⌋ + 1; SAME_* pads so that o = ⌈size / stride⌉. */
function geometry(attributes: Attributes, axis: number, rank: number, size: number, kernel: number): Geometry {
	const stride = attributes.strides?.[axis] ?? 1;
	const dilation = attributes.dilations?.[axis] ?? 1;
	const extent = dilation * (kernel - 1) + 1;
	if (attributes.auto_pad.startsWith("SAME")) {
		const output = Math.ceil(size / stride);
		const total = Math.max(0, (output - 1) * stride + extent - size);
		const before = attributes.auto_pad === "SAME_UPPER" ? Math.floor(total / 2) : Math.ceil(total / 2);
		return { output, stride, dilation, before };
	}
	const pads = attributes.auto_pad === "NOTSET" ? attributes.pads : undefined;
	const before = pads?.[axis] ?? 0;
	const output = Math.floor((size + before + (pads?.[axis + rank] ?? 0) - extent) / stride) + 1;
	return { output: Math.max(0, output), stride, dilation, before };
}

function checkChannels(call: Call, x: readonly Dim[], weight: readonly Dim[], group: number): void {
	const [have, want] = [x[1], weight[1]];
	const bad = typeof have === "number" && typeof want === "number" && have !== want * group;
	if (x.length !== weight.length || bad) {
		throw mismatch(call, `[B, C, …] and [M, C / ${group}, …]`, `${showShape(x)} and ${showShape(weight)}`);
	}
}

/** Convolution (cross-correlation) over any number of spatial axes: x [B, C, …], weight [M, C / group, …], bias [M]. */
export const convolutions: Family<ConvolutionName> = {
	Conv: operator({
		inputs: [2, 3],
		attributes: {
			auto_pad: string("NOTSET"),
			dilations: ints(),
			group: int(1),
			kernel_shape: ints(),
			pads: ints(),
			strides: ints(),
		},
		infer(call) {
			const [x, weight] = [shapeOf(call, 0), shapeOf(call, 1)];
			if (!x || !weight) return [typed(call.types[0]?.dtype, undefined)];
			checkChannels(call, x, weight, call.attributes.group);
			const spatial = x.slice(2).map((size, axis) => {
				const kernel = weight[axis + 2];
				if (typeof size !== "number" || typeof kernel !== "number") return null;
				return geometry(call.attributes, axis, x.length - 2, size, kernel).output;
			});
			return [typed(call.types[0]?.dtype, [x[0], weight[0], ...spatial])];
		},
		evaluate(call) {
			const [x, weight, bias] = [need(call, 0), need(call, 1), call.inputs[2]];
			const { group } = call.attributes;
			checkChannels(call, x.shape, weight.shape, group);
			const [batch, , ...sizes] = x.shape;
			const [channels, depth, ...kernel] = weight.shape;
			const axes = sizes.map((size, axis) => geometry(call.attributes, axis, sizes.length, size, kernel[axis]));
			const output = axes.map((axis) => axis.output);
			const result = ndArray(x.dtype, [batch, channels, ...output]);
			const [from, by, to] = [floats(x), floats(weight), floats(result)];
			const [plane, window, area] = [elementCount(sizes), elementCount(kernel), elementCount(output)];
			// For each place of the output and of the kernel: the place of the input that they meet, -1 in the padding.
			const meets = new Int32Array(area * window);
			const [outStep, kernelStep, inStep] = [strides(output), strides(kernel), strides(sizes)];
			for (let n = 0; n < meets.length; n++) {
				const [o, k] = [Math.floor(n / window), n % window];
				meets[n] = range(sizes.length).reduce((offset, axis) => {
					const { stride, dilation, before } = axes[axis];
					const place = (Math.floor(o / outStep[axis]) % output[axis]) * stride - before;
					const at = place + (Math.floor(k / kernelStep[axis]) % kernel[axis]) * dilation;
					return offset < 0 || at < 0 || at >= sizes[axis] ? -1 : offset + at * inStep[axis];
				}, 0);
			}
			for (let b = 0; b < batch; b++) {
				for (let m = 0; m < channels; m++) {
					const firstChannel = Math.floor(m / (channels / group)) * depth;
					const out = (b * channels + m) * area;
					to.fill(bias ? floats(bias)[m] : 0, out, out + area);
					for (let c = 0; c < depth; c++) {
						const input = (b * depth * group + firstChannel + c) * plane;
						const row = (m * depth + c) * window;
						for (let n = 0; n < meets.length; n++) {
							if (meets[n] >= 0) to[out + Math.floor(n / window)] += from[input + meets[n]] * by[row + (n % window)];
						}
					}
				}
			}
			return [result];
		},
	}),
};
