import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { attribute, fromFront, type Kernel, type KernelCall, numbersOf, type Tf } from "./kernel.js";

const count = (shape: readonly number[]): number => shape.reduce((all, one) => all * one, 1);

/** Flat addresses as a device vector. */
const addresses = (tf: Tf, list: readonly number[]): TfTensor => tf.tensor1d(Int32Array.from(list), "int32");

/** @throws as ONNX Runtime does, where kernels would read anything. */
function inside(index: number, size: number): number {
	const at = index < 0 ? index + size : index;
	if (at < 0 || at >= size) throw new Error(`index ${index} lies outside an axis of length ${size}`);
	return at;
}

/** For every element of the indices of GatherElements and ScatterElements, its address in the data. */
function elementAddresses(call: KernelCall): number[] {
	const shape = call.shape(0);
	const [axis] = fromFront([attribute<number>(call, "axis")], shape.length) as [number];
	const places = call.shape(1);
	const steps = shape.map((_, at) => count(shape.slice(at + 1)));
	return numbersOf(call.host(1)).map((index, flat) => {
		let rest = flat;
		let address = 0;
		for (let at = shape.length - 1; at >= 0; at--) {
			const own = rest % (places[at] as number);
			rest = Math.floor(rest / (places[at] as number));
			address += (at === axis ? inside(index, shape[at] as number) : own) * (steps[at] as number);
		}
		return address;
	});
}

/** For every index tuple of GatherND and ScatterND, the number of the slice that it names. */
function sliceNumbers(call: KernelCall, batchAxes: number): { readonly numbers: number[]; readonly slice: number[] } {
	const shape = call.shape(0);
	const places = call.shape(1);
	const depth = places.at(-1) as number;
	const indexed = shape.slice(batchAxes, batchAxes + depth);
	const flat = numbersOf(call.host(1));
	const perBatch = count(places.slice(batchAxes, -1));
	const numbers = Array.from({ length: flat.length / depth }, (_, tuple) => {
		let number = batchAxes > 0 ? Math.floor(tuple / perBatch) : 0;
		indexed.forEach((size, i) => {
			number = number * size + inside(flat[tuple * depth + i] as number, size);
		});
		return number;
	});
	return { numbers, slice: shape.slice(batchAxes + depth) };
}

/** Rows of [N, width] replaced, or added to (`add`: also several times to one row). */
function scatterRows(tf: Tf, x: TfTensor, rows: readonly number[], updates: TfTensor, isAdded: boolean): TfTensor {
	const places = tf.reshape(addresses(tf, rows), [-1, 1]);
	if (isAdded) return tf.add(x, tf.scatterND(places as never, updates, x.shape as never));
	return tf.tensorScatterUpdate(x, places, updates);
}

const canScatter = (call: Omit<KernelCall, "x">): boolean => {
	const how = attribute<string | undefined>(call, "reduction") ?? "none";
	return how === "none" || how === "add";
};

/** A scatter without repeated places is well-defined; with repeated ones the last wins, which kernels do not promise. */
function isDistinct(list: readonly number[]): boolean {
	return new Set(list).size === list.length;
}

/** The last of repeated places only. */
function lastOfEach(rows: readonly number[]): { readonly rows: number[]; readonly kept: number[] } {
	const last = new Map(rows.map((row, index) => [row, index]));
	return { rows: [...last.keys()], kept: [...last.values()] };
}

function scatter(call: KernelCall, rows: readonly number[], width: number): TfTensor {
	const { tf } = call;
	const isAdded = attribute<string | undefined>(call, "reduction") === "add";
	const x = tf.reshape(call.x(0), [-1, width]);
	const updates = tf.reshape(call.x(2), [-1, width]);
	let result: TfTensor;
	if (isAdded || isDistinct(rows)) result = scatterRows(tf, x, rows, updates, isAdded);
	else {
		const last = lastOfEach(rows);
		result = scatterRows(tf, x, last.rows, tf.gather(updates, addresses(tf, last.kept)), false);
	}
	return tf.reshape(result, [...call.shape(0)]);
}

/** Elements found and put by index. Addresses are computed on the host: indices are integers, which live there. */
export const indexing: Readonly<Record<string, Kernel>> = {
	Gather: {
		hostInputs: [1],
		run(call) {
			const shape = call.shape(0);
			const [axis] = fromFront([attribute<number>(call, "axis")], shape.length) as [number];
			const rows = numbersOf(call.host(1)).map((index) => inside(index, shape[axis] as number));
			const taken = call.tf.gather(call.x(0), addresses(call.tf, rows), axis);
			return call.tf.reshape(taken, [...shape.slice(0, axis), ...call.shape(1), ...shape.slice(axis + 1)]);
		},
	},
	GatherElements: {
		hostInputs: [1],
		run(call) {
			const { tf } = call;
			const taken = tf.gather(tf.reshape(call.x(0), [-1]), addresses(tf, elementAddresses(call)));
			return tf.reshape(taken, [...call.shape(1)]);
		},
	},
	GatherND: {
		hostInputs: [1],
		run(call) {
			const { tf } = call;
			const batchAxes = attribute<number>(call, "batch_dims");
			const { numbers, slice } = sliceNumbers(call, batchAxes);
			const taken = tf.gather(tf.reshape(call.x(0), [-1, count(slice)]), addresses(tf, numbers));
			return tf.reshape(taken, [...call.shape(1).slice(0, -1), ...slice]);
		},
	},
	ScatterElements: { hostInputs: [1], supports: canScatter, run: (call) => scatter(call, elementAddresses(call), 1) },
	ScatterND: {
		hostInputs: [1],
		supports: canScatter,
		run(call) {
			const { numbers, slice } = sliceNumbers(call, 0);
			return scatter(call, numbers, count(slice));
		},
	},
};
