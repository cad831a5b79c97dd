import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { attribute, fromFront, type Kernel, type KernelCall, numbersOf } from "./kernel.js";

type HostCall = Omit<KernelCall, "x">;

/** Axes from input 1, or from the attribute as older versions have them. */
function axesOf(call: HostCall, rank: number): number[] | undefined {
	const given = call.has(1) ? numbersOf(call.host(1)) : attribute<readonly number[] | undefined>(call, "axes");
	return given && fromFront(given, rank);
}

const count = (shape: readonly number[]): number => shape.reduce((all, one) => all * one, 1);

interface Cut {
	readonly axis: number;
	readonly start: number;
	readonly step: number;
	readonly length: number;
}

/** What Slice takes of each axis that it names; ends are clamped as ONNX says. */
function cutsOf(call: HostCall): Cut[] {
	const shape = call.shape(0);
	const starts = numbersOf(call.host(1));
	const ends = numbersOf(call.host(2));
	const axes = call.has(3) ? fromFront(numbersOf(call.host(3)), shape.length) : starts.map((_, axis) => axis);
	const steps = call.has(4) ? numbersOf(call.host(4)) : starts.map(() => 1);
	return axes.map((axis, i) => {
		const size = shape[axis] as number;
		const step = steps[i] as number;
		const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
		const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, low), high);
		const start = step > 0 ? clamp(starts[i] as number) : Math.max(clamp(starts[i] as number), 0);
		const end = clamp(ends[i] as number);
		return { axis, start, step, length: Math.max(0, Math.ceil((end - start) / step)) };
	});
}

