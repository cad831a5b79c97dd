import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import type { NdArray } from "./graph-parts.js";

/** TensorFlow.js as a value: the module that was imported on demand. */
export type Tf = typeof import("@tensorflow/tfjs-core");

/** What a kernel is told about the node that it computes. */
export interface KernelCall {
	readonly tf: Tf;
	readonly opset: number;
	/** With the operator's defaults filled in. */
	readonly attributes: Readonly<Record<string, unknown>>;
	/** How many inputs the node lists; absent optional ones count. */
	readonly inputCount: number;
	readonly outputCount: number;
	/** Shape of input `index`, whatever it is. */
	shape(index: number): readonly number[];
	/** Input `index` on the device: floats as float32, bool as bool, index inputs as int32. */
	x(index: number): TfTensor;
	has(index: number): boolean;
	/** Content of an input that is named in `hostInputs`. */
	host(index: number): NdArray;
}

/** One operator on TensorFlow.js. */
export interface Kernel {
	/** Inputs whose content decides shapes or addresses: the kernel reads them on the host. */
	readonly hostInputs?: readonly number[];
	/** Integer inputs that go to the device as int32. */
	readonly deviceIntegers?: readonly number[];
	/** False for a form that is left to the host. */
	supports?(call: Omit<KernelCall, "x">): boolean;
	/** Outputs from the first. Runs inside tf.tidy; may return an input. */
	run(call: KernelCall): TfTensor | readonly (TfTensor | undefined)[];
}

/** The content as numbers. */
export function numbersOf({ data }: NdArray): number[] {
	return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** Axes counted from the front. */
export function fromFront(axes: readonly number[], rank: number): number[] {
	return axes.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** An attribute that is there, or has a default. */
export function attribute<T>(call: Pick<KernelCall, "attributes">, name: string): T {
	return call.attributes[name] as T;
}
