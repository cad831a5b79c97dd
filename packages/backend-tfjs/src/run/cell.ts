import {
	allocate,
	type DType,
	elementCount,
	fromHalf,
	LvlmError,
	type Tensor,
	type TypedArray,
	toHalf,
} from "@lvlm-interpret/core";
import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import type { NdArray, NdData } from "../kernels/graph-parts.js";
import type { Tf } from "../kernels/kernel.js";

/** True for what TensorFlow.js holds: floats of up to 32 bits, as float32, and bool. All other types live on the host. */
export function isOnDevice(dtype: DType): boolean {
	return dtype === "float32" || dtype === "float16" || dtype === "bfloat16" || dtype === "bool";
}

/** A value of a graph during a run: on the device, on the host, or both. */
export class Cell {
	readonly dtype: DType;
	readonly shape: readonly number[];
	/** Who still needs it: readers to come, outputs that are kept, constants of a session. Freed at 0. */
	holders = 1;
	/** Known on the host: a constant, an integer, or computed from such. Nodes that read only such values are computed there. */
	isKnown: boolean;
	#device: TfTensor | undefined;
	#host: NdArray | undefined;

	constructor(dtype: DType, shape: readonly number[], place: { device?: TfTensor; host?: NdArray }) {
		this.dtype = dtype;
		this.shape = shape;
		this.#device = place.device;
		this.#host = place.host;
		this.isKnown = place.host !== undefined;
	}

	/** A caller's value: floats and bool belong to the device, whatever their size. */
	static feed(dtype: DType, shape: readonly number[], host: NdArray): Cell {
		const cell = new Cell(dtype, shape, { host });
		cell.isKnown = !isOnDevice(dtype);
		return cell;
	}

	get host(): NdArray | undefined {
		return this.#host;
	}

	/** The value on the device, copied there at first. Integers as int32. @throws for an integer beyond it. */
	device(tf: Tf): TfTensor {
		this.#device ??= upload(tf, this.dtype, this.#host as NdArray);
		return this.#device;
	}

	/** The value on the host, copied there at first. */
	async read(): Promise<NdArray> {
		this.#host ??= {
			dtype: this.dtype,
			shape: this.shape,
			data: fromDevice(this.dtype, await (this.#device as TfTensor).data()),
		};
		return this.#host;
	}

	/** Drops the host's copy where the device has one. */
	forgetHost(tf: Tf): void {
		if (!isOnDevice(this.dtype)) return;
		this.device(tf);
		this.#host = undefined;
		this.isKnown = false;
	}

	/** The value as callers get it. Half precision is rounded here. */
	async tensor(): Promise<Tensor> {
		if (this.dtype === "float32" && !this.#host) {
			const data = await (this.#device as TfTensor).data();
			return { dtype: "float32", shape: this.shape, data: Float32Array.from(data) };
		}
		return toTensor(await this.read());
	}

	release(): void {
		this.holders--;
		if (this.holders > 0) return;
		this.#device?.dispose();
		this.#device = undefined;
		this.#host = undefined;
	}
}

function upload(tf: Tf, dtype: DType, { shape, data }: NdArray): TfTensor {
	if (dtype === "bool") return tf.tensor(data as Uint8Array, [...shape], "bool");
	if (isOnDevice(dtype)) return tf.tensor(Float32Array.from(data as Float64Array), [...shape], "float32");
	const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
	const wide = numbers.find((one) => !Number.isInteger(one) || Math.abs(one) > 2 ** 31 - 1);
	if (wide !== undefined) throw new Error(`${wide} does not fit into int32, the only integer type of TensorFlow.js`);
	return tf.tensor(Int32Array.from(numbers), [...shape], "int32");
}

function fromDevice(dtype: DType, data: ArrayLike<number>): NdData {
	return dtype === "bool" ? Uint8Array.from(data) : Float64Array.from(data);
}

/** Host form of a caller's tensor, copied. */
export function fromTensor({ dtype, shape, data }: Tensor): NdArray {
	const decode = dtype === "float16" ? fromHalf : dtype === "bfloat16" ? brainToNumber : Number;
	if (dtype === "float32" || dtype === "float16" || dtype === "bfloat16") {
		return { dtype, shape, data: Float64Array.from(data as ArrayLike<number>, decode) };
	}
	return { dtype, shape, data: data.slice() as NdData };
}

function toTensor({ dtype, shape, data }: NdArray): Tensor {
	const copy = allocate(dtype, elementCount(shape)) as TypedArray;
	const encode = dtype === "float16" ? toHalf : dtype === "bfloat16" ? numberToBrain : undefined;
	const values = encode ? Array.from(data as Float64Array, encode) : data;
	(copy as Float32Array).set(values as unknown as Float32Array);
	return { dtype, shape, data: copy } as Tensor;
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

function brainToNumber(half: number): number {
	bits[0] = half << 16;
	return single[0] as number;
}

function numberToBrain(value: number): number {
	single[0] = value;
	const word = bits[0] as number;
	return Number.isNaN(value) ? 0x7fc0 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}

/** The error of a use of a value that is gone. */
export function goneError(session: string): LvlmError {
	return new LvlmError("session-disposed", `A value kept by "${session}" was disposed, or its backend was.`, {
		session,
	});
}