/** Axes come, go and change places; nothing is computed. */
export const shapes: Readonly<Record<string, Kernel>> = {
	Reshape: {
		hostInputs: [1],
		run(call) {
			const from = call.shape(0);
			const keepsZero = attribute(call, "allowzero") === 1;
			const sizes = numbersOf(call.host(1)).map((size, axis) =>
				size === 0 && !keepsZero ? (from[axis] as number) : size,
			);
			return call.tf.reshape(call.x(0), sizes);
		},
	},
	Flatten: {
		run(call) {
			const shape = call.shape(0);
			const axis = attribute<number>(call, "axis");
			const at = axis < 0 ? axis + shape.length : axis;
			return call.tf.reshape(call.x(0), [count(shape.slice(0, at)), count(shape.slice(at))]);
		},
	},
	Squeeze: {
		hostInputs: [1],
		run(call) {
			const shape = call.shape(0);
			const gone = axesOf(call, shape.length) ?? shape.flatMap((size, axis) => (size === 1 ? [axis] : []));
			return call.tf.reshape(
				call.x(0),
				shape.filter((_, axis) => !gone.includes(axis)),
			);
		},
	},
	Unsqueeze: {
		hostInputs: [1],
		run(call) {
			const shape = [...call.shape(0)];
			const given = call.has(1) ? numbersOf(call.host(1)) : attribute<readonly number[]>(call, "axes");
			for (const axis of fromFront(given, shape.length + given.length).sort((a, b) => a - b)) shape.splice(axis, 0, 1);
			return call.tf.reshape(call.x(0), shape);
		},
	},
	Transpose: {
		supports: (call) => call.shape(0).length <= 6,
		run(call) {
			const rank = call.shape(0).length;
			const order = attribute<readonly number[] | undefined>(call, "perm");
			if (rank < 2) return call.x(0);
			return call.tf.transpose(
				call.x(0),
				order ? [...order] : Array.from({ length: rank }, (_, axis) => rank - 1 - axis),
			);
		},
	},
	Expand: {
		hostInputs: [1],
		supports: (call) => Math.max(call.shape(0).length, call.shape(1)[0] ?? 0) <= 6,
		run(call) {
			const to = numbersOf(call.host(1));
			const from = call.shape(0);
			const rank = Math.max(to.length, from.length);
			const size = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1;
			const shape = Array.from({ length: rank }, (_, axis) =>
				size(to, axis) === 1 ? size(from, axis) : size(to, axis),
			);
			return call.tf.broadcastTo(call.x(0), shape);
		},
	},
	Concat: {
		run(call) {
			const axis = attribute<number>(call, "axis");
			const all = Array.from({ length: call.inputCount }, (_, index) => index);
			const parts = all.filter((index) => count(call.shape(index)) > 0).map((index) => call.x(index));
			if (parts.length === 1) return parts[0] as TfTensor;
			return call.tf.concat(parts, fromFront([axis], call.shape(0).length)[0] as number);
		},
	},
	Split: {
		hostInputs: [1],
		run(call) {
			const [axis] = fromFront([attribute<number>(call, "axis")], call.shape(0).length) as [number];
			const size = call.shape(0)[axis] as number;
			const listed = call.has(1) ? numbersOf(call.host(1)) : attribute<readonly number[] | undefined>(call, "split");
			const part = Math.ceil(size / call.outputCount);
			const sizes = listed ?? Array.from({ length: call.outputCount }, (_, i) => Math.min(part, size - i * part));
			return call.tf.split(call.x(0), [...sizes], axis);
		},
	},
	Slice: {
		hostInputs: [1, 2, 3, 4],
		run(call) {
			const { tf } = call;
			const shape = call.shape(0);
			let x = call.x(0);
			const cuts = cutsOf(call);
			const begin = shape.map(() => 0);
			const size = [...shape];
			for (const { axis, start, step, length } of cuts) {
				if (step !== 1) continue;
				begin[axis] = start;
				size[axis] = length;
			}
			if (size.some((one, axis) => one !== shape[axis])) x = tf.slice(x, begin, size);
			for (const { axis, start, step, length } of cuts) {
				if (step === 1) continue;
				const rows = Int32Array.from({ length }, (_, i) => start + i * step);
				x = tf.gather(x, tf.tensor1d(rows, "int32"), axis);
			}
			return x;
		},
	},
	Tile: {
		hostInputs: [1],
		supports: (call) => call.shape(0).length <= 6,
		run: (call) => call.tf.tile(call.x(0), numbersOf(call.host(1))),
	},
	Pad: {
		hostInputs: [1, 2, 3],
		supports: (call) => attribute(call, "mode") === "constant" && call.has(1) && call.shape(0).length <= 4,
		run(call) {
			const rank = call.shape(0).length;
			const pads = numbersOf(call.host(1));
			const axes = call.has(3) ? fromFront(numbersOf(call.host(3)), rank) : call.shape(0).map((_, axis) => axis);
			const both = call.shape(0).map((): [number, number] => [0, 0]);
			axes.forEach((axis, i) => {
				both[axis] = [pads[i] as number, pads[axes.length + i] as number];
			});
			const value = call.has(2) ? (numbersOf(call.host(2))[0] as number) : 0;
			const { tf } = call;
			let x = call.x(0);
			// A negative pad takes away.
			if (both.flat().some((one) => one < 0)) {
				const begin = both.map(([before]) => Math.max(0, -before));
				const size = both.map(
					([before, after], axis) => (x.shape[axis] as number) + Math.min(0, before) + Math.min(0, after),
				);
				x = tf.slice(x, begin, size);
			}
			return tf.pad(
				x,
				both.map(([before, after]): [number, number] => [Math.max(0, before), Math.max(0, after)]),
				value,
			);
		},
	},
	Trilu: {
		hostInputs: [1],
		supports: (call) => count(call.shape(0)) > 0,
		run(call) {
			const { tf } = call;
			const [rows, columns] = call.shape(0).slice(-2) as [number, number];
			const k = call.has(1) ? (numbersOf(call.host(1))[0] as number) : 0;
			const isUpper = attribute(call, "upper") !== 0;
			const kept = Uint8Array.from({ length: rows * columns }, (_, at) => {
				const offset = (at % columns) - Math.floor(at / columns);
				return Number(isUpper ? offset >= k : offset <= k);
			});
			return tf.where(tf.tensor2d(kept, [rows, columns], "bool"), call.x(0), tf.zeros([1]));
		},
	},
};
